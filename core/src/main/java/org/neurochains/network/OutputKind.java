package org.neurochains.network;

import static org.neurochains.InputException.parameter;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.neurochains.InputException;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Tensor;

/** What a network's outputs say: how logits become probabilities, and how two answers are compared. */
public enum OutputKind {
    /** Classes that exclude each other: softmax. The answer is the most probable one. */
    MULTI_CLASS {
        @Override
        public Tensor probabilities(Tensor logits) {
            return Functional.softmax(logits, 1);
        }

        @Override
        Tensor apart(Tensor original, Tensor other) {
            Tensor p = Functional.logSoftmax(original, 1);
            Tensor q = Functional.logSoftmax(other, 1);
            return p.exp().mul(p.sub(q)).sum(1L);
        }

        @Override
        public Tensor found(Tensor logits) {
            return oneOfEach(logits.argmax(1), (int) logits.dim(1));
        }

        @Override
        public Tensor logOdds(Tensor logits, Tensor chosen) {
            Tensor others = logits.sub(chosen.mul(FAR));
            Tensor top = others.detach().max(1L);
            Tensor rest = others.sub(top.reshape(-1, 1)).exp().sum(1L).log().add(top);
            return logits.sub(rest.reshape(-1, 1)).mul(chosen);
        }

        @Override
        public double[] normalised(double[] logits) {
            double top = Arrays.stream(logits).max().orElse(0);
            double sum = Arrays.stream(logits).map(z -> Math.exp(z - top)).sum();
            return Arrays.stream(logits).map(z -> z - top - Math.log(sum)).toArray();
        }

        @Override
        public double probability(double normalised) {
            return Math.exp(normalised);
        }

        @Override
        public double divergence(double[] original, double[] other) {
            double sum = 0;
            for (int c = 0; c < original.length; c++) {
                double p = Math.exp(original[c]);
                sum += p == 0 ? 0 : p * (original[c] - other[c]);
            }
            return Math.max(0, sum);
        }

        @Override
        public double[] curvature(double[] probabilities, double[] direction) {
            double mean = 0;
            for (int c = 0; c < direction.length; c++) {
                mean += probabilities[c] * direction[c];
            }
            double[] product = new double[direction.length];
            for (int c = 0; c < direction.length; c++) {
                product[c] = probabilities[c] * (direction[c] - mean);
            }
            return product;
        }

        @Override
        public double weight(double probability) {
            return probability;
        }

        @Override
        public int answer(float[] probabilities, Collection<Integer> meant) {
            return best(probabilities, IntStream.range(0, probabilities.length));
        }

        @Override
        public double margin(double[] probabilities, int index) {
            double other = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < probabilities.length; i++) {
                other = i == index ? other : Math.max(other, probabilities[i]);
            }
            return probabilities[index] - other;
        }
    },

    /**
     * Labels, any number of which hold of an image: a sigmoid for each. The answer is the set of labels with a
     * probability above one half.
     */
    MULTI_LABEL {
        @Override
        public Tensor probabilities(Tensor logits) {
            return logits.sigmoid();
        }

        /** The sum of the labels' divergences; all are reckoned with p below one half, where no digits are lost. */
        @Override
        Tensor apart(Tensor original, Tensor other) {
            Tensor side = original.detach().greater(0).mul(-2).add(1);
            Tensor z = original.mul(side);
            Tensor w = other.mul(side);
            return z.sigmoid()
                    .mul(z.sub(w))
                    .add(Functional.softplus(w))
                    .sub(Functional.softplus(z))
                    .sum(1L);
        }

        @Override
        public Tensor found(Tensor logits) {
            Tensor likely = logits.greater(0);
            Tensor none = likely.sum(1L).mul(-1).add(1).relu().reshape(-1, 1);
            return likely.add(MULTI_CLASS.found(logits).to(logits.type()).mul(none));
        }

        @Override
        public Tensor logOdds(Tensor logits, Tensor chosen) {
            return logits.mul(chosen);
        }

        @Override
        public double[] normalised(double[] logits) {
            return logits.clone();
        }

        @Override
        public double probability(double normalised) {
            return 1 / (1 + Math.exp(-normalised));
        }

        @Override
        public double divergence(double[] original, double[] other) {
            double sum = 0;
            for (int c = 0; c < original.length; c++) {
                double side = original[c] > 0 ? -1 : 1;
                double z = side * original[c];
                double w = side * other[c];
                sum += Math.max(0, probability(z) * (z - w) + softplus(w) - softplus(z));
            }
            return sum;
        }

        @Override
        public double[] curvature(double[] probabilities, double[] direction) {
            double[] product = new double[direction.length];
            for (int c = 0; c < direction.length; c++) {
                product[c] = weight(probabilities[c]) * direction[c];
            }
            return product;
        }

        @Override
        public double weight(double probability) {
            return probability * (1 - probability);
        }

        @Override
        public int answer(float[] probabilities, Collection<Integer> meant) {
            int likely = best(
                    probabilities, meant.stream().mapToInt(Integer::intValue).filter(c -> probabilities[c] > HALF));
            if (likely >= 0) {
                return likely;
            }
            int other =
                    best(probabilities, IntStream.range(0, probabilities.length).filter(c -> !meant.contains(c)));
            return other >= 0 ? other : best(probabilities, IntStream.range(0, probabilities.length));
        }

        @Override
        public double margin(double[] probabilities, int index) {
            return 2 * probabilities[index] - 1;
        }
    };

    private static final double FAR = 1e9;
    private static final float HALF = .5f;

    /**
     * Reads {@code multi-class} or {@code multi-label}.
     *
     * @throws InputException if it is neither
     */
    public static OutputKind of(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.toString().equals(name.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> InputException.of(
                        parameter("outputs") + " '" + name + "'",
                        "is not known",
                        "multi-class (one answer, softmax) or multi-label (yes or no of each, sigmoid)"));
    }

    /** The probability of each output, of logits (N, outputs). */
    public abstract Tensor probabilities(Tensor logits);

    /**
     * How far other logits are from the original ones: the Kullback-Leibler divergence, in nats.
     *
     * @param original (N, outputs)
     * @param other (N, outputs)
     * @return (N)
     * @throws IllegalArgumentException if the shapes differ
     */
    public final Tensor divergence(Tensor original, Tensor other) {
        if (original.rank() != 2 || !Arrays.equals(original.shape(), other.shape())) {
            throw new IllegalArgumentException("logits of shapes " + original + " and " + other);
        }
        return apart(original, other);
    }

    abstract Tensor apart(Tensor original, Tensor other);

    /**
     * What the logits say of each image: 1 for outputs that they find, 0 for others; where they find none, the most
     * probable one is taken.
     *
     * @param logits (N, outputs)
     * @return as large
     */
    public abstract Tensor found(Tensor logits);

    /**
     * log p / (1 - p) of chosen outputs.
     *
     * @param logits (N, outputs)
     * @param chosen 1 or 0 for each; with classes that exclude each other, one of each image
     * @return as large, 0 where not chosen
     */
    public abstract Tensor logOdds(Tensor logits, Tensor chosen);

    /** An image's logits as numbers that probabilities are computed from one by one: log p, or log p / (1 - p). */
    public abstract double[] normalised(double[] logits);

    /** The probability of one of the {@link #normalised} numbers. */
    public abstract double probability(double normalised);

    /** The divergence of an image's {@link #normalised} numbers, in nats. */
    public abstract double divergence(double[] original, double[] other);

    /** The second derivative of the divergence by an image's logits, where they agree, times a direction. */
    public abstract double[] curvature(double[] probabilities, double[] direction);

    /** One output's part of the curvature by itself. */
    public abstract double weight(double probability);

    /**
     * The output that an image is shown under.
     *
     * @param meant the classes that it is said to be, or that are asked for; where labels do not exclude each other,
     *     one of these if it is found, else the most probable of the rest
     */
    public abstract int answer(float[] probabilities, Collection<Integer> meant);

    /** By how much a class's probability lies above what would make the answer another one. */
    public abstract double margin(double[] probabilities, int index);

    /**
     * The log odds of what the original logits find, summed over the labels of an image: with one class,
     * z - logsumexp of the other logits. Unlike the divergence it has a slope where the outputs agree.
     *
     * @param logits (N, outputs)
     * @param original (N, outputs)
     * @return (N)
     */
    public final Tensor margins(Tensor logits, Tensor original) {
        return logOdds(logits, found(original)).sum(1L);
    }

    /**
     * Whether both logits give the same answer, for each image.
     *
     * @param asked of labels that do not exclude each other, those that are compared; empty: all
     */
    public final boolean[] agree(Tensor original, Tensor other, Collection<Integer> asked) {
        if (this == MULTI_CLASS || asked.isEmpty()) {
            return agree(original, other);
        }
        float[] mask = new float[(int) original.dim(1)];
        asked.forEach(label -> mask[label] = 1);
        Tensor only = Tensor.of(mask, 1, mask.length);
        return agree(original.mul(only), other.mul(only));
    }

    /** Whether both logits give the same answer, for each image. */
    public final boolean[] agree(Tensor original, Tensor other) {
        List<float[]> own = answers(original).rows();
        List<float[]> others = answers(other).rows();
        boolean[] same = new boolean[own.size()];
        for (int i = 0; i < same.length; i++) {
            same[i] = Arrays.equals(own.get(i), others.get(i));
        }
        return same;
    }

    private Tensor answers(Tensor logits) {
        return this == MULTI_LABEL ? logits.greater(0) : found(logits);
    }

    /** The output that each image is shown under ({@link #answer}), given the one that it is said to be. */
    public final int[] answers(Tensor logits, List<Integer> said) {
        List<float[]> rows = probabilities(logits).rows();
        return IntStream.range(0, rows.size())
                .map(i -> answer(rows.get(i), List.of(said.get(i))))
                .toArray();
    }

    /** 1 at one output of each image, 0 elsewhere: (N, outputs). */
    public static Tensor oneOfEach(int[] chosen, int outputs) {
        float[] ones = new float[chosen.length * outputs];
        for (int i = 0; i < chosen.length; i++) {
            ones[i * outputs + chosen[i]] = 1;
        }
        return Tensor.of(ones, chosen.length, outputs);
    }

    /** The index of the largest value among some, the lowest on ties; -1 of none. */
    private static int best(float[] values, IntStream among) {
        return among.reduce((a, b) -> values[b] > values[a] ? b : a).orElse(-1);
    }

    private static double softplus(double z) {
        return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }

    /** As options and files name it: {@code multi-class}, {@code multi-label}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
