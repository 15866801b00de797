package org.neurochains.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects nodes in order of computation. */
public final class GraphBuilder {
    private final List<Node> nodes = new ArrayList<>();
    private final List<Shape> shapes = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /** Starts with the network's input. */
    public GraphBuilder(Shape input) {
        add("input", new Op.Input(input));
    }

    /** Starts without a node. */
    GraphBuilder() {}

    /**
     * Appends a node.
     *
     * @return its index
     * @throws IllegalArgumentException if the name is taken, an input does not exist or shapes do not fit
     */
    public int add(String name, Op op, Integer... inputs) {
        return add(new Node(name, op, Arrays.asList(inputs)));
    }

    int add(Node node) {
        if (!names.add(node.name())) {
            throw new IllegalArgumentException("two nodes are named " + node.name());
        }
        for (int input : node.inputs()) {
            if (input < 0 || input >= nodes.size()) {
                throw new IllegalArgumentException(
                        node.name() + " takes node " + input + ", which does not come before it");
            }
        }
        shapes.add(ShapeInference.next(node, shapes));
        nodes.add(node);
        return nodes.size() - 1;
    }

    /** The shape of one image's value at a node. */
    public Shape shape(int node) {
        return shapes.get(node);
    }

    /** One of the nodes so far. */
    public Node node(int i) {
        return nodes.get(i);
    }

    /**
     * Gives a node another operation.
     *
     * @throws IllegalArgumentException if its value would have another shape
     */
    public void replace(int i, Op op) {
        Node changed = new Node(nodes.get(i).name(), op, nodes.get(i).inputs());
        if (!ShapeInference.next(changed, shapes).equals(shapes.get(i))) {
            throw new IllegalArgumentException(changed.name() + " would give another shape");
        }
        nodes.set(i, changed);
    }

    /** The index of the last node added. */
    public int last() {
        return nodes.size() - 1;
    }

    /** The nodes so far. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }
}
