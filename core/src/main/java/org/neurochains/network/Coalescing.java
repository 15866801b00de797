package org.neurochains.network;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Tensor;

/**
 * Rearranges the channels of a cut network so that few of them have to be moved while it runs.
 *
 * <p>Where branches meet, {@link Cut} picks channels from one map for another, and each such {@link Op.Select} costs as
 * much as a small convolution. As a compiler coalesces copies between registers (Chaitin 1982), channels that are
 * picked for each other share a place here, convolutions read and write the places directly (weights of zero where a
 * place holds nothing of theirs), and the copy is gone; it stays where the larger convolutions would cost more. Numbers
 * of places are multiples of what the engine computes at once, which costs nothing and lets networks of different cuts
 * share the engine's compiled kernels.
 *
 * <p>Logits are the same, and so are scores' derivatives. {@link Op.Score#retained()} has -1 for a place that holds no
 * channel; what is there is multiplied by zero.
 */
public final class Coalescing {
    /** Channels that the engine computes at once. */
    private static final int BLOCK = 8;
    /** Maps of no more channels than this are filled up to it. */
    private static final int HALF_BLOCK = 4;
    /** What one more operation costs, in multiplications for each image. */
    private static final double OPERATION = 1e5;
    /** A copy's convolution takes so many times longer than its multiplications say. */
    private static final double COPY = 3;

    private final Network network;
    private final int[] first;
    private final boolean[] fixed;
    private final boolean[] untouched;
    /** Whether nothing that takes a copy minds what else is at its places. */
    private final boolean[] ignored;

    private int[] place;
    private int[] area;

    private Coalescing(Network network) {
        this.network = network;
        int nodes = network.nodes().size();
        this.first = new int[nodes + 1];
        for (int i = 0; i < nodes; i++) {
            first[i + 1] = first[i] + network.shape(i).channels();
        }
        this.place = IntStream.range(0, first[nodes]).toArray();
        this.area = IntStream.range(0, nodes).toArray();
        this.fixed = new boolean[nodes];
        this.untouched = new boolean[nodes];
        this.ignored = new boolean[nodes];
        for (int i = 0; i < nodes; i++) {
            ignored[i] = network.node(i).op() instanceof Op.Select
                    && network.consumers(i).stream().allMatch(this::ignoresOthers);
        }
    }

    /** The network with its channels rearranged; node names are the same. */
    public static Network of(Network network) {
        Coalescing coalescing = new Coalescing(network);
        coalescing.tie();
        coalescing.merge();
        return coalescing.built();
    }

    // --- areas: nodes whose values have their channels at the same places ---

    private void tie() {
        untouched[0] = true;
        untouched[network.output()] = true;
        for (int i = 0; i < network.nodes().size(); i++) {
            Node node = network.node(i);
            if (keepsPlaces(i)) {
                for (int input : node.inputs()) {
                    tie(i, input);
                }
            } else if (!rearranges(i)) {
                untouched[i] = true;
                node.inputs().forEach(j -> untouched[j] = true);
            }
        }
        for (int i = 0; i < untouched.length; i++) {
            fixed[root(area, i)] |= untouched[i];
        }
    }

    private void tie(int node, int input) {
        area[root(area, input)] = root(area, node);
        for (int c = 0; c < network.shape(node).channels(); c++) {
            place[root(place, first[input] + c)] = root(place, first[node] + c);
        }
    }

    /** Whether an operation treats each channel by itself and gives zeros for zeros. */
    private boolean keepsPlaces(int i) {
        Op op = network.node(i).op();
        if (op instanceof Op.Activation || op instanceof Op.Pad) {
            return Flow.keepsZero(op);
        } else if (op instanceof Op.Flatten) {
            Shape from = network.shape(network.node(i).inputs().get(0));
            return from.height() == 1 && from.width() == 1;
        }
        return op instanceof Op.Relu
                || op instanceof Op.BatchNorm
                || op instanceof Op.Score
                || op instanceof Op.Add
                || op instanceof Op.Gate
                || op instanceof Op.Subsample
                || op instanceof Op.Resample
                || op instanceof Op.MaxPool
                || op instanceof Op.AveragePool
                || op instanceof Op.AdaptiveAveragePool;
    }

