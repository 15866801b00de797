package org.neurochains.image;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.neurochains.network.OutputKind;

/**
 * What a network says of an image.
 *
 * @param file its path inside the image folder
 * @param label the index of the class it is said to be, or {@link ImageSet#UNKNOWN}
 * @param logits one for each class
 * @param probabilities one for each class
 * @param outputs whether classes exclude each other
 */
public record Prediction(String file, int label, float[] logits, float[] probabilities, OutputKind outputs) {
    private static final float HALF = .5f;

    /** What it answers, the most probable first: its first class, or every label with a probability above one half. */
    public int[] answer() {
        return outputs == OutputKind.MULTI_CLASS
                ? top(1)
                : Arrays.stream(top(logits.length))
                        .filter(c -> probabilities[c] > HALF)
                        .toArray();
    }

    /** Whether the image's own class belongs to the answer. */
    public boolean right() {
        return Arrays.stream(answer()).anyMatch(c -> c == label);
    }

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
