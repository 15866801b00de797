package org.neurochains.network;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What reaches what in a network of which only some channels are retained: for every node, which of its channels can
 * differ from zero, which depend on the image, and which the logits depend on.
 *
 * <p>A depthwise filter lives and dies with the channel it works on, and so does a group's with the group: a unit whose
 * grouped convolution reads none of its inputs is no longer there, whatever its bias says.
 */
public final class Flow {
    private final Network network;
    private final Retention retention;
    private final BitSet[] live;
    private final BitSet[] varying;
    private final BitSet[] needed;
    /** Up to the next unit layer, the channels of grouped convolutions that read something. */
    private final BitSet[] fed;

    private Flow(Network network, Retention retention) {
        this.network = network;
        this.retention = retention;
        int n = network.nodes().size();
        this.live = new BitSet[n];
        this.varying = new BitSet[n];
        this.needed = new BitSet[n];
        this.fed = new BitSet[n];
        for (int i = 0; i < n; i++) {
            fed[i] = fed(i);
            live[i] = forward(i, live, false);
            varying[i] = forward(i, varying, true);
            needed[i] = new BitSet();
        }
        needed[n - 1].set(0, network.classes());
        for (int i = n - 1; i >= 0; i--) {
            needed[i].and(live[i]);
            if (!needed[i].isEmpty()) {
                backward(i);
            }
        }
    }

    /** Follows the values through a network. */
    public static Flow of(Network network, Retention retention) {
        return new Flow(network, retention);
    }

    /** Whether the logits no longer depend on the image. */
    public boolean cutThrough() {
        return varying[network.output()].isEmpty();
    }

    /** The channels of a node, by position, that are not always zero and that the logits depend on. */
    BitSet present(int node) {
        return needed[node];
    }

    /**
     * The retained channels, by original index, that matter: not always zero, with a path to the logits, outside
     * bypassed groups.
     */
    public Retention connected() {
        return retained(needed);
    }

    /** The channels that depend on the image, whether or not they lead to the logits. */
    public Retention varying() {
        return retained(varying);
    }

    /** The connected channels that emit the same map for every image. */
    public Retention constant() {
        BitSet[] constant = new BitSet[needed.length];
        for (int i = 0; i < constant.length; i++) {
            constant[i] = (BitSet) needed[i].clone();
            constant[i].andNot(varying[i]);
        }
        return retained(constant);
    }

    private Retention retained(BitSet[] perNode) {
        Map<String, Channels> channels = new TreeMap<>();
        for (UnitLayer unit : network.units()) {
            int[] indices =
                    perNode[unit.node()].stream().map(unit.retained()::get).toArray();
            channels.put(unit.name(), Channels.of(indices));
        }
        return new Retention(channels, retention.bypassed(), retention.undecided());
    }

    /**
     * The channels of a node that can be non-zero given its inputs', or that depend on the image.
     *
     * @param image whether to follow dependence on the image, for which constants do not count
     */
    private BitSet forward(int i, BitSet[] before, boolean image) {
        Op op = network.node(i).op();
        List<Integer> inputs = network.node(i).inputs();
        int width = network.shape(i).channels();
        if (op instanceof Op.Input) {
            return all(width);
        } else if (op instanceof Op.Constant) {
            return image ? new BitSet() : all(width);
        }
        BitSet x = before[inputs.get(0)];
        if (op instanceof Op.Conv conv) {
            return conv(conv, x, image);
        } else if (op instanceof Op.Linear) {
            return image && x.isEmpty() ? new BitSet() : all(width);
        } else if (op instanceof Op.Norm norm) {
            return image ? normalised(norm, x) : all(width);
        } else if (op instanceof Op.Lrn || op instanceof Op.Relu) {
            return copy(x);
        } else if (op instanceof Op.BatchNorm || op instanceof Op.Activation || op instanceof Op.Pad) {
            return image || keepsZero(op) ? copy(x) : all(width);
        } else if (op instanceof Op.Score score) {
            BitSet kept = score.retained().positionsOfSet(retention.of(score.unit()));
            kept.and(x);
            kept.and(fed[inputs.get(0)]);
            return kept;
        } else if (op instanceof Op.Gate gate) {
            return union(retention.ways(gate).stream().map(inputs::get).toList(), before);
        } else if (op instanceof Op.Add) {
            return union(inputs, before);
        } else if (op instanceof Op.Mul) {
            return product(inputs, before, image);
        } else if (op instanceof Op.Concat) {
            return concat(inputs, before);
        } else if (op instanceof Op.Select select) {
            return picked(select, x, false);
        } else if (op instanceof Op.Flatten) {
            return flattened(x, network.shape(inputs.get(0)));
        }
        return copy(x); // pools and subsampling work channel by channel
    }

