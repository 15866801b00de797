package org.neurochains.measure;

import java.util.Arrays;
import org.neurochains.chain.Ties;
import org.neurochains.tensor.Tensor;

/** A network's logits for some images, as numbers in double precision. */
public final class Outputs {
    private final double[][] logProbabilities;

    private Outputs(double[][] logProbabilities) {
        this.logProbabilities = logProbabilities;
    }

    /** The outputs of logits, (N, classes). */
    public static Outputs of(Tensor logits) {
        double[] all = logits.toDoubles();
        int classes = (int) logits.dim(1);
        double[][] rows = new double[(int) logits.dim(0)][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = logSoftmax(Arrays.copyOfRange(all, i * classes, (i + 1) * classes));
        }
        return new Outputs(rows);
    }

    private static double[] logSoftmax(double[] logits) {
        double top = Arrays.stream(logits).max().orElse(0);
        double sum = Arrays.stream(logits).map(z -> Math.exp(z - top)).sum();
        return Arrays.stream(logits).map(z -> z - top - Math.log(sum)).toArray();
    }

    /** The number of images. */
    public int images() {
        return logProbabilities.length;
    }

    /** The probabilities of an image's classes. */
    public double[] probabilities(int image) {
        return Arrays.stream(logProbabilities[image]).map(Math::exp).toArray();
    }

    /** The probability of one class. */
    public double probability(int image, int classIndex) {
        return Math.exp(logProbabilities[image][classIndex]);
    }

    /** The predicted class, the lowest index on ties. */
    public int predicted(int image) {
        return Quotient.argmax(logProbabilities[image]);
    }

    /** Whether two images or more all have the same outputs, to rounding: nothing of the image reaches them. */
    public boolean constant() {
        double[] first = images() > 1 ? logProbabilities[0] : new double[0];
        for (double[] image : logProbabilities) {
            for (int c = 0; c < first.length; c++) {
                // Logarithms: images of which a network is sure differ in the other classes still.
                if (Math.abs(image[c] - first[c]) > Ties.ROUNDING * Math.max(1, Math.abs(first[c]))) {
                    return false;
                }
            }
        }
        return images() > 1;
    }

    /** KL(this || other) of an image, in nats. */
    public double divergence(Outputs other, int image) {
        double sum = 0;
        for (int c = 0; c < logProbabilities[image].length; c++) {
            double log = logProbabilities[image][c];
            double p = Math.exp(log);
            sum += p == 0 ? 0 : p * (log - other.logProbabilities[image][c]);
        }
        return Math.max(0, sum);
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
