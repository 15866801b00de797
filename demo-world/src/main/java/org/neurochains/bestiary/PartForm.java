package org.neurochains.bestiary;

import java.util.Locale;

/** A kind of part: what is drawn in a slot. Two species with the same form share that part. */
public enum PartForm {
    MUZZLE(1, Slot.SNOUT),
    BEAK(2, Slot.SNOUT),
    BILL(3, Slot.SNOUT),
    HORN(4, Slot.CROWN),
    EARS(5, Slot.CROWN),
    COMB(6, Slot.CROWN),
    FEATHERS(7, Slot.WING),
    LEATHER(8, Slot.WING),
    MANE_TAIL(9, Slot.TAIL),
    FAN_TAIL(10, Slot.TAIL),
    PADDLE_TAIL(11, Slot.TAIL),
    ARROW_TAIL(12, Slot.TAIL),
    ROPE_TAIL(13, Slot.TAIL),
    HOOVES(14, Slot.FEET),
    TALONS(15, Slot.FEET),
    WEBS(16, Slot.FEET),
    PAWS(17, Slot.FEET),
    STRIPES(18, Slot.COAT),
    SPOTS(19, Slot.COAT),
    EYE(20, Slot.EYE);

    private final int number;
    private final Slot slot;

    PartForm(int number, Slot slot) {
        this.number = number;
        this.slot = slot;
    }

    /** Where on the body this form sits. */
    public Slot slot() {
        return slot;
    }

    /** The name in files and reports, such as {@code mane-tail}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The value of this form's pixels in a part map, from 1. */
    public int number() {
        return number;
    }
}
