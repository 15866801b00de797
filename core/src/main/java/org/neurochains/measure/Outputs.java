package org.neurochains.measure;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.stream.IntStream;
import org.neurochains.chain.TieGroups;
import org.neurochains.image.Labels;
import org.neurochains.network.OutputKind;
import org.neurochains.tensor.Tensor;

/** A network's logits for some images, as numbers in double precision. */
public final class Outputs {
    private static final double HALF = .5;

    private final OutputKind kind;
    private final double[][] rows;

    private Outputs(OutputKind kind, double[][] rows) {
        this.kind = kind;
        this.rows = rows;
    }

    /** The outputs of logits, (N, outputs). */
    public static Outputs of(OutputKind kind, Tensor logits) {
        double[] all = logits.toDoubles();
        int outputs = (int) logits.dim(1);
        double[][] rows = new double[(int) logits.dim(0)][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = kind.normalised(Arrays.copyOfRange(all, i * outputs, (i + 1) * outputs));
        }
        return new Outputs(kind, rows);
    }

    /** What they say. */
    public OutputKind kind() {
        return kind;
    }

    /** The number of images. */
    public int images() {
        return rows.length;
    }

    /** The probabilities of an image's classes. */
    public double[] probabilities(int image) {
        return Arrays.stream(rows[image]).map(kind::probability).toArray();
    }

    public double probability(int image, int classIndex) {
        return kind.probability(rows[image][classIndex]);
    }

    /** The class that an image is shown under, given those that it is said to be ({@link OutputKind#answer}). */
    public int predicted(int image, Collection<Integer> said) {
        return kind == OutputKind.MULTI_LABEL ? kind.answer(floats(probabilities(image)), said) : argmax(rows[image]);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** What is answered of an image: its most probable class, or every label with a probability above one half. */
    public BitSet answer(int image) {
        BitSet answer = new BitSet();
        if (kind == OutputKind.MULTI_LABEL) {
            IntStream.range(0, rows[image].length)
                    .filter(c -> probability(image, c) > HALF)
                    .forEach(answer::set);
        } else {
            answer.set(argmax(rows[image]));
        }
        return answer;
    }

    /** The index of the largest value, the lowest on ties. */
    static int argmax(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    /** Whether a class belongs to the answer for an image. */
    public boolean says(int image, int classIndex) {
        return answer(image).get(classIndex);
    }

    /** The answer in words; "none" where nothing is found. */
    public String answer(int image, Labels labels) {
        return answer(image).isEmpty()
                ? "none"
                : String.join(
                        " + ", answer(image).stream().mapToObj(labels::name).toList());
    }

    /** Whether two images or more all have the same outputs, to rounding: nothing of the image reaches them. */
    public boolean constant() {
        double[] first = images() > 1 ? rows[0] : new double[0];
        for (double[] image : rows) {
            for (int c = 0; c < first.length; c++) {
                // Logarithms: images of which a network is sure differ in the other classes still.
                if (Math.abs(image[c] - first[c]) > TieGroups.ROUNDING * Math.max(1, Math.abs(first[c]))) {
                    return false;
                }
            }
        }
        return images() > 1;
    }

    /** KL(this || other) of an image, in nats. */
    public double divergence(Outputs other, int image) {
        return kind.divergence(rows[image], other.rows[image]);
    }

    /** Mean over images of KL(this || other), in nats; 0 for no images. */
    public double divergence(Outputs other) {
        double sum = 0;
        for (int i = 0; i < images(); i++) {
            sum += divergence(other, i);
        }
        return images() == 0 ? 0 : sum / images();
    }
}
