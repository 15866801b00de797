package org.neurochains.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one retained filter beside its score. Lists may be empty.
 *
 * @param name the filter, as {@code L1B2C1.3}
 * @param visualisations pictures that excite it, the first one is its face in the graph
 * @param topImages the natural images that excite it most, best first
 * @param featureMaps its feature maps, at most {@link HeatMap#FEATURE_MAP_SIDE} a side
 * @param shares its share of each class: the weights of all paths through it, summed
 * @param firingAgreement Pearson's r between its maps in the original network and in the chain, over all places of the
 *     region's images; null where that is not known or one of them is constant
 * @param neverFires whether its output in the original network is nowhere positive on the region
 */
@RecordBuilder
record FilterEvidence(
        String name,
        List<MadePicture> visualisations,
        List<TopImage> topImages,
        List<FeatureMap> featureMaps,
        Map<String, Double> shares,
        @Nullable Double firingAgreement,
        boolean neverFires)
        implements FilterEvidenceBuilder.With {
    public FilterEvidence {
        visualisations = List.copyOf(visualisations);
        topImages = List.copyOf(topImages);
        featureMaps = List.copyOf(featureMaps);
        shares = Map.copyOf(shares);
    }

    /** A filter of which only its shares are known. */
    static FilterEvidence of(String name, Map<String, Double> shares) {
        return new FilterEvidence(name, List.of(), List.of(), List.of(), shares, null, false);
    }

    /**
     * A picture made by activation maximisation.
     *
     * @param form how it was made: {@code Fourier}, {@code norm-constrained}
     * @param picture about 64 to 96 pixels a side
     * @param activation the mean of the channel it reaches
     */
    public record MadePicture(String form, Picture picture, double activation) {}

    /**
     * A natural image that excites the filter.
     *
     * @param file its path
     * @param label the class of its folder
     * @param crop the receptive field of the strongest place
     * @param image the whole image; stored once however often it is named
     * @param box the crop within the image
     * @param mask where in the crop the filter fires
     * @param activation its value there
     */
    public record TopImage(
            String file,
            @JsonProperty("class") String label,
            Picture crop,
            @Nullable Picture image,
            @Nullable Box box,
            @Nullable HeatMap mask,
            double activation) {}

    /**
     * A rectangle in an image, as fractions of its width and height.
     *
     * @param x left edge
     * @param y upper edge
     * @param width from 0 to 1
     * @param height from 0 to 1
     */
    public record Box(double x, double y, double width, double height) {}

    /**
     * A filter's feature map on a region image.
     *
     * @param image place of the image in the document's images
     * @param original the map in the original network
     * @param chain the map in the chain
     */
    public record FeatureMap(
            int image, @Nullable HeatMap original, @Nullable HeatMap chain) {}
}
