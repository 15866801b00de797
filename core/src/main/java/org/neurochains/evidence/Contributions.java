package org.neurochains.evidence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Autograd;
import org.neurochains.tensor.Tensor;

/**
 * What the cells of a network contribute to each other for the logit of one class, as means over images (method:
 * edges).
 *
 * <p>For a convolution, sum over positions of (W_ji * h_i) dz/du_j is the sum over the kernel of W_ji dz/dW_ji: one
 * gradient pass with the weights as variables gives all edges at once, and batch norm need not be merged, since it
 * scales a weight and its derivative inversely. A norm by the image's own statistics takes them for constants: with
 * derivatives through them its output does not change with its input's size, and nothing in front of it would count.
 */
final class Contributions {
    private final ContributionCells cells;
    /** For convolutions and inner fully connected layers, (out, in / groups); for unit layers u dz/du by channel. */
    private final Map<Integer, double[]> ofNode = new HashMap<>();
    /** For sums and products, by channel, for each input. */
    private final Map<Integer, double[][]> ofJoin = new HashMap<>();
    /** For the values in front of the fully connected layers, by channel or feature. */
    private final Map<Integer, double[]> toLogit = new LinkedHashMap<>();

    private int images;

    private Contributions(ContributionCells cells) {
        this.cells = cells;
    }

    /** Hears of one contribution; the source is {@link ContributionCells#NONE} where it is a constant. */
    interface Sink {
        void accept(int source, double contribution);
    }

    /**
     * Contributions to a class.
     *
     * @param images (N, C, H, W), all that the means are over
     * @param microBatch the largest number of images in one pass
     */
    static Contributions of(ContributionCells cells, Scoring scoring, Tensor images, int classIndex, int microBatch) {
        Contributions sums = new Contributions(cells);
        ForwardBatches.each(images, microBatch, (some, first) -> sums.add(some, scoring, classIndex));
        return sums;
    }

    /** Mean over the images of u dz/du, summed over a unit layer's channels and places. */
    double layer(int scoreNode) {
        double sum = 0;
        for (double each : ofNode.getOrDefault(scoreNode, new double[0])) {
            sum += each;
        }
        return sum / images;
    }

    /** The contributions to a cell; of one source there may be several. The bias's is left out. */
    void incoming(int cell, Sink sink) {
        int node = cells.node(cell);
        int channel = cells.channel(cell);
        Node target = cells.network().node(node);
        double[][] joined = ofJoin.get(node);
        if (joined != null) {
            for (int k = 0; k < joined.length; k++) {
                put(cells.origin(target.inputs().get(k), channel), joined[k][channel], sink);
            }
        } else if (target.op() instanceof Op.Score unit) {
            int source = filter(unit, cells.origin(target.inputs().get(0), channel));
            if (source != ContributionCells.NONE
                    && source != ContributionCells.INPUT
                    && cells.op(source) instanceof Op.Conv) {
                incoming(source, sink);
            } else {
                put(source, of(node)[channel], sink);
            }
        } else if (cell != ContributionCells.INPUT) {
            double[] matrix = of(node);
            int groups = target.op() instanceof Op.Conv conv ? conv.geometry().groups() : 1;
            int outputs = cells.network().shape(node).channels();
            int width = matrix.length / outputs;
            int base = channel / (outputs / groups) * width;
            for (int p = 0; p < width; p++) {
                put(cells.origin(target.inputs().get(0), base + p), matrix[channel * width + p], sink);
            }
        }
    }

    /** The cell of a unit's own filter, behind which depthwise ones may come. */
    private int filter(Op.Score unit, int source) {
        int at = source;
        while (at != ContributionCells.NONE
                && at != ContributionCells.INPUT
                && cells.op(at) instanceof Op.Conv conv
                && conv.depthwise()
                && !cells.network().node(cells.node(at)).name().equals(unit.unit())) {
            at = cells.origin(cells.network().node(cells.node(at)).inputs().get(0), cells.channel(at));
        }
        return at;
    }

    void incomingToLogit(Sink sink) {
        toLogit.forEach((node, values) -> {
            for (int f = 0; f < values.length; f++) {
                put(cells.origin(node, f), values[f], sink);
            }
        });
    }

    private double[] of(int node) {
        double[] values = ofNode.get(node);
        if (values == null) {
            throw new IllegalStateException(
                    "no contributions to " + cells.network().node(node).name());
        }
        return values;
    }

    private void put(int source, double sum, Sink sink) {
        if (sum != 0) {
            sink.accept(source, sum / images);
        }
    }

    private void add(Tensor batch, Scoring scoring, int classIndex) {
        Pass pass = new Pass(cells, scoring);
        pass.run(batch.leaf(), classIndex);
        images += (int) batch.dim(0);
        for (int i = 0; i < cells.network().nodes().size(); i++) {
            Op op = cells.network().node(i).op();
            if (!cells.hasCells(i)) {
                continue;
            }
            if (op instanceof Op.Conv || op instanceof Op.Linear || op instanceof Op.Score) {
                accumulate(ofNode, i, pass.weighted(i));
            } else if (op instanceof Op.Add || op instanceof Op.Mul) {
                joins(i, op, pass);
            }
        }
        cells.boundary().forEach(node -> accumulate(toLogit, node, pass.channels(pass.value(node), node)));
    }

