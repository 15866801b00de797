package org.neurochains.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Where a wrong prediction begins: layer by layer, what the chain's filters contribute to either class.
 *
 * @param image place of the image in the document's images
 * @param predicted the class the original network names
 * @param actual the class of the image's folder
 * @param layers in the layers' order
 */
record Failure(
        int image, String predicted, @JsonProperty("true") String actual, List<Balance> layers) {
    public Failure {
        layers = List.copyOf(layers);
    }

    /**
     * Contributions of one layer's filters, summed.
     *
     * @param layer its name
     * @param predicted to the predicted class's logit
     * @param actual to the true class's logit
     */
    public record Balance(
            String layer,
            double predicted,
            @JsonProperty("true") double actual) {}
}
