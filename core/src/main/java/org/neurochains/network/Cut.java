package org.neurochains.network;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Tensor;

/**
 * Cuts a network physically: only retained channels that matter are left, with their weights gathered bit for bit,
 * bypassed groups are gone, and gates of the others are open; those of undecided groups stay.
 *
 * <p>With the retained channels' scores, the cut network computes what the whole network computes with all other scores
 * at zero.
 */
public final class Cut {
    private final Network network;
    private final Flow flow;
    private final Retention retention;
    private final GraphBuilder graph = new GraphBuilder();
    private final int[] moved;

    private Cut(Network network, Retention retention) {
        this.network = network;
        this.retention = retention;
        this.flow = Flow.of(network, retention);
        this.moved = new int[network.nodes().size()];
    }

    /**
     * The cut network. Node names are the original's; nodes that only rearrange channels are added.
     *
     * @throws IllegalArgumentException if no path from the image to the logits is left ({@link Flow#cutThrough})
     */
    public static Network of(Network network, Retention retention) {
        return new Cut(network, retention).cut();
    }

    /** The cut network; the whole one where no path is left, since that still has outputs when it is masked. */
    public static Network orWhole(Network network, Retention retention) {
        Cut cut = new Cut(network, retention);
        return cut.flow.cutThrough() ? network : cut.cut();
    }

    private Network cut() {
        if (flow.cutThrough()) {
            throw new IllegalArgumentException("the network is cut through: its logits no longer depend on the image");
        }
        for (int i = 0; i < moved.length; i++) {
            moved[i] = i == 0 || !flow.present(i).isEmpty() ? emit(i) : -1;
        }
        aligned(network.output(), Channels.range(network.classes()));
        return Network.of(graph.nodes(), network.outputs());
    }

    private Channels present(int node) {
        return node == 0 ? Channels.range(network.shape(0).channels()) : Channels.of(flow.present(node));
    }

    /** Adds what is left of a node; returns its new index. */
    private int emit(int i) {
        Node node = network.node(i);
        Op op = node.op();
        Channels kept = present(i);
        if (op instanceof Op.Input) {
            return graph.add(node);
        } else if (op instanceof Op.Constant constant) {
            Tensor values = constant.values().indexSelect(0, kept.toArray());
            return add(i, new Op.Constant(values, constant.height(), constant.width()), List.of());
        }
        int first = node.inputs().get(0);
        if (op instanceof Op.Conv conv) {
            return conv(i, conv, first, kept);
        } else if (op instanceof Op.Linear linear) {
            return linear(i, linear, first, kept);
        } else if (op instanceof Op.Gate gate) {
            List<Integer> ways = retention.ways(gate).stream()
                    .map(way -> aligned(node.inputs().get(way), kept))
                    .toList();
            return ways.size() == 1 ? ways.get(0) : add(i, gate, ways);
        } else if (op instanceof Op.Add) {
            return sum(i, kept);
        } else if (op instanceof Op.Concat) {
            return concat(i, kept);
        } else if (op instanceof Op.Lrn || op instanceof Op.Norm) {
            Channels all = Channels.range(network.shape(i).channels());
            return picked(i, all, kept, add(i, op, List.of(aligned(first, all))));
        } else if (op instanceof Op.Select s) {
            Channels sources = Channels.of(kept.stream().map(s.channels()::get));
            return add(i, new Op.Select(present(first).positionsOf(sources)), List.of(moved[first]));
        } else if (op instanceof Op.Flatten) {
            Channels features = Channels.of(Flow.flattened(flow.present(first), network.shape(first)));
            return picked(i, features, kept, add(i, op, List.of(moved[first])));
        }
        List<Integer> inputs = node.inputs().stream().map(j -> aligned(j, kept)).toList();
        return add(i, gathered(op, kept), inputs);
    }

    private int add(int i, Op op, List<Integer> inputs) {
        return graph.add(new Node(network.node(i).name(), op, inputs));
    }

    private static Op gathered(Op op, Channels kept) {
        if (op instanceof Op.BatchNorm n) {
            return n.map(vector -> vector.indexSelect(0, kept.toArray()));
        }
        return op instanceof Op.Score s ? s.at(kept.stream().map(s.retained()::get)) : op;
    }

    private int linear(int i, Op.Linear linear, int input, Channels kept) {
        Channels taken = moved[input] < 0 ? Channels.of(0) : present(input); // one zero feature stands for none
        Tensor weight = picked(picked(linear.weight(), 0, kept), 1, taken);
        return add(i, new Op.Linear(weight, bias(linear.bias(), kept)), List.of(aligned(input, taken)));
    }

