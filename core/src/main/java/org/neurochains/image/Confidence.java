package org.neurochains.image;

import static org.neurochains.Phrase.text;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a network is about as often right as its probabilities claim. One that is sure and wrong was mostly read as
 * another network, shown images in another form, or given other labels; no file can show that, images whose classes are
 * known can.
 */
public final class Confidence {
    /** With fewer images nothing is said. */
    private static final int FEW = 20;

    /** So many standard deviations of the number of right answers, were the probabilities true, are no chance. */
    private static final double DEVIATIONS = 4;

    private final Set<String> files = new HashSet<>();
    private int right;
    private double claimed;
    private double variance;

    /**
     * Counts an image whose class is known, once.
     *
     * @param file its path inside the image folder
     * @param correct whether the most probable class is its own
     * @param probability of the most probable class
     */
    public void add(String file, boolean correct, double probability) {
        if (!files.add(file)) {
            return;
        }
        right += correct ? 1 : 0;
        claimed += probability;
        variance += probability * (1 - probability);
    }

    /** One line, where less than half as many answers are right as the probabilities claim. */
    public Optional<String> warning() {
        int images = files.size();
        boolean far = right < claimed / 2 && claimed - right > DEVIATIONS * Math.sqrt(variance) + 1;
        if (images < FEW || !far) {
            return Optional.empty();
        }
        return Optional.of(text(
                "the network is sure of itself (mean probability %.2f) and right on %.0f %% of %d images: is it another"
                        + " architecture than assumed (inspect says what is), does it see its images otherwise (mean,"
                        + " std, input size, order of channels), or are its labels in another order?",
                claimed / images, 100.0 * right / images, images));
    }
}
