package org.neurochains.network;

/**
 * What a network consists of (Table 1 of the paper, with the true counts).
 *
 * @param convolutions layers of convolution filters, projections included; a depthwise convolution belongs to the layer
 *     whose channels it alone takes, and one that computes the logits counts as fully connected
 * @param filters their output channels
 * @param shortcutChannels channels of identity shortcuts, which are scored but are no filters
 * @param gates groups that can be bypassed
 * @param convolutionWeights weights of all convolutions, biases and batch norms left out
 * @param linearWeights weights of all fully connected layers, biases left out
 */
public record NetworkSize(
        int convolutions, int filters, int shortcutChannels, int gates, long convolutionWeights, long linearWeights) {

    /** Counts a network. */
    public static NetworkSize of(Network network) {
        long convolutionWeights = 0;
        long linearWeights = 0;
        int logits = network.logitsConvolution();
        for (int i = 0; i < network.nodes().size(); i++) {
            Op op = network.node(i).op();
            if (op instanceof Op.Linear linear) {
                linearWeights += linear.weight().size();
            } else if (op instanceof Op.Conv conv && i == logits) {
                linearWeights += conv.weight().size();
            } else if (op instanceof Op.Conv conv) {
                convolutionWeights += conv.weight().size();
            }
        }
        int convolutions = (int)
                network.units().stream().filter(unit -> unit.kind().isFilter()).count();
        int filters = channels(network, true);
        int shortcuts = channels(network, false);
        return new NetworkSize(
                convolutions, filters, shortcuts, network.groups().size(), convolutionWeights, linearWeights);
    }

    private static int channels(Network network, boolean ofFilters) {
        return network.units().stream()
                .filter(unit -> unit.kind().isFilter() == ofFilters)
                .mapToInt(unit -> unit.retained().size())
                .sum();
    }
}
