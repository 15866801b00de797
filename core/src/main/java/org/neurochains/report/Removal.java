package org.neurochains.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the chain says of the region's images when one filter alone is removed.
 *
 * @param filter as {@code L1B2C1.3}
 * @param outcomes one for each class that the chain gives an image, in the images' order
 */
record Removal(String filter, List<ClassOutcome> outcomes) {
    public Removal {
        outcomes = List.copyOf(outcomes);
    }

    /**
     * What becomes of the images of one class.
     *
     * @param label the class that the chain gives them
     * @param images how many they are
     * @param becomes how many of them it gives which other class without the filter; none are left out
     */
    public record ClassOutcome(@JsonProperty("class") String label, int images, Map<String, Integer> becomes) {
        /** Copies the counts. */
        public ClassOutcome {
            becomes = Collections.unmodifiableMap(new LinkedHashMap<>(becomes));
        }
    }
}
