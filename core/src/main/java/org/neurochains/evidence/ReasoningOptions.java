package org.neurochains.evidence;

/**
 * What of a chain's reasoning is wanted.
 *
 * @param paths inference chains of each class
 * @param mostEdges contributions kept, over all classes: the largest relative to their layer, and those on inference
 *     chains
 * @param microBatch the largest number of images in one pass
 */
public record ReasoningOptions(int paths, int mostEdges, int microBatch) {
    /** Three paths and 10,000 contributions, as drawn on the page. */
    public static ReasoningOptions defaults(int microBatch) {
        return new ReasoningOptions(3, 10_000, microBatch);
    }

    /** Refuses what is out of range. */
    public ReasoningOptions {
        if (paths < 0 || mostEdges < 0 || microBatch < 1) {
            throw new IllegalArgumentException(paths + " paths, " + mostEdges + " edges, batches of " + microBatch);
        }
    }

    /** Another number of paths. */
    public ReasoningOptions withPaths(int changed) {
        return new ReasoningOptions(changed, mostEdges, microBatch);
    }
}
