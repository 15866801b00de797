package org.neurochains.evidence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.network.Precision;
import org.neurochains.network.Scoring;
import org.neurochains.network.Shape;
import org.neurochains.tensor.DType;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Relative attributing propagation: relevance for and against a class, sent back from its logit to the image layer by
 * layer (Nam et al. 2020, <i>Relative attributing propagation: interpreting the comparative contributions of individual
 * units in deep neural networks</i>).
 *
 * <p>The total is kept from the classifier to the image. At a sum of branches relevance is divided by numbers of either
 * sign, which multiplies rounding errors: networks with sums are computed in double precision.
 *
 * <p>Beyond the published layers: sums of any kind share relevance by what each summand contributes; concatenations
 * pass each part its own; activation functions and normalisation across channels pass relevance on; a product of a
 * value and its gate gives all to the value.
 */
public final class Rap {
    private final Executor executor;
    private final Network network;
    private final Scoring scoring;
    private final Tensor image;
    private final DType type;

    private Rap(Executor executor, Scoring scoring, Tensor image) {
        this.executor = executor;
        this.network = executor.network();
        this.scoring = scoring;
        this.image = image;
        this.type = image.type();
    }

    /**
     * Relevance of an image's places.
     *
     * @param map summed over the image's channels; positive speaks for the class
     * @param relevance by channel, row and column
     * @param atClassifier the total before the classifier's input was left; {@code map.sum()} is what arrived
     */
    public record Result(SaliencyMap map, double[] relevance, double atClassifier) {
        /** The share of relevance lost or made on the way: 0 where the total was kept. */
        public double drift() {
            double size = Math.abs(atClassifier);
            return size == 0 ? 0 : Math.abs(map.sum() - atClassifier) / size;
        }
    }

    /** Double precision for networks with sums of branches, single for others. */
    public static DType precision(Network network) {
        boolean sums = network.nodes().stream().anyMatch(node -> node.op() instanceof Op.Add);
        return sums ? DType.DOUBLE : DType.FLOAT;
    }

    /** {@link #of(Network, Scoring, Tensor, int, DType, Progress)} in the network's {@link #precision}. */
    public static Result of(Network network, Scoring scoring, Tensor image, int label, Progress progress) {
        return of(network, scoring, image, label, precision(network), progress);
    }

    /**
     * Relevance of one image for one class.
     *
     * @param network whole or cut
     * @param scoring the chain's scores and gates, or {@link Scoring#NONE}
     * @param image (1, C, H, W), normalised
     * @param label the class's index
     */
    public static Result of(Network network, Scoring scoring, Tensor image, int label, DType type, Progress progress) {
        try (Scope scope = Scope.open()) {
            Network typed = type == DType.FLOAT ? network : Precision.in(type, network);
            Executor executor = Executor.unfolded(typed);
            return new Rap(executor, Precision.in(type, scoring), image.to(type)).run(label, progress);
        }
    }

    private Result run(int label, Progress progress) {
        Map<Integer, Tensor> values = values();
        @Nullable Tensor[] relevance = new @Nullable Tensor[network.nodes().size()];
        relevance[network.output()] = oneHot(label);
        double atClassifier = 0;
        for (int i = network.output(); i > 0; i--) {
            progress.check();
            progress.report("RAP", (long) network.output() - i, network.output(), "");
            Tensor here = relevance[i];
            if (here != null) {
                Map<Integer, Tensor> parts = back(i, values, here, label);
                parts.forEach((input, part) -> {
                    Tensor so = relevance[input];
                    relevance[input] = so == null ? part : so.add(part);
                });
                here.free();
                relevance[i] = null;
                if (i == network.output()) {
                    atClassifier = parts.values().stream()
                            .mapToDouble(part -> part.sum().item())
                            .sum();
                }
            }
        }
        progress.report("RAP", network.output(), network.output(), "");
        Shape shape = network.inputShape();
        Tensor arrived = relevance[0] == null ? image.zerosLike() : relevance[0];
        SaliencyMap map =
                new SaliencyMap(shape.height(), shape.width(), arrived.sum(0, 1).toDoubles());
        return new Result(map, arrived.toDoubles(), atClassifier);
    }

    private Tensor oneHot(int label) {
        double[] target = new double[network.classes()];
        target[label] = 1;
        return Tensor.of(target, 1, target.length).to(type);
    }

