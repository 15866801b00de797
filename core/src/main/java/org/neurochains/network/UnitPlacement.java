package org.neurochains.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a plain network's channels are scored and which groups are gated, from the graph's structure alone, and
 * adds the nodes for it (method: sections on units, scores and gates).
 *
 * <ul>
 * <li>Every convolution is a unit layer behind its batch norm and before its activation. A depthwise convolution that
 * alone takes its channels belongs to it: the filter's score comes behind that one's batch norm, so that both live and
 * die together.
 * <li>One filter of equal weights over all channels of a place is their mean, and no unit layer.
 * <li>A convolution behind which only pooling comes computes the logits, as a fully connected layer does: it is no unit
 * layer.
 * <li>Every sum of two branches of which one has no convolution of its own is a residual block; that branch is its
 * shortcut and a unit layer, named after the sum with SC behind. A branch that is one convolution beside a longer one
 * is a projection.
 * <li>A residual block whose shortcut is its very input is a gated group, with the activation behind the sum. In a
 * network without residual blocks, a convolution with its activation is one where input and output have the same shape.
 * </ul>
 */
public final class UnitPlacement {
    private final Network plain;
    private final Map<Integer, Op.Score> scoredAfter = new HashMap<>();
    private final Map<Integer, Op.Score> shortcutOf = new HashMap<>();
    private final Map<Integer, Residual> residuals = new HashMap<>();
    private final Map<Integer, GatedAt> gatedAfter = new HashMap<>();
    private final Set<Integer> depthwise = new HashSet<>();

    private record Residual(int shortcutInput, int source, boolean identity) {}

    private record GatedAt(String group, int source) {}

    private UnitPlacement(Network plain) {
        this.plain = plain;
    }

    /** The network with its unit layers and gated groups. */
    public static Network place(Network plain) {
        UnitPlacement placement = new UnitPlacement(plain);
        placement.findDepthwise();
        placement.findResiduals();
        placement.findUnits();
        placement.findGates();
        return placement.build();
    }

    private Op op(int node) {
        return plain.node(node).op();
    }

    private void findResiduals() {
        for (int i = 0; i < plain.nodes().size(); i++) {
            List<Integer> inputs = plain.node(i).inputs();
            if (op(i) instanceof Op.Add
                    && inputs.size() == 2
                    && plain.shape(inputs.get(0)).equals(plain.shape(inputs.get(1)))) {
                Residual residual = residual(inputs.get(0), inputs.get(1));
                if (residual != null) {
                    residuals.put(i, residual);
                }
            }
        }
    }

    /** Follows the branch with fewer convolutions back to where the other one left it. */
    private @Nullable Residual residual(int a, int b) {
        int[] fromA = convolutionsUpTo(a);
        int[] fromB = convolutionsUpTo(b);
        int split = -1;
        for (int i = Math.min(a, b); i >= 0 && split < 0; i--) {
            split = fromA[i] >= 0 && fromB[i] >= 0 ? i : -1;
        }
        if (split < 0 || fromA[split] == fromB[split]) {
            return null;
        }
        int shortcut = fromA[split] < fromB[split] ? a : b;
        int convolutions = Math.min(fromA[split], fromB[split]);
        return convolutions > 1 ? null : new Residual(shortcut, split, convolutions == 0);
    }

    /**
     * For each node, the largest number of convolutions on a path from behind it to the given node; -1 where there is
     * no path.
     */
    private int[] convolutionsUpTo(int end) {
        int[] most = new int[plain.nodes().size()];
        Arrays.fill(most, -1);
        most[end] = 0;
        for (int i = end; i >= 0; i--) {
            if (most[i] >= 0) {
                int here = most[i] + (op(i) instanceof Op.Conv ? 1 : 0);
                for (int j : plain.node(i).inputs()) {
                    most[j] = Math.max(most[j], here);
                }
            }
        }
        return most;
    }

    private void findUnits() {
        List<Integer> projections = new ArrayList<>();
        residuals.forEach((sum, residual) -> {
            if (residual.identity()) {
                String name = plain.node(sum).name() + "SC";
                shortcutOf.put(
                        sum,
                        Op.Score.whole(name, UnitKind.IDENTITY, plain.shape(sum).channels()));
            } else {
                projections.add(convolutionAt(residual.shortcutInput()));
            }
        });
        for (int i = 0; i < plain.nodes().size(); i++) {
            if (unit(i) && op(i) instanceof Op.Conv conv) {
                UnitKind kind = projections.contains(i) ? UnitKind.PROJECTION : UnitKind.CONVOLUTION;
                scoredAfter.put(unitEnd(i), Op.Score.whole(plain.node(i).name(), kind, conv.outputs()));
            }
        }
    }

