package org.neurochains.bestiary;

/** A place of the creature's body that holds at most one form. */
public enum Slot {
    /** The front of the head. */
    SNOUT,
    /** The top of the head. */
    CROWN,
    /** The back. */
    WING,
    /** The rear. */
    TAIL,
    /** The ends of both legs. */
    FEET,
    /** The skin of trunk and neck. */
    COAT,
    /** The eye; every creature has the same form, so it tells no classes apart. */
    EYE
}
