package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.Progress;
import org.neurochains.image.RegionSelection.Kind;
import org.neurochains.network.Architecture;
import org.neurochains.network.Executor;
import org.neurochains.tensor.Scope;
import org.neurochains.testing.ImageNetInput;
import org.neurochains.testing.Shared;
import org.neurochains.weights.WeightFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Regions of a trained ResNet-20 among CIFAR-10's test images. */
class RegionGoldenTest {
    private final List<String> warnings = new ArrayList<>();

    private Region select(ImageFolder folder, RegionSelection selection, int microBatch) {
        try (Scope scope = Scope.open()) {
            Path weights = Shared.path("models/resnet20-12fca82f.th");
            Architecture architecture = Architecture.recognise(
                    weights.toString(), WeightFile.read(weights).tensors(), null);
            Executor network = Executor.of(architecture.network(architecture.defaultInput()));
            ImageSet set = ImageSet.of(folder, Labels.unnamed(10), warnings::add);
            ImageLoader loader = new ImageLoader(ImageNetInput.square(32), 2, warnings::add);
            Classifier classifier = Classifier.of(network, microBatch);
            return new RegionSelector(set, loader, classifier, Progress.NONE).select(selection);
        }
    }

    @Test
    void listedImagesHaveThePredictionsOfPyTorch(@TempDir Path temporary) throws IOException {
        JsonNode golden = new ObjectMapper().readTree(Files.readAllBytes(Shared.path("golden/forward/cifar20.json")));
        StringBuilder list = new StringBuilder();
        golden.get("files").forEach(file -> list.append(file.asString()).append('\n'));
        Path file = Files.writeString(temporary.resolve("list.txt"), list);
        ImageFolder folder = ImageFolder.listed(Shared.path("data/cifar10/test"), file);
        Region region = select(folder, RegionSelection.DEFAULT, 7);
        assertThat(region.classNames()).containsExactly("automobile", "horse");
        assertThat(region.images()).hasSize(20);
        for (int i = 0; i < 20; i++) {
            RegionImage image = region.images().get(i);
            assertThat(image.file()).isEqualTo(golden.get("files").get(i).asString());
            assertThat(image.label()).isEqualTo(golden.get("label").get(i).asInt());
            JsonNode answers = golden.get("resnet20");
            assertThat(image.predicted())
                    .isEqualTo(answers.get("predicted").get(i).asInt());
            double expected = answers.get("probability_of_label").get(i).asDouble();
            assertThat(image.probability()).isEqualTo(expected, within(5e-6));
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void drawnImagesAreOfTheirKind() {
        ImageFolder folder = ImageFolder.scan(Shared.path("data/cifar10/test"));
        assertThat(folder.images()).hasSize(5000);
        List<String> classes = List.of("cat", "dog");
        Region confident = select(folder, new RegionSelection(classes, null, null, null, 3), 32);
        assertThat(confident.images()).hasSize(20).allMatch(image -> image.probability() >= 0.95);
        assertThat(confident.imagesOf(3))
                .hasSize(10)
                .allMatch(image -> image.file().startsWith("cat/"));
        Region wrong = select(folder, new RegionSelection(classes, 5, 0.8, Kind.MISCLASSIFIED, 3), 32);
        assertThat(wrong.images()).hasSize(10).allMatch(image -> image.predicted() != image.label());
        assertThat(wrong.images()).allMatch(image -> image.probability() >= 0.8);
    }
}
