package org.neurochains.network;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.tensor.Tensor;

/**
 * One output as a choice between two classes: a number z whose sigmoid is the probability of yes is the logits 0 and z,
 * since softmax(0, z) = (1 - sigmoid(z), sigmoid(z)).
 */
public final class TwoClasses {
    private TwoClasses() {}

    /**
     * The network with the logits 0 and z instead of its own.
     *
     * @param output which of its outputs is z, from 0
     */
    public static Network of(Network network, int output) {
        int last = network.output();
        Node node = network.node(last);
        List<Node> nodes = new ArrayList<>(network.nodes().subList(0, last));
        if (node.op() instanceof Op.Linear linear) {
            Tensor bias = linear.bias() == null ? null : withZero(linear.bias().narrow(0, output, 1));
            Op two = new Op.Linear(withZero(linear.weight().narrow(0, output, 1)), bias);
            nodes.add(new Node(node.name(), two, node.inputs()));
        } else {
            nodes.add(node);
            float[] weight = new float[2 * network.classes()];
            weight[network.classes() + output] = 1;
            Op two = new Op.Linear(Tensor.of(weight, 2, network.classes()), null);
            nodes.add(new Node(node.name() + ".classes", two, List.of(last)));
        }
        return Network.of(nodes);
    }

    /** A row of zeros above the given one. */
    private static Tensor withZero(Tensor row) {
        return Tensor.concat(0, List.of(row.zerosLike(), row));
    }
}
