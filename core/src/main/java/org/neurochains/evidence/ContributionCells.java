package org.neurochains.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neurochains.network.Channels;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;

/**
 * The places of a network between which contributions are computed: the image, the channels of unit layers, and the
 * channels of what is not drawn (convolutions without a unit layer, sums, products, fully connected layers inside).
 * Pooling, activations and everything else that works channel by channel is crossed: each channel of each value comes
 * from one cell, or from none where it is constant.
 *
 * <p>Cells are numbered in order of computation. The fully connected layers in front of the logits have no cells; they
 * are one node.
 */
final class ContributionCells {
    /** The origin of a channel that does not depend on the image. */
    static final int NONE = -1;

    /** The cell of the image. */
    static final int INPUT = 0;

    private final Network network;
    private final int[][] origin;
    private final int[] first;
    private final List<Integer> nodes = new ArrayList<>();
    private final boolean[] head;

    ContributionCells(Network network) {
        this.network = network;
        int n = network.nodes().size();
        this.origin = new int[n][];
        this.first = new int[n];
        this.head = head();
        Arrays.fill(first, NONE);
        for (int i = 0; i < n; i++) {
            origin[i] = origins(i);
        }
    }

    Network network() {
        return network;
    }

    /** The number of cells. */
    int size() {
        return nodes.size();
    }

    /** The cell that a channel of a node's value comes from, or {@link #NONE}. */
    int origin(int node, int channel) {
        return origin[node][channel];
    }

    int node(int cell) {
        return nodes.get(cell);
    }

    /** The channel of a cell in its node's value. */
    int channel(int cell) {
        return cell == INPUT ? 0 : cell - first[node(cell)];
    }

    Op op(int cell) {
        return network.node(node(cell)).op();
    }

    /** Whether a cell is drawn: the image and unit layers' channels. */
    boolean drawn(int cell) {
        return cell == INPUT || op(cell) instanceof Op.Score;
    }

    /** A drawn cell's name, as L28.277 or input. */
    String name(int cell) {
        return op(cell) instanceof Op.Score score
                ? score.unit() + "." + score.retained().get(channel(cell))
                : "input";
    }

    /** Whether a node has cells of its own. */
    boolean hasCells(int node) {
        return first[node] != NONE;
    }

    /**
     * The values that the logits are computed from by fully connected layers alone; the logits themselves where there
     * are none such.
     */
    List<Integer> boundary() {
        boolean[] behind = new boolean[head.length];
        List<Integer> boundary = new ArrayList<>();
        for (int i = 0; i < head.length; i++) {
            List<Integer> inputs = network.node(i).inputs();
            behind[i] = head[i] || inputs.stream().anyMatch(j -> behind[j]);
            if (head[i] && !behind[inputs.get(0)] && !boundary.contains(inputs.get(0))) {
                boundary.add(inputs.get(0));
            }
        }
        return boundary.isEmpty() ? List.of(network.output()) : boundary;
    }

    /** The fully connected layers, and convolutions without scores, behind which no filter, sum or product comes. */
    private boolean[] head() {
        int n = network.nodes().size();
        boolean[] above = new boolean[n];
        boolean[] found = new boolean[n];
        for (int i = n - 1; i >= 0; i--) {
            Op op = network.node(i).op();
            found[i] = (op instanceof Op.Linear || op instanceof Op.Conv) && !above[i];
            if (above[i] || (ownCells(op) && !found[i])) {
                network.node(i).inputs().forEach(j -> above[j] = true);
            }
        }
        return found;
    }

    private static boolean ownCells(Op op) {
        return op instanceof Op.Conv || op instanceof Op.Score || op instanceof Op.Add || op instanceof Op.Mul;
    }

    private int[] origins(int i) {
        Node node = network.node(i);
        Op op = node.op();
        int width = network.shape(i).channels();
        if (op instanceof Op.Input) {
            first[i] = INPUT;
            nodes.add(i);
            return new int[width];
        } else if (op instanceof Op.Constant || head[i]) {
            int[] none = new int[width];
            Arrays.fill(none, NONE);
            return none;
        } else if (op instanceof Op.Conv || op instanceof Op.Score || op instanceof Op.Linear) {
            return own(i, width);
        } else if (op instanceof Op.Add || op instanceof Op.Mul) {
            return joined(i, width);
        }
        int[] x = origin[node.inputs().get(0)];
        if (op instanceof Op.Concat) {
            return node.inputs().stream()
                    .flatMapToInt(j -> Arrays.stream(origin[j]))
                    .toArray();
        } else if (op instanceof Op.Select select) {
            Channels channels = select.channels();
            return channels.stream().map(c -> c < 0 ? NONE : x[c]).toArray();
        } else if (op instanceof Op.Flatten) {
            int area = width / Math.max(1, x.length);
            int[] features = new int[width];
            Arrays.setAll(features, f -> x[f / area]);
            return features;
        }
        return x;
    }

    private int[] own(int node, int width) {
        first[node] = nodes.size();
        int[] cells = new int[width];
        for (int c = 0; c < width; c++) {
            cells[c] = nodes.size();
            nodes.add(node);
        }
        return cells;
    }

    /** A sum or product has a cell where several of its inputs depend on the image; else it is crossed. */
    private int[] joined(int node, int width) {
        int[] cells = own(node, width);
        for (int c = 0; c < width; c++) {
            int channel = c;
            int[] sources = network.node(node).inputs().stream()
                    .mapToInt(j -> origin[j][channel])
                    .filter(o -> o != NONE)
                    .toArray();
            if (sources.length < 2) {
                cells[c] = sources.length == 0 ? NONE : sources[0];
            }
        }
        return cells;
    }
}
