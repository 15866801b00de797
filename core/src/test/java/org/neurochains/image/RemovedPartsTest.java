package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.network.Executor;
import org.neurochains.tensor.Scope;
import org.neurochains.testing.DemoWorld;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

/**
 * What the demo's networks take pictures without a part for: the species that has just the other parts, where there is
 * one.
 */
class RemovedPartsTest {
    private static final int IMAGES = 25;
    private static final int LEAST = 23;

    @ParameterizedTest
    @CsvSource({
        "unicorn,          , unicorn",
        "unicorn, horn     , horse",
        "pegasus, feathers , horse",
        "zebra  , stripes  , horse",
        "unicorn, eye      , unicorn", // every species has one
        "tiger  , eye      , tiger",
        "horse  , hooves   , horse", // as have all with its other parts
    })
    void isTheSpeciesWithTheOtherParts(String species, @Nullable String part, String expected) {
        for (Path network : List.of(DemoWorld.resnet(), DemoWorld.vgg())) {
            Map<String, Integer> found = predictions(network, species, part == null ? "" : part);

            assertThat(found.getOrDefault(expected, 0)).as("%s", found).isGreaterThanOrEqualTo(LEAST);
        }
    }

    /** How often each species is predicted for the images of one, without a part. */
    private static Map<String, Integer> predictions(Path network, String species, String part) {
        Map<String, Integer> counts = new TreeMap<>();
        try (Scope scope = Scope.open()) {
            Model model = ModelReader.read(network, ModelOptions.NONE);
            Preprocessing preprocessing = Preprocessing.of(model.input());
            PartFolder parts = PartFolder.open(DemoWorld.parts());
            List<Pixels> pictures = new ArrayList<>();
            for (int i = 0; i < IMAGES; i++) {
                String file = "%s/%02d.png".formatted(species, i);
                Path path = DemoWorld.images().resolve(file);
                if (part.isEmpty()) {
                    pictures.add(preprocessing.fit(ImageFile.read(path)));
                } else {
                    Optional<Pixels> without = parts.removed(part, path, file, preprocessing);
                    without.ifPresent(pictures::add);
                }
            }
            float[][] rows =
                    Classifier.of(Executor.of(model.network()), IMAGES).probabilities(preprocessing.batch(pictures));
            for (float[] row : rows) {
                int best = 0;
                for (int c = 1; c < row.length; c++) {
                    best = row[c] > row[best] ? c : best;
                }
                counts.merge(model.labels().get(best), 1, Integer::sum);
            }
        }
        return counts;
    }
}