    /** The convolution that a value comes out of, directly or through its batch norm. */
    private int convolutionAt(int node) {
        int conv = Folding.foldable(plain, node);
        return conv >= 0 ? conv : node;
    }

    /** Whether a node is a convolution whose filters are units of their own. */
    private boolean unit(int node) {
        return op(node) instanceof Op.Conv
                && !depthwise.contains(node)
                && !isMean(node)
                && node != plain.logitsConvolution();
    }

    /** Whether a convolution only takes the mean of all channels at each place, perhaps plus a number. */
    private boolean isMean(int node) {
        return op(node) instanceof Op.Conv conv
                && conv.outputs() == 1
                && conv.inputs() > 1
                && conv.weight().size() == conv.inputs()
                && conv.weight().max(0, 1, 2, 3).item()
                        == conv.weight().min(0, 1, 2, 3).item();
    }

    /**
     * Where the channels of a convolution's filters are complete: behind the depthwise convolutions that belong to it,
     * and the batch norm.
     */
    private int unitEnd(int conv) {
        int end = withNorm(conv);
        for (int next = depthwiseBehind(end); next >= 0; next = depthwiseBehind(end)) {
            end = withNorm(next);
        }
        return end;
    }

    /** The batch norm behind a convolution if it is the only one to take its value, else the convolution. */
    private int withNorm(int conv) {
        int next = only(conv);
        return next >= 0 && op(next) instanceof Op.BatchNorm ? next : conv;
    }

    /**
     * The depthwise convolution that alone takes a value, through what works channel by channel without pooling; -1 for
     * none.
     */
    private int depthwiseBehind(int node) {
        int at = only(node);
        while (isActivation(at) || (at >= 0 && (op(at) instanceof Op.BatchNorm || op(at) instanceof Op.Pad))) {
            at = only(at);
        }
        return at >= 0 && op(at) instanceof Op.Conv conv && conv.depthwise() ? at : -1;
    }

    /** The one node that takes a value; -1 where there are more, or none. */
    private int only(int node) {
        List<Integer> consumers = plain.consumers(node);
        return consumers.size() == 1 ? consumers.get(0) : -1;
    }

    /** Depthwise convolutions that belong to the convolution before them. */
    private void findDepthwise() {
        for (int i = 0; i < plain.nodes().size(); i++) {
            if (op(i) instanceof Op.Conv) {
                int behind = depthwiseBehind(withNorm(i));
                if (behind >= 0) {
                    depthwise.add(behind);
                }
            }
        }
    }

    private void findGates() {
        residuals.forEach((sum, residual) -> {
            if (residual.identity()
                    && residual.shortcutInput() == residual.source()
                    && plain.shape(sum).equals(plain.shape(residual.source()))) {
                gatedAfter.put(withActivation(sum), new GatedAt(plain.node(sum).name(), residual.source()));
            }
        });
        if (residuals.isEmpty()) {
            for (int i = 0; i < plain.nodes().size(); i++) {
                if (unit(i)) {
                    int source = plain.node(i).inputs().get(0);
                    int end = withActivation(unitEnd(i));
                    if (end != unitEnd(i) && plain.shape(source).equals(plain.shape(end))) {
                        gatedAfter.put(end, new GatedAt(plain.node(i).name(), source));
                    }
                }
            }
        }
    }

    private int withActivation(int node) {
        int next = only(node);
        return isActivation(next) ? next : node;
    }

    private boolean isActivation(int node) {
        return node >= 0 && (op(node) instanceof Op.Relu || op(node) instanceof Op.Activation);
    }

    private Network build() {
        GraphBuilder graph = new GraphBuilder();
        int[] moved = new int[plain.nodes().size()];
        for (int i = 0; i < moved.length; i++) {
            Node node = plain.node(i);
            List<Integer> inputs = new ArrayList<>();
            node.inputs().forEach(j -> inputs.add(moved[j]));
            Op.Score shortcut = shortcutOf.get(i);
            Residual residual = residuals.get(i);
            if (shortcut != null && residual != null) {
                int side = node.inputs().indexOf(residual.shortcutInput());
                inputs.set(side, graph.add(shortcut.unit() + ".score", shortcut, inputs.get(side)));
            }
            moved[i] = graph.add(new Node(node.name(), node.op(), inputs));
            Op.Score score = scoredAfter.get(i);
            if (score != null) {
                moved[i] = graph.add(score.unit() + ".score", score, moved[i]);
            }
            GatedAt gate = gatedAfter.get(i);
            if (gate != null) {
                moved[i] = graph.add(gate.group() + ".gate", new Op.Gate(gate.group()), moved[i], moved[gate.source()]);
            }
        }
        return Network.of(graph.nodes(), plain.outputs());
    }
}
