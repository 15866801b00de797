package org.neurochains.measure;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neurochains.image.ImageEntry;
import org.neurochains.image.ImageLoader;

/**
 * Images among which a region's neighbours are looked for.
 *
 * @param name the folder, for messages
 * @param images all of them; the region's own and others that the solver saw may be among them
 * @param seen files that are not unseen beside the region's own: those that supported the solver, by their paths inside
 *     the folder
 * @param modelDigest SHA-256 of the model file
 * @param cache the folder where features are kept; null to keep none
 */
public record NeighbourPool(
        String name,
        List<ImageEntry> images,
        ImageLoader loader,
        Set<String> seen,
        String modelDigest,
        @Nullable Path cache) {
    public NeighbourPool {
        images = List.copyOf(images);
        seen = Set.copyOf(seen);
    }

    /** The same images, of which others are not unseen. */
    public NeighbourPool withSeen(Set<String> files) {
        return new NeighbourPool(name, images, loader, files, modelDigest, cache);
    }
}
