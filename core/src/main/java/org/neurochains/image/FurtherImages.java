package org.neurochains.image;

import static org.neurochains.InputException.parameter;
import static org.neurochains.InputException.require;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * How many images of a region's kind, beside its own, a solver is given: some to hold the chain to, some to test it on
 * in the end.
 *
 * @param support the number that the solver holds the chain to; null for half of those that there are, at most 200
 * @param heldOut the number that it is tested on; null for the other half, at most 400
 */
public record FurtherImages(
        @JsonSerialize(nullsUsing = Automatic.class) @Nullable Integer support,

        @JsonSerialize(nullsUsing = Automatic.class) @Nullable Integer heldOut) {
    /** As many as there are, half and half. */
    public static final FurtherImages AUTO = new FurtherImages(null, null);

    public static final FurtherImages NONE = new FurtherImages(0, 0);

    /** As many as there are to test it on. */
    public static final FurtherImages TESTING = new FurtherImages(0, null);

    /** How {@code null} is written. */
    public static final String AUTOMATIC = "auto";

    /** Writes {@code null} so. */
    public static final class Automatic extends ValueSerializer<Object> {
        @Override
        public void serialize(@Nullable Object none, JsonGenerator to, SerializationContext context) {
            to.writeString(AUTOMATIC);
        }
    }

    private static final int MOST_SUPPORT = 200;
    private static final int MOST_HELD_OUT = 400;
    /** With less than this, either half says too little to divide them automatically. */
    private static final int LEAST = 40;

    /** Refuses negative numbers. */
    public FurtherImages {
        String accepted = "0 or more images, or " + AUTOMATIC;
        require(support == null || support >= 0, parameter("support"), String.valueOf(support), accepted);
        require(heldOut == null || heldOut >= 0, parameter("heldOut"), String.valueOf(heldOut), accepted);
    }

    /** The most that can be of use. */
    int most() {
        int half = support == null ? MOST_SUPPORT : support;
        return half + (heldOut == null ? MOST_HELD_OUT : heldOut);
    }

    /** How many there are to be in support, of so many. */
    int supportOf(int found) {
        if (support != null) {
            return support;
        }
        int half = found < LEAST ? 0 : found / 2;
        return Math.min(MOST_SUPPORT, heldOut == null ? half : Math.max(0, found - heldOut));
    }

    /** How many there are to be held out, of so many. */
    int heldOutOf(int found) {
        if (heldOut != null) {
            return heldOut;
        }
        return found < LEAST ? 0 : Math.min(MOST_HELD_OUT, Math.max(0, found - supportOf(found)));
    }
}
