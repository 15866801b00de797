package org.neurochains.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One image of the region and what both networks make of it. Lists may be empty.
 *
 * @param file its path, as in chain.json
 * @param label the class of its folder
 * @param thumbnail the image as the network sees it, at most about 128 pixels a side
 * @param original the original network's most probable classes, best first
 * @param chain the chain's most probable classes, best first
 * @param smoe SMOE maps by layer, in the layers' order
 * @param saliency further maps: Combine All, Score-CAM, RAP, each named with its variant
 */
@RecordBuilder
record PageImage(
        String file,
        @JsonProperty("class") String label,
        @Nullable Picture thumbnail,
        List<Answer> original,
        List<Answer> chain,
        List<Maps> smoe,
        List<Maps> saliency)
        implements PageImageBuilder.With {
    public PageImage {
        original = List.copyOf(original);
        chain = List.copyOf(chain);
        smoe = List.copyOf(smoe);
        saliency = List.copyOf(saliency);
    }

    /**
     * A class and its probability.
     *
     * @param label the class's name
     * @param probability between 0 and 1
     */
    public record Answer(@JsonProperty("class") String label, double probability) {}

    /**
     * The same map of both networks.
     *
     * @param name the layer, or the method with its variant, as it is to be read
     * @param original the original network's map
     * @param chain the chain's map
     */
    public record Maps(
            String name,
            @Nullable HeatMap original,
            @Nullable HeatMap chain) {}
}
