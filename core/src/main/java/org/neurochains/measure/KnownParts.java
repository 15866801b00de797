package org.neurochains.measure;

import java.util.List;

/**
 * What is known of the parts of a region's images, and saliency maps to be compared with it.
 *
 * @param samples the region's images, in their order
 * @param maps of the same images; may be none
 */
public record KnownParts(PartSamples samples, List<PointingGame.Maps> maps) {
    public KnownParts {
        maps = List.copyOf(maps);
    }
}
