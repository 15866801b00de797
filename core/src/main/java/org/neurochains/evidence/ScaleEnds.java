package org.neurochains.evidence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;

/**
 * The last activation before every reduction of the maps' size, on the way that all paths share: in a ResNet the ends
 * of the stages and the stem, in a VGG the values that are pooled.
 */
final class ScaleEnds {
    private ScaleEnds() {}

    /**
     * The nodes in order of computation; without activations the last values of every size; empty without feature maps.
     */
    static List<Integer> of(Network network) {
        Map<List<Integer>, Integer> last = new LinkedHashMap<>();
        Map<List<Integer>, Integer> activated = new LinkedHashMap<>();
        for (int i : trunk(network)) {
            Shape shape = network.shape(i);
            if (i > 0 && !shape.flat() && shape.height() * shape.width() > 1) {
                List<Integer> size = List.of(shape.height(), shape.width());
                last.put(size, i);
                if (isActivated(network, i)) {
                    activated.put(size, i);
                }
            }
        }
        return List.copyOf((activated.isEmpty() ? last : activated).values());
    }

    /** The name of a value, as it is read: the group or layer it ends. */
    static String name(Network network, int node) {
        String name = network.node(node).name();
        return network.node(node).op() instanceof Op.Gate gate ? gate.group() : name.replaceFirst("\\.relu$", "");
    }

    /** The nodes that every path from the image to the logits passes. */
    private static List<Integer> trunk(Network network) {
        int count = network.nodes().size();
        boolean[] below = new boolean[count];
        boolean[] above = new boolean[count];
        below[0] = true;
        above[network.output()] = true;
        for (int i = 1; i < count; i++) {
            below[i] = network.node(i).inputs().stream().anyMatch(j -> below[j]);
        }
        for (int i = count - 1; i >= 0; i--) {
            if (above[i]) {
                network.node(i).inputs().forEach(j -> above[j] = true);
            }
        }
        int[] furthest = new int[count];
        for (int i = 0; i < count; i++) {
            for (int j : network.node(i).inputs()) {
                if (above[i] && below[j]) {
                    furthest[j] = i;
                }
            }
        }
        List<Integer> trunk = new ArrayList<>();
        int reached = 0;
        for (int i = 0; i < count; i++) {
            if (below[i] && above[i] && reached <= i) {
                trunk.add(i);
            }
            reached = Math.max(reached, furthest[i]);
        }
        return trunk;
    }

    private static boolean isActivated(Network network, int i) {
        Node node = network.node(i);
        Op op = node.op();
        if (op instanceof Op.Gate || op instanceof Op.Concat) {
            return isActivated(network, node.inputs().get(0));
        }
        return op instanceof Op.Relu || op instanceof Op.Activation;
    }
}