    private void joins(int node, Op op, Pass pass) {
        List<Integer> inputs = cells.network().node(node).inputs();
        double[][] sums = ofJoin.computeIfAbsent(node, n -> new double[inputs.size()][]);
        for (int k = 0; k < inputs.size(); k++) {
            // of a product every factor carries the whole: x d(xy)/dx = xy
            Tensor value = pass.value(op instanceof Op.Mul ? node : inputs.get(k));
            sums[k] = sum(sums[k], pass.channels(value, node));
        }
    }

    private static void accumulate(Map<Integer, double[]> sums, int node, double[] more) {
        sums.put(node, sum(sums.get(node), more));
    }

    private static double[] sum(double @Nullable [] sum, double[] more) {
        if (sum == null) {
            return more;
        }
        for (int i = 0; i < more.length; i++) {
            sum[i] += more[i];
        }
        return sum;
    }

    /** One forward and gradient pass with weights, scores and joins as variables. */
    private static final class Pass {
        private final ContributionCells cells;
        private final Map<Integer, Tensor> weights = new HashMap<>();
        private final Map<String, Tensor> scores = new HashMap<>();
        private final Map<Integer, Tensor> values = new HashMap<>();
        private final IdentityHashMap<Tensor, Tensor> gradients = new IdentityHashMap<>();
        private final Executor executor;

        Pass(ContributionCells cells, Scoring scoring) {
            this.cells = cells;
            List<Node> nodes = new ArrayList<>();
            for (int i = 0; i < cells.network().nodes().size(); i++) {
                Node node = cells.network().node(i);
                nodes.add(new Node(node.name(), variable(i, node.op(), scoring), node.inputs()));
            }
            this.executor = Executor.unfolded(Network.of(nodes));
        }

        private Op variable(int node, Op op, Scoring scoring) {
            if (op instanceof Op.Score score) {
                Tensor given = scoring.score(score);
                Tensor ones = given == null ? Tensor.full(1, score.retained().size()) : given;
                scores.put(score.unit(), ones.leaf());
            } else if (op instanceof Op.Conv conv) {
                Tensor leaf = conv.weight().leaf();
                weights.put(node, leaf);
                return new Op.Conv(leaf, conv.bias(), conv.geometry());
            } else if (op instanceof Op.Linear linear && cells.hasCells(node)) {
                Tensor leaf = linear.weight().leaf();
                weights.put(node, leaf);
                return new Op.Linear(leaf, linear.bias());
            }
            return op instanceof Op.Norm norm ? norm.withConstantStatistics() : op;
        }

        void run(Tensor images, int classIndex) {
            List<Integer> wanted = new ArrayList<>(wanted());
            List<Tensor> results = executor.evaluate(Map.of(0, images), wanted, new Scoring() {
                @Override
                public @Nullable Tensor score(Op.Score layer) {
                    return scores.get(layer.unit());
                }

                @Override
                public @Nullable Tensor gate(String group) {
                    return null;
                }
            });
            for (int i = 0; i < wanted.size(); i++) {
                values.put(wanted.get(i), results.get(i));
            }
            Tensor logit = value(cells.network().output()).select(1, classIndex).sum();
            List<Tensor> variables = new ArrayList<>(weights.values());
            variables.addAll(scores.values());
            values.values().stream().filter(Tensor::requiresGradient).forEach(variables::add);
            List<Tensor> found = Autograd.gradients(logit, variables);
            for (int i = 0; i < found.size(); i++) {
                gradients.put(variables.get(i), found.get(i));
            }
        }

        private Set<Integer> wanted() {
            Set<Integer> wanted = new LinkedHashSet<>(cells.boundary());
            wanted.add(cells.network().output());
            for (int i = 0; i < cells.network().nodes().size(); i++) {
                Op op = cells.network().node(i).op();
                if (op instanceof Op.Add || op instanceof Op.Mul) {
                    wanted.add(i);
                    wanted.addAll(cells.network().node(i).inputs());
                }
            }
            return wanted;
        }

        Tensor value(int node) {
            Tensor value = values.get(node);
            if (value == null) {
                throw new IllegalStateException(
                        "no value at " + cells.network().node(node).name());
            }
            return value;
        }

        /** A variable times its derivative, summed over a kernel's places. */
        double[] weighted(int node) {
            Op op = cells.network().node(node).op();
            Tensor variable = op instanceof Op.Score score ? scores.get(score.unit()) : weights.get(node);
            Tensor gradient = variable == null ? null : gradients.get(variable);
            if (variable == null || gradient == null) {
                throw new IllegalStateException("no derivative at node " + node);
            }
            Tensor product = variable.mul(gradient);
            return (product.rank() == 4 ? product.sum(2, 3) : product).toDoubles();
        }

        /** A value times the derivative at a node, summed over images and places: one number per channel. */
        double[] channels(Tensor value, int node) {
            Tensor gradient = gradients.get(value(node));
            if (gradient == null) {
                return new double[cells.network().shape(node).channels()];
            }
            Tensor product = value.mul(gradient);
            return (product.rank() == 4 ? product.sum(0, 2, 3) : product.sum(0L)).toDoubles();
        }
    }
}
