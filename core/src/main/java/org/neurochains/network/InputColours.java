package org.neurochains.network;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.tensor.Tensor;

/**
 * Puts in front of a network what turns red, green and blue into the channels that it takes, so that everything outside
 * works on colour images. The network's nodes stay as they are; what is in front is never scored.
 */
public final class InputColours {
    private static final String NAME = "input.colours";
    private static final int COLOURS = 3;

    /** ITU-R BT.601's luma, which Pillow and OpenCV convert by. */
    private static final float[] LUMA = {.299f, .587f, .114f};

    private InputColours() {}

    /** A network that takes blue first, for normalised red, green and blue. */
    public static Network reversed(Network network) {
        return behind(network, new Op.Select(Channels.of(2, 1, 0)));
    }

    /** A network that takes one channel, for the grey of red, green and blue that are all normalised alike. */
    public static Network grey(Network network) {
        return behind(network, new Op.Conv(Tensor.of(LUMA, 1, COLOURS, 1, 1), null, Op.Geometry.of(1, 1, 0)));
    }

    /**
     * A network that takes a fourth channel, the opacity, of which photographs have all.
     *
     * @param opaque what full opacity is, normalised
     */
    public static Network opaque(Network network, float opaque) {
        float[] copy = new float[(COLOURS + 1) * COLOURS];
        for (int c = 0; c < COLOURS; c++) {
            copy[c * COLOURS + c] = 1;
        }
        Tensor weight = Tensor.of(copy, COLOURS + 1, COLOURS, 1, 1);
        Tensor bias = Tensor.of(new float[] {0, 0, 0, opaque}, COLOURS + 1);
        return behind(network, new Op.Conv(weight, bias, Op.Geometry.of(1, 1, 0)));
    }

    private static Network behind(Network network, Op first) {
        Shape shape = network.inputShape();
        List<Node> nodes = new ArrayList<>();
        nodes.add(new Node(
                network.node(0).name(), new Op.Input(Shape.maps(COLOURS, shape.height(), shape.width())), List.of()));
        nodes.add(new Node(NAME, first, List.of(0)));
        for (Node node : network.nodes().subList(1, network.nodes().size())) {
            nodes.add(new Node(
                    node.name(),
                    node.op(),
                    node.inputs().stream().map(i -> i + 1).toList()));
        }
        return Network.of(nodes, network.outputs());
    }
}