    /** Whether an operation can take and give channels at any place. */
    private boolean rearranges(int i) {
        Op op = network.node(i).op();
        if (op instanceof Op.Linear) {
            untouched[i] = true;
            return true;
        }
        return op instanceof Op.Select
                || op instanceof Op.Constant
                || (op instanceof Op.Conv conv && conv.geometry().groups() == 1);
    }

    private static int root(int[] parents, int i) {
        int at = i;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }

    // --- merging the areas on both sides of a copy ---

    private void merge() {
        double cost = cost();
        for (int i = 0; i < network.nodes().size(); i++) {
            if (network.node(i).op() instanceof Op.Select select) {
                int from = network.node(i).inputs().get(0);
                int[] places = place.clone();
                int[] areas = area.clone();
                if (!fixed[root(area, i)] && !fixed[root(area, from)] && merged(i, from, select)) {
                    double now = cost();
                    if (now <= cost) {
                        cost = now;
                        continue;
                    }
                }
                place = places;
                area = areas;
            }
        }
    }

    /** Whether the channels picked could be given places in common; no node may have two of its channels in one. */
    private boolean merged(int to, int from, Op.Select select) {
        area[root(area, from)] = root(area, to);
        for (int c = 0; c < select.channels().size(); c++) {
            if (select.channels().get(c) >= 0) {
                place[root(place, first[from] + select.channels().get(c))] = root(place, first[to] + c);
            }
        }
        int merged = root(area, to);
        int[] takenBy = new int[place.length];
        for (int i = 0; i < area.length; i++) {
            if (root(area, i) == merged) {
                for (int c = first[i]; c < first[i + 1]; c++) {
                    int at = root(place, c);
                    if (takenBy[at] == i + 1) {
                        return false;
                    }
                    takenBy[at] = i + 1;
                }
            }
        }
        return true;
    }

    /** What convolutions and copies take, in multiplications for each image. */
    private double cost() {
        int[] widths = widths();
        double sum = 0;
        for (int i = 0; i < network.nodes().size(); i++) {
            Node node = network.node(i);
            boolean copy = node.op() instanceof Op.Select;
            if (copy || node.op() instanceof Op.Conv) {
                int from = node.inputs().get(0);
                Shape shape = network.shape(i);
                double products =
                        (double) widths[root(area, from)] * widths[root(area, i)] * shape.height() * shape.width();
                if (node.op() instanceof Op.Conv conv) {
                    Extent kernel = conv.geometry().kernel();
                    sum += products
                            * kernel.height()
                            * kernel.width()
                            / conv.geometry().groups();
                } else if (!vanishes(i)) {
                    sum += COPY * products + OPERATION;
                }
            }
        }
        return sum;
    }

    /** The number of places of each area. */
    private int[] widths() {
        int[] widths = new int[area.length];
        boolean[] counted = new boolean[place.length];
        for (int i = 0; i < area.length; i++) {
            int own = root(area, i);
            for (int c = first[i]; c < first[i + 1]; c++) {
                int at = root(place, c);
                widths[own] += counted[at] ? 0 : 1;
                counted[at] = true;
            }
        }
        for (int i = 0; i < widths.length; i++) {
            widths[i] = fixed[i] ? widths[i] : filled(widths[i]);
        }
        return widths;
    }

    private static int filled(int places) {
        int unit = places <= HALF_BLOCK ? HALF_BLOCK : BLOCK;
        return (places + unit - 1) / unit * unit;
    }

    /** Whether a copy has nothing to do: what it does not pick is nobody's business. */
    private boolean vanishes(int select) {
        int from = network.node(select).inputs().get(0);
        if (root(area, from) != root(area, select)) {
            return false;
        } else if (ignored[select]) {
            return true;
        }
        boolean[] given = new boolean[place.length];
        for (int c = first[select]; c < first[select + 1]; c++) {
            given[root(place, c)] = true;
        }
        return IntStream.range(first[from], first[from + 1]).allMatch(c -> given[root(place, c)]);
    }

