package org.neurochains.bestiary;

import static org.neurochains.bestiary.PartForm.ARROW_TAIL;
import static org.neurochains.bestiary.PartForm.BEAK;
import static org.neurochains.bestiary.PartForm.BILL;
import static org.neurochains.bestiary.PartForm.COMB;
import static org.neurochains.bestiary.PartForm.EARS;
import static org.neurochains.bestiary.PartForm.EYE;
import static org.neurochains.bestiary.PartForm.FAN_TAIL;
import static org.neurochains.bestiary.PartForm.FEATHERS;
import static org.neurochains.bestiary.PartForm.HOOVES;
import static org.neurochains.bestiary.PartForm.HORN;
import static org.neurochains.bestiary.PartForm.LEATHER;
import static org.neurochains.bestiary.PartForm.MANE_TAIL;
import static org.neurochains.bestiary.PartForm.MUZZLE;
import static org.neurochains.bestiary.PartForm.PADDLE_TAIL;
import static org.neurochains.bestiary.PartForm.PAWS;
import static org.neurochains.bestiary.PartForm.ROPE_TAIL;
import static org.neurochains.bestiary.PartForm.SPOTS;
import static org.neurochains.bestiary.PartForm.STRIPES;
import static org.neurochains.bestiary.PartForm.TALONS;
import static org.neurochains.bestiary.PartForm.WEBS;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The classes of the world: nothing but a set of forms each. Their order is that of their names.
 *
 * <p>Some differ in a single part (a unicorn is a horse with a horn), some share a few, some share none but the eye.
 */
public enum Species {
    COCKATRICE(0, BEAK, COMB, LEATHER, ARROW_TAIL, TALONS),
    DRAGON(1, MUZZLE, HORN, LEATHER, ARROW_TAIL, TALONS, SPOTS),
    DUCK(2, BILL, FEATHERS, FAN_TAIL, WEBS),
    GRIFFIN(3, BEAK, EARS, FEATHERS, ROPE_TAIL, PAWS),
    HORSE(4, MUZZLE, MANE_TAIL, HOOVES),
    LEOPARD(5, MUZZLE, EARS, ROPE_TAIL, PAWS, SPOTS),
    PEGASUS(6, MUZZLE, FEATHERS, MANE_TAIL, HOOVES),
    PLATYPUS(7, BILL, PADDLE_TAIL, WEBS),
    ROOSTER(8, BEAK, COMB, FEATHERS, FAN_TAIL, TALONS),
    TIGER(9, MUZZLE, EARS, ROPE_TAIL, PAWS, STRIPES),
    UNICORN(10, MUZZLE, HORN, MANE_TAIL, HOOVES),
    ZEBRA(11, MUZZLE, MANE_TAIL, HOOVES, STRIPES);

    private final int index;

    @SuppressWarnings("ImmutableEnumChecker") // unmodifiable, of enums
    private final Set<PartForm> forms;

    Species(int index, PartForm... forms) {
        this.index = index;
        EnumSet<PartForm> all = EnumSet.of(EYE, forms);
        this.forms = Collections.unmodifiableSet(all);
    }

    /** The species of a {@link #label}. */
    public static Optional<Species> of(String label) {
        return Arrays.stream(values())
                .filter(species -> species.label().equals(label))
                .findFirst();
    }

    /** The parts of this species, the eye included. */
    public Set<PartForm> forms() {
        return forms;
    }

    /** The class's index in the networks, from 0. */
    public int index() {
        return index;
    }

    /** The name in files and reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The parts that both have, without the eye, which all have. */
    public Set<PartForm> shared(Species other) {
        EnumSet<PartForm> both = EnumSet.copyOf(forms);
        both.retainAll(other.forms);
        both.remove(EYE);
        return both;
    }

    /** The parts that exactly one of the two has: what tells them apart. */
    public Set<PartForm> telling(Species other) {
        EnumSet<PartForm> either = EnumSet.copyOf(forms);
        either.addAll(other.forms);
        either.removeIf(form -> forms.contains(form) && other.forms.contains(form));
        return either;
    }
}
