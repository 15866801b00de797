package org.neurochains.image;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.neurochains.Progress;

/**
 * How often a network's first choice is the class of the image's folder.
 *
 * @param images looked at
 * @param correct of these
 */
public record Accuracy(int images, int correct) {
    private static final int BATCH = 32;

    /**
     * Looks at images that have a class of their own, drawn at random; damaged ones are left out.
     *
     * @param most how many to look at; all where there are fewer
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public static Accuracy of(
            ImageSet set, ImageLoader loader, Classifier classifier, int most, long seed, Progress progress) {
        List<ImageEntry> drawn = new ArrayList<>(set.images().stream()
                .filter(image -> set.classOf(image) != ImageSet.UNKNOWN)
                .toList());
        Collections.shuffle(drawn, new Random(seed));
        drawn = drawn.subList(0, Math.min(most, drawn.size()));
        ImageReview review = new ImageReview(set, loader, classifier, BATCH, new Confidence());
        int[] counts = new int[2];
        review.each(drawn, List.of(), progress, "measuring the network's accuracy", image -> {
            counts[0]++;
            counts[1] += image.predicted() == image.label() ? 1 : 0;
        });
        return new Accuracy(counts[0], counts[1]);
    }

    /** The share of correct images; NaN of none. */
    public double share() {
        return images == 0 ? Double.NaN : (double) correct / images;
    }
}
