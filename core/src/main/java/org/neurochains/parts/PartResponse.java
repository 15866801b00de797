package org.neurochains.parts;

import org.neurochains.evidence.FilterGuess;

/**
 * How a filter of F responds to a part; its map after a ReLU.
 *
 * @param part the part's name
 * @param inside mean of the map over the part's pixels, the mask averaged down to the map's size
 * @param outside mean over the other pixels of the images that show the part
 * @param effect by how much the map's mean falls when the part is removed, averaged over the images, in units of the
 *     root mean square of the filter's means over all the images, with the part and without it; negative where it rises
 */
public record PartResponse(String part, double inside, double outside, double effect) {
    /** What the effect must be at least, either way, for a filter to count as responding to a part. */
    public static final double LEAST_EFFECT = .25;

    /** Whether removing the part changes the filter's output. */
    public boolean responds() {
        return Math.abs(effect) >= LEAST_EFFECT;
    }

    /** Whether the map lies on the part. */
    public boolean liesOnPart() {
        return inside > 0 && inside >= FilterGuess.LEAST_CONTRAST * outside;
    }
}
