package org.neurochains.network;

/**
 * What a network consists of (Table 1 of the paper, with the true counts).
 *
 * @param convolutions convolution layers, projections included
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
        int convolutions = 0;
        long convolutionWeights = 0;
        long linearWeights = 0;
        for (Node node : network.nodes()) {
            if (node.op() instanceof Op.Conv conv) {
                convolutions++;
                convolutionWeights += conv.weight().size();
            } else if (node.op() instanceof Op.Linear linear) {
                linearWeights += linear.weight().size();
            }
        }
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
