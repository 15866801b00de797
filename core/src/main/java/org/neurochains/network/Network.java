package org.neurochains.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A feed-forward network as an immutable graph: nodes in order of computation, the first the input, the last the
 * logits.
 *
 * <p>Unit layers and gated groups are nodes too ({@link Op.Score}, {@link Op.Gate}); without scores and gates they pass
 * their input on, so that the same graph is the original network F and, with scores, the chain H.
 */
public final class Network {
    private final List<Node> nodes;
    private final OutputKind outputs;
    private final List<Shape> shapes;
    private final List<UnitLayer> units;
    private final List<GateGroup> groups;
    private final Map<String, Integer> index = new TreeMap<>();

    private Network(List<Node> nodes, OutputKind outputs) {
        this.nodes = List.copyOf(nodes);
        this.outputs = outputs;
        this.shapes = ShapeInference.shapes(this.nodes);
        for (int i = 0; i < nodes.size(); i++) {
            index.put(nodes.get(i).name(), i);
        }
        this.groups = findGroups();
        this.units = findUnits();
    }

    /**
     * A network of these nodes, whose outputs are classes.
     *
     * @throws IllegalArgumentException if shapes do not fit; the message names the node
     */
    public static Network of(List<Node> nodes) {
        return of(nodes, OutputKind.MULTI_CLASS);
    }

    /**
     * A network of these nodes.
     *
     * @throws IllegalArgumentException if shapes do not fit; the message names the node
     */
    public static Network of(List<Node> nodes, OutputKind outputs) {
        return new Network(nodes, outputs);
    }

    /** The same network with outputs of another kind. */
    public Network with(OutputKind kind) {
        return kind == outputs ? this : new Network(nodes, kind);
    }

    /** What its outputs say. */
    public OutputKind outputs() {
        return outputs;
    }

    /** The nodes in order of computation. */
    public List<Node> nodes() {
        return nodes;
    }

    public Node node(int i) {
        return nodes.get(i);
    }

    /** The index of a node. */
    public int indexOf(String name) {
        Integer found = index.get(name);
        if (found == null) {
            throw new NoSuchElementException("no node " + name);
        }
        return found;
    }

    /** The shape of one image's value at each node. */
    public Shape shape(int node) {
        return shapes.get(node);
    }

    /** The shape of one input image. */
    public Shape inputShape() {
        return shapes.get(0);
    }

    /** The index of the node whose value are the logits. */
    public int output() {
        return nodes.size() - 1;
    }

    /** The number of classes. */
    public int classes() {
        return shapes.get(output()).channels();
    }

    /** The unit layers in order of computation. */
    public List<UnitLayer> units() {
        return units;
    }

    public UnitLayer unit(String name) {
        return units.stream()
                .filter(u -> u.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no unit layer " + name));
    }

    /**
     * The convolution whose filters a unit layer's are; a depthwise convolution may come between it and the scores.
     *
     * @return its index, or -1 for an identity shortcut and for a layer that no longer reads anything
     */
    public int convolution(UnitLayer unit) {
        Integer found = index.get(unit.name());
        return found != null && nodes.get(found).op() instanceof Op.Conv ? found : -1;
    }

    /**
     * The convolution that computes the logits, without a fully connected layer behind it: only what works channel by
     * channel comes after.
     *
     * @return its index, or -1
     */
    public int logitsConvolution() {
        int at = output();
        while (at > 0 && perChannel(at)) {
            at = nodes.get(at).inputs().get(0);
        }
        return nodes.get(at).op() instanceof Op.Conv ? at : -1;
    }

    private boolean perChannel(int node) {
        Op op = nodes.get(node).op();
        if (op instanceof Op.Flatten) {
            Shape from = shapes.get(nodes.get(node).inputs().get(0));
            return from.height() == 1 && from.width() == 1;
        }
        return op instanceof Op.AveragePool
                || op instanceof Op.MaxPool
                || op instanceof Op.AdaptiveAveragePool
                || op instanceof Op.Resample
                || op instanceof Op.Relu
                || op instanceof Op.Activation
                || op instanceof Op.BatchNorm;
    }

    /** The gated groups in order of computation. */
    public List<GateGroup> groups() {
        return groups;
    }

    /** The nodes that take a node's value. */
    public List<Integer> consumers(int node) {
        return IntStream.range(node + 1, nodes.size())
                .filter(i -> nodes.get(i).inputs().contains(node))
                .boxed()
                .toList();
    }

    private List<GateGroup> findGroups() {
        List<GateGroup> found = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).op() instanceof Op.Gate gate) {
                List<Integer> inputs = nodes.get(i).inputs();
                found.add(new GateGroup(gate.group(), i, between(inputs.get(1), inputs.get(0))));
            }
        }
        return List.copyOf(found);
    }

    /** The nodes that lie on a path from one node to another, the first left out. */
    private List<Integer> between(int from, int to) {
        boolean[] below = new boolean[nodes.size()];
        below[from] = true;
        for (int i = from + 1; i <= to; i++) {
            below[i] = nodes.get(i).inputs().stream().anyMatch(j -> below[j]);
        }
        boolean[] above = new boolean[nodes.size()];
        above[to] = true;
        for (int i = to; i > from; i--) {
            if (above[i]) {
                nodes.get(i).inputs().forEach(j -> above[j] = true);
            }
        }
        return IntStream.rangeClosed(from + 1, to)
                .filter(i -> below[i] && above[i])
                .boxed()
                .toList();
    }

    private List<UnitLayer> findUnits() {
        List<UnitLayer> found = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).op() instanceof Op.Score score) {
                found.add(new UnitLayer(score.unit(), score.kind(), score.total(), score.retained(), groupOf(i), i));
            }
        }
        return List.copyOf(found);
    }

    private @Nullable String groupOf(int node) {
        return groups.stream()
                .filter(g -> g.members().contains(node))
                .map(GateGroup::name)
                .findFirst()
                .orElse(null);
    }
}
