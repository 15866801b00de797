package org.neurochains.evidence;

import java.util.List;

/**
 * SMOE maps of one image.
 *
 * @param layers one for each unit layer that has more than one place, in order of computation
 * @param scales those that are combined
 * @param combined Combine All: the weighted mean of the normalised scales, each resized to the image; in [0, 1]
 */
public record SmoeMaps(List<Layer> layers, List<Layer> scales, SaliencyMap combined) {
    /** Keeps copies of the lists. */
    public SmoeMaps {
        layers = List.copyOf(layers);
        scales = List.copyOf(scales);
    }

    /** The normalised maps of the scales. */
    public List<SaliencyMap> normalisedScales() {
        return scales.stream().map(Layer::normalised).toList();
    }

    /**
     * One layer's maps, in the layer's own size.
     *
     * @param name of the unit layer, or of the node whose value was taken
     * @param raw SMOE, in bits times the mean activation; constant, usually 0, where no channel of the layer is left
     * @param normalised in [0, 1]
     */
    public record Layer(String name, SaliencyMap raw, SaliencyMap normalised) {}
}