    /** The channels that do not come out of a group without inputs; behind a unit layer or a join nothing does. */
    private BitSet fed(int i) {
        Op op = network.node(i).op();
        List<Integer> inputs = network.node(i).inputs();
        if (op instanceof Op.Conv conv && conv.geometry().groups() > 1) {
            BitSet read = copy(live[inputs.get(0)]);
            read.and(fed[inputs.get(0)]);
            return conv(conv, read, true);
        } else if (op instanceof Op.BatchNorm
                || op instanceof Op.Relu
                || op instanceof Op.Activation
                || op instanceof Op.Pad) {
            return fed[inputs.get(0)];
        } else if (op instanceof Op.Select select) {
            return picked(select, fed[inputs.get(0)], true);
        }
        return all(network.shape(i).channels());
    }

    /** What holds of the channels picked; {@code zeros} of those that are zeros. */
    private static BitSet picked(Op.Select select, BitSet x, boolean zeros) {
        BitSet picked = new BitSet();
        for (int c = 0; c < select.channels().size(); c++) {
            int source = select.channels().get(c);
            picked.set(c, source < 0 ? zeros : x.get(source));
        }
        return picked;
    }

    /** Whether the operation maps a channel of zeros to zeros. */
    static boolean keepsZero(Op op) {
        return op instanceof Op.Activation f ? f.keepsZero() : op instanceof Op.Pad pad && pad.value() == 0;
    }

    /** The channels of those groups in which one depends on the image. */
    private static BitSet normalised(Op.Norm norm, BitSet x) {
        int width = (int) norm.gamma().size();
        int each = width / norm.groups();
        BitSet out = new BitSet();
        for (int g = 0; g < norm.groups(); g++) {
            out.set(g * each, (g + 1) * each, x.get(g * each, (g + 1) * each).cardinality() > 0);
        }
        return out;
    }

    private static BitSet conv(Op.Conv conv, BitSet x, boolean image) {
        int groups = conv.geometry().groups();
        BitSet out = new BitSet();
        int in = conv.inputs() / groups;
        int made = conv.outputs() / groups;
        for (int g = 0; g < groups; g++) {
            boolean fed = x.get(g * in, (g + 1) * in).cardinality() > 0;
            out.set(g * made, (g + 1) * made, fed || !image);
        }
        return out;
    }

    private BitSet product(List<Integer> inputs, BitSet[] before, boolean image) {
        BitSet result = union(inputs, before);
        inputs.forEach(j -> result.and(image ? live[j] : before[j]));
        return result;
    }

    private static BitSet union(List<Integer> nodes, BitSet[] of) {
        BitSet union = new BitSet();
        nodes.forEach(j -> union.or(of[j]));
        return union;
    }

    private BitSet concat(List<Integer> inputs, BitSet[] before) {
        BitSet joined = new BitSet();
        int offset = 0;
        for (int j : inputs) {
            int start = offset;
            before[j].stream().forEach(c -> joined.set(start + c));
            offset += network.shape(j).channels();
        }
        return joined;
    }

    static BitSet flattened(BitSet channels, Shape shape) {
        int area = shape.height() * shape.width();
        BitSet features = new BitSet();
        channels.stream().forEach(c -> features.set(c * area, (c + 1) * area));
        return features;
    }

    /** Passes on what a needed node needs of its inputs. */
    private void backward(int i) {
        Op op = network.node(i).op();
        List<Integer> inputs = network.node(i).inputs();
        BitSet wanted = needed[i];
        if (inputs.isEmpty()) {
            return;
        }
        int first = inputs.get(0);
        if (op instanceof Op.Linear || op instanceof Op.Lrn || op instanceof Op.Norm) {
            needed[first].or(live[first]);
        } else if (op instanceof Op.Conv conv) {
            needed[first].or(inputsOf(conv, wanted));
        } else if (op instanceof Op.Gate gate) {
            retention.ways(gate).forEach(way -> needed[inputs.get(way)].or(wanted));
        } else if (op instanceof Op.Concat) {
            int offset = 0;
            for (int j : inputs) {
                int width = network.shape(j).channels();
                needed[j].or(wanted.get(offset, offset + width));
                offset += width;
            }
        } else if (op instanceof Op.Select select) {
            wanted.stream().map(select.channels()::get).filter(c -> c >= 0).forEach(needed[first]::set);
        } else if (op instanceof Op.Flatten) {
            int area = network.shape(first).height() * network.shape(first).width();
            wanted.stream().forEach(f -> needed[first].set(f / area));
        } else {
            inputs.forEach(j -> needed[j].or(wanted));
        }
    }

    private static BitSet inputsOf(Op.Conv conv, BitSet outputs) {
        int groups = conv.geometry().groups();
        int in = conv.inputs() / groups;
        int made = conv.outputs() / groups;
        BitSet inputs = new BitSet();
        outputs.stream().map(o -> o / made).forEach(g -> inputs.set(g * in, (g + 1) * in));
        return inputs;
    }

    private static BitSet all(int width) {
        BitSet set = new BitSet();
        set.set(0, width);
        return set;
    }

    private static BitSet copy(BitSet set) {
        return (BitSet) set.clone();
    }
}