    private boolean ignoresOthers(int node) {
        Op op = network.node(node).op();
        return op instanceof Op.Score
                || op instanceof Op.Linear
                || (op instanceof Op.Conv conv && conv.geometry().groups() == 1);
    }

    /** Which of its channels each node has at each place of its area; -1 for none. */
    private int[][] channels() {
        int[] widths = widths();
        int[] positions = new int[place.length];
        int[] counts = new int[area.length];
        Arrays.fill(positions, -1);
        int[][] channels = new int[area.length][];
        for (int i = 0; i < area.length; i++) {
            int own = root(area, i);
            channels[i] = new int[widths[own]];
            Arrays.fill(channels[i], -1);
            for (int c = first[i]; c < first[i + 1]; c++) {
                int at = root(place, c);
                positions[at] = positions[at] < 0 ? counts[own]++ : positions[at];
                channels[i][positions[at]] = c - first[i];
            }
        }
        return channels;
    }

    // --- the rearranged network ---

    private Network built() {
        int[][] channels = channels();
        GraphBuilder graph = new GraphBuilder();
        int[] moved = new int[network.nodes().size()];
        for (int i = 0; i < moved.length; i++) {
            Node node = network.node(i);
            if (node.op() instanceof Op.Select && vanishes(i)) {
                moved[i] = moved[node.inputs().get(0)];
            } else {
                List<Integer> inputs = node.inputs().stream().map(j -> moved[j]).toList();
                moved[i] = graph.add(new Node(node.name(), rearranged(i, channels), inputs));
            }
        }
        return Network.of(graph.nodes(), network.outputs());
    }

    private Op rearranged(int i, int[][] channels) {
        Op op = network.node(i).op();
        int[] own = channels[i];
        if (op instanceof Op.Conv conv && conv.geometry().groups() == 1) {
            int[] taken = channels[network.node(i).inputs().get(0)];
            return new Op.Conv(picked(picked(conv.weight(), 0, own), 1, taken), bias(conv, own), conv.geometry());
        } else if (op instanceof Op.Linear linear) {
            int[] taken = channels[network.node(i).inputs().get(0)];
            return new Op.Linear(picked(linear.weight(), 1, taken), linear.bias());
        } else if (op instanceof Op.BatchNorm n) {
            return new Op.BatchNorm(
                    picked(n.gamma(), 0, own),
                    picked(n.beta(), 0, own),
                    picked(n.mean(), 0, own),
                    picked(n.variance().add(-1), 0, own).add(1),
                    n.eps());
        } else if (op instanceof Op.Constant constant) {
            return new Op.Constant(picked(constant.values(), 0, own), constant.height(), constant.width());
        } else if (op instanceof Op.Score s) {
            return s.at(Arrays.stream(own).map(c -> c < 0 ? -1 : s.retained().get(c)));
        } else if (op instanceof Op.Select select) {
            return new Op.Select(
                    selected(select, own, channels[network.node(i).inputs().get(0)]));
        }
        return op;
    }

    private static Channels selected(Op.Select select, int[] own, int[] taken) {
        return Channels.of(Arrays.stream(own)
                .map(c -> c < 0 || select.channels().get(c) < 0
                        ? -1
                        : indexOf(taken, select.channels().get(c))));
    }

    private static int indexOf(int[] values, int value) {
        return IntStream.range(0, values.length)
                .filter(p -> values[p] == value)
                .findFirst()
                .orElseThrow();
    }

    private static @Nullable Tensor bias(Op.Conv conv, int[] own) {
        return conv.bias() == null ? null : picked(conv.bias(), 0, own);
    }

    /** The given indices of a dimension, zeros for -1. */
    private static Tensor picked(Tensor tensor, int dim, int[] indices) {
        long count = tensor.dim(dim);
        if (Channels.of(indices).isRange(count)) {
            return tensor;
        }
        long[] shape = tensor.shape();
        shape[dim] = 1;
        Tensor extended = Tensor.concat(dim, List.of(tensor, Tensor.zeros(tensor.type(), shape)));
        return extended.indexSelect(
                dim, Arrays.stream(indices).map(c -> c < 0 ? (int) count : c).toArray());
    }
}
