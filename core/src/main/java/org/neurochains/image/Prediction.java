package org.neurochains.image;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What a network says of an image.
 *
 * @param file its path inside the image folder
 * @param label the index of the class it is said to be, or {@link ImageSet#UNKNOWN}
 * @param logits one for each class
 * @param probabilities their softmax
 */
@SuppressWarnings("ArrayRecordComponent") // numbers of one image, handed from the network to whoever prints them
public record Prediction(String file, int label, float[] logits, float[] probabilities) {
    /** The most probable classes, the most probable first, ties by index. */
    public int[] top(int count) {
        return IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparing(c -> -logits[c]))
                .limit(count)
                .mapToInt(c -> c)
                .toArray();
    }

    /** How many classes are more probable than the image's own. */
    public int rank() {
        return (int) IntStream.range(0, logits.length)
                .filter(c -> logits[c] > logits[label] || (logits[c] == logits[label] && c < label))
                .count();
    }
}