    private int conv(int i, Op.Conv conv, int input, Channels kept) {
        if (moved[input] < 0 || present(input).isEmpty()) {
            Tensor bias = conv.bias();
            Tensor values = bias == null ? Tensor.full(0, kept.size()) : bias.indexSelect(0, kept.toArray());
            Shape shape = network.shape(i);
            return add(i, new Op.Constant(values, shape.height(), shape.width()), List.of());
        }
        if (conv.geometry().groups() > 1) {
            return grouped(i, conv, input, kept);
        }
        Tensor weight = picked(picked(conv.weight(), 0, kept), 1, present(input));
        return add(i, new Op.Conv(weight, bias(conv.bias(), kept), conv.geometry()), List.of(moved[input]));
    }

    /** Keeps whole groups, each with all its inputs (zeros where they are gone), and picks the outputs behind. */
    private int grouped(int i, Op.Conv conv, int input, Channels kept) {
        Op.Geometry g = conv.geometry();
        int made = conv.outputs() / g.groups();
        int taken = conv.inputs() / g.groups();
        Channels groups = Channels.of(kept.stream().map(c -> c / made).distinct());
        Channels outputs = inGroups(groups, made);
        Op.Conv cut =
                new Op.Conv(picked(conv.weight(), 0, outputs), bias(conv.bias(), outputs), g.withGroups(groups.size()));
        return picked(i, outputs, kept, add(i, cut, List.of(aligned(input, inGroups(groups, taken)))));
    }

    /** All channels of some groups of so many each. */
    private static Channels inGroups(Channels groups, int each) {
        return Channels.of(groups.stream().flatMap(g -> IntStream.range(g * each, (g + 1) * each)));
    }

    private static @Nullable Tensor bias(@Nullable Tensor bias, Channels kept) {
        return bias == null ? null : picked(bias, 0, kept);
    }

    private static Tensor picked(Tensor tensor, int dim, Channels kept) {
        return kept.isRange(tensor.dim(dim)) ? tensor : tensor.indexSelect(dim, kept.toArray());
    }

    private int sum(int i, Channels kept) {
        List<Integer> inputs = new ArrayList<>();
        for (int j : network.node(i).inputs()) {
            if (moved[j] >= 0 && intersects(j, kept)) {
                inputs.add(aligned(j, kept));
            }
        }
        Shape whole = network.shape(i);
        boolean full = inputs.stream()
                .map(graph::shape)
                .anyMatch(s -> s.height() == whole.height() && s.width() == whole.width());
        if (!full) {
            inputs.add(0, zeros(i, kept.size())); // what is left is one value per channel
        }
        return inputs.size() == 1 ? inputs.get(0) : add(i, network.node(i).op(), inputs);
    }

    private boolean intersects(int node, Channels kept) {
        BitSet both = kept.toSet();
        both.and(flow.present(node));
        return node == 0 || !both.isEmpty();
    }

    private int concat(int i, Channels kept) {
        List<Integer> inputs = new ArrayList<>();
        int offset = 0;
        for (int j : network.node(i).inputs()) {
            int width = network.shape(j).channels();
            int start = offset;
            Channels part = Channels.of(
                    kept.stream().filter(c -> c >= start && c < start + width).map(c -> c - start));
            if (!part.isEmpty()) {
                inputs.add(aligned(j, part));
            }
            offset += width;
        }
        return inputs.size() == 1 ? inputs.get(0) : add(i, network.node(i).op(), inputs);
    }

    /** A node that gives exactly these channels of an original node, zeros for those that are gone. */
    private int aligned(int original, Channels wanted) {
        return moved[original] < 0
                ? zeros(original, wanted.size())
                : picked(original, present(original), wanted, moved[original]);
    }

    /** The same from a node that gives other channels of the original one. */
    private int picked(int original, Channels have, Channels wanted, int given) {
        if (have.equals(wanted)) {
            return given;
        }
        String name = network.node(original).name() + ".select" + graph.last();
        return graph.add(name, new Op.Select(have.positionsOf(wanted)), given);
    }

    private int zeros(int original, int channels) {
        Shape shape = network.shape(original);
        String name = network.node(original).name() + ".zeros" + graph.last();
        int maps = graph.add(name, new Op.Constant(Tensor.full(0, channels), shape.height(), shape.width()));
        return shape.flat() ? graph.add(name + ".flat", new Op.Flatten(), maps) : maps;
    }
}