    /** The values that the rules look at: inputs of all but the operations that only pass relevance on, and sums. */
    private Map<Integer, Tensor> values() {
        TreeSet<Integer> wanted = new TreeSet<>();
        for (int i = 1; i <= network.output(); i++) {
            Op op = network.node(i).op();
            if (!passes(op) || (op instanceof Op.Score layer && scoring.score(layer) != null)) {
                wanted.addAll(network.node(i).inputs());
            }
            if (op instanceof Op.Add || op instanceof Op.Gate || op instanceof Op.Mul) {
                wanted.add(i);
            }
        }
        List<Integer> nodes = List.copyOf(wanted);
        List<Tensor> found = executor.evaluate(Map.of(0, image), nodes, scoring);
        Map<Integer, Tensor> values = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            values.put(nodes.get(i), found.get(i));
        }
        return values;
    }

    private static boolean passes(Op op) {
        return op instanceof Op.Relu
                || op instanceof Op.Activation
                || op instanceof Op.Lrn
                || op instanceof Op.Flatten
                || op instanceof Op.Unflatten
                || op instanceof Op.Score
                || op instanceof Op.Concat;
    }

    /** Each input's part of a node's relevance. */
    private Map<Integer, Tensor> back(int i, Map<Integer, Tensor> values, Tensor relevance, int label) {
        Node node = network.node(i);
        Map<Integer, Tensor> parts = new LinkedHashMap<>();
        try (Scope scope = Scope.open()) {
            new Step(i, node, values, relevance, label).parts().forEach((input, part) -> {
                parts.put(input, scope.keep(part.copy()));
            });
        }
        return parts;
    }

    /** One node on the way back. */
    private final class Step {
        private final int i;
        private final Op op;
        private final List<Integer> inputs;
        private final Map<Integer, Tensor> values;
        private final Tensor relevance;
        private final int label;

        Step(int i, Node node, Map<Integer, Tensor> values, Tensor relevance, int label) {
            this.i = i;
            this.op = node.op();
            this.inputs = node.inputs();
            this.values = values;
            this.relevance = relevance;
            this.label = label;
        }

        private Tensor value(int node) {
            return Objects.requireNonNull(values.get(node));
        }

        Map<Integer, Tensor> parts() {
            if (inputs.isEmpty()) {
                return Map.of(); // a constant keeps what it gets
            } else if (op instanceof Op.Add) {
                return summands();
            } else if (op instanceof Op.Gate gate) {
                return gate(gate);
            } else if (op instanceof Op.Concat) {
                return pieces();
            } else if (op instanceof Op.Mul) {
                return Map.of(signal(), relevance.mul(RapRules.isNonzero(value(i))));
            }
            return Map.of(inputs.get(0), single(inputs.get(0)));
        }

        private Map<Integer, Tensor> summands() {
            Map<Integer, Tensor> parts = new LinkedHashMap<>();
            for (int input : inputs) {
                Tensor part = RapRules.summand(value(input), value(i), relevance);
                parts.merge(input, part, Tensor::add);
            }
            return parts;
        }

        private Map<Integer, Tensor> gate(Op.Gate gate) {
            Tensor open = scoring.gate(gate.group());
            double share = open == null ? 1 : open.item();
            if (share == 0 || share == 1) {
                return Map.of(inputs.get(share == 1 ? 0 : 1), relevance);
            }
            Map<Integer, Tensor> parts = new LinkedHashMap<>();
            parts.put(inputs.get(0), RapRules.summand(value(inputs.get(0)).mul(share), value(i), relevance));
            parts.merge(
                    inputs.get(1),
                    RapRules.summand(value(inputs.get(1)).mul(1 - share), value(i), relevance),
                    Tensor::add);
            return parts;
        }

        private Map<Integer, Tensor> pieces() {
            Map<Integer, Tensor> parts = new LinkedHashMap<>();
            long start = 0;
            for (int input : inputs) {
                int width = network.shape(input).channels();
                parts.merge(input, relevance.narrow(1, start, width), Tensor::add);
                start += width;
            }
            return parts;
        }

        /** The factor that is no gate: the first, unless it alone is a sigmoid's value or smaller. */
        private int signal() {
            int first = inputs.get(0);
            int second = inputs.get(1);
            boolean swapped = (isGate(first) && !isGate(second))
                    || network.shape(first).size() < network.shape(second).size();
            return swapped ? second : first;
        }

        private boolean isGate(int node) {
            return network.node(node).op() instanceof Op.Activation f
                    && (f.kind() == Op.Activation.Kind.SIGMOID || f.kind() == Op.Activation.Kind.HARD_SIGMOID);
        }

        private Tensor single(int input) {
            if (op instanceof Op.Linear linear) {
                return i == network.output()
                        ? RapRules.classifier(linear, value(input), label)
                        : RapRules.hidden(linear, value(input), relevance);
            } else if (op instanceof Op.Conv conv) {
                return seesTheImage(input)
                        ? RapRules.image(conv, value(input), bound(input, true), bound(input, false), relevance)
                        : RapRules.hidden(conv, value(input), relevance);
            } else if (op instanceof Op.BatchNorm norm) {
                return RapRules.scaled(value(input), norm.gamma(), relevance);
            } else if (op instanceof Op.Score layer) {
                Tensor score = scoring.score(layer);
                return score == null ? relevance : RapRules.scaled(value(input), score, relevance);
            } else if (op instanceof Op.Flatten || op instanceof Op.Unflatten) {
                return relevance.reshape(shape(input));
            } else if (op instanceof Op.Relu
                    || op instanceof Op.Activation
                    || op instanceof Op.Lrn
                    || op instanceof Op.Norm) {
                return relevance;
            } else if (op instanceof Op.Pad || op instanceof Op.Subsample || op instanceof Op.Select) {
                return RapRules.copied(value(input), x -> rerun(input, x), relevance);
            }
            return RapRules.pooled(value(input), x -> rerun(input, x), relevance);
        }

        /** What the node would show of an image that has its own smallest or largest value everywhere. */
        private Tensor bound(int node, boolean smallest) {
            Tensor value = smallest ? image.min(0, 1, 2, 3) : image.max(0, 1, 2, 3);
            Tensor everywhere = image.zerosLike().add(value);
            return executor.evaluate(Map.of(0, everywhere), List.of(node), scoring)
                    .get(0);
        }

        private Tensor rerun(int input, Tensor x) {
            return executor.evaluate(Map.of(input, x), List.of(i), scoring).get(0);
        }

        private boolean seesTheImage(int input) {
            return input == 0
                    || (network.node(input).op() instanceof Op.Pad
                            && seesTheImage(network.node(input).inputs().get(0)));
        }

        private long[] shape(int node) {
            Shape shape = network.shape(node);
            return shape.flat()
                    ? new long[] {1, shape.channels()}
                    : new long[] {1, shape.channels(), shape.height(), shape.width()};
        }
    }
}
