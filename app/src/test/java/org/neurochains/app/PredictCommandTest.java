package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.Phrase;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.ColourModel;
import org.neurochains.testing.DemoWorld;
import org.neurochains.testing.Shared;
import org.neurochains.weights.SafetensorsReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PredictCommandTest {
    @TempDir
    private Path folder;

    private Path model;
    private Path images;

    @BeforeEach
    void write() throws IOException {
        model = ColourModel.writeModel(folder);
        images = ColourModel.writeImages(folder.resolve("images"), 2);
    }

    @Test
    void saysWhatEachImageIs() {
        Run run = Run.of("predict", "--model", model, "--images", images, "--quiet");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().map(line -> line.replaceAll(" [\\d.]+.*", "")))
                .containsExactly(
                        "blue/000.png   blue",
                        "blue/001.png   blue",
                        "green/000.png  green",
                        "green/001.png  green",
                        "red/000.png    red",
                        "red/001.png    red",
                        "",
                        "top-1");
        assertThat(run.out().lines()).last().isEqualTo("top-1 100.00 % (6 of 6)");
    }

    @ParameterizedTest
    @CsvSource({"'', false", "--activation=elu, true", "'--mean=0,0,0 --std=1,1,1', true", "--bn-eps=0.99, true"})
    void whatNoLabelTellsItsBatchNormsDo(String said, boolean wrong) throws IOException {
        Path zebras = Files.createDirectory(folder.resolve("zebras"));
        for (int i = 0; i < 8; i++) {
            String name = Phrase.text("%02d.png", i);
            Files.copy(DemoWorld.images().resolve("zebra/" + name), zebras.resolve(name));
        }
        List<Object> words = new ArrayList<>(List.of("predict", "--model", DemoWorld.resnet(), "--images", zebras));
        words.addAll(List.of(said.split(" ")));
        words.removeIf(""::equals);

        Run run = Run.of(words.toArray());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err().contains("the network sees other values in these images than in its training"))
                .as(run.err())
                .isEqualTo(wrong);
    }

    @Test
    void printsJson() {
        Run run = Run.of("predict", "--model", model, "--images", images, "--json");

        JsonNode json = run.json();
        assertThat(json.propertyNames()).containsExactly("images", "top1", "top5");
        assertThat(json.get("images")).hasSize(6);
        JsonNode first = json.get("images").get(0);
        assertThat(first.propertyNames()).containsExactly("file", "predicted", "probability", "logits");
        assertThat(first.get("file").asString()).isEqualTo("blue/000.png");
        assertThat(first.get("predicted").asString()).isEqualTo("blue");
        assertThat(first.get("probability").asDouble()).isBetween(.99, 1.);
        assertThat(first.get("logits")).hasSize(3);
        assertThat(json.get("top1").asDouble()).isEqualTo(1);
    }

    @Test
    void computesWhatPyTorchComputes() {
        Path weights = Shared.path("models/resnet20-12fca82f.th");
        Path list = imageList();

        JsonNode json = Run.of(
                        "predict",
                        "--model",
                        weights,
                        "--images",
                        Shared.path("data/cifar10/test"),
                        "--image-list",
                        list,
                        "--json")
                .json();

        try (Scope scope = Scope.open()) {
            Tensor expected = Objects.requireNonNull(
                    SafetensorsReader.read(Shared.path("golden/forward/resnet20.cifar20.safetensors"))
                            .tensors()
                            .get("logits"));
            float[] logits = expected.toFloats();
            for (int n = 0; n < 20; n++) {
                for (int c = 0; c < 10; c++) {
                    assertThat(json.get("images").get(n).get("logits").get(c).floatValue())
                            .isCloseTo(logits[n * 10 + c], within(2e-4f));
                }
            }
        }
        assertThat(json.get("top1").asDouble()).isEqualTo(1);
    }

    private Path imageList() {
        StringBuilder lines = new StringBuilder();
        for (JsonNode file : JsonMapper.shared()
                .readTree(Shared.path("golden/forward/cifar20.json").toFile())
                .get("files")) {
            lines.append(file.asString()).append('\n');
        }
        try {
            return Files.writeString(folder.resolve("list.txt"), lines);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void withoutClassFoldersNothingIsRightOrWrong() {
        Run run = Run.of("predict", "--model", model, "--images", images.resolve("red"), "--json");

        assertThat(run.code()).isZero();
        assertThat(run.json().get("top1").isNull()).isTrue();
        assertThat(run.json().get("images").get(0).get("file").asString()).isEqualTo("000.png");
        assertThat(run.err()).contains("warning").contains("the model's predictions are the classes");
    }

    @Test
    void foldersInSortedOrderNameTheClassesOfAModelWithoutLabels() throws IOException {
        Path unnamed = ColourModel.writeModel(
                folder.resolve("unnamed.safetensors"), Map.of("input_size", "8x8", "mean", "0", "std", "1"));

        JsonNode json = Run.of("predict", "--model", unnamed, "--images", images, "--json")
                .json();

        assertThat(json.get("images").get(0).get("predicted").asString()).isEqualTo("red");
        assertThat(json.get("top1").asDouble()).isCloseTo(1. / 3, within(1e-9));
    }

    @Test
    void skipsAnImageThatDoesNotDecode() throws IOException {
        Files.writeString(images.resolve("green/001.png"), "no picture");

        Run run = Run.of("predict", "--model", model, "--images", images, "--json");

        assertThat(run.code()).isZero();
        assertThat(run.json().get("images")).hasSize(5);
        assertThat(run.err()).contains("warning").contains("001.png").contains("(skipped)");
    }

    @Test
    void imagesOfAFormatThatIsNotReadAreNamedOnceEvenWhenQuiet() throws IOException {
        Files.writeString(images.resolve("red/x.avif"), "\0\0\0\u001cftypavif\0\0\0\0");
        Files.writeString(images.resolve("red/y.avif"), "\0\0\0\u001cftypavif\0\0\0\0");

        Run run = Run.of("predict", "--model", model, "--images", images, "--quiet");

        assertThat(run.code()).isZero();
        assertThat(run.err().lines()).singleElement().asString().contains("x.avif: is an AVIF image");
    }

    @Test
    void refusesAFolderWithoutAReadableImage() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Run.of("predict", "--model", model, "--images", empty).assertRefused(empty + ": holds no images; ");

        Files.writeString(empty.resolve("a.png"), "no picture");
        Run run = Run.of("predict", "--model", model, "--images", empty, "--quiet");
        run.assertRefused(empty.resolve("a.png") + ": is not an image of a known format; ");
    }

    @Test
    void refusesAnImageThatIsListedAndMissing() throws IOException {
        Path list = Files.writeString(folder.resolve("list.txt"), "red/000.png\nred/999.png\n");

        Run run = Run.of("predict", "--model", model, "--images", images, "--image-list", list);

        run.assertRefused(list + ", line 2: no such image 'red/999.png'; paths are relative to " + images);
    }

    @Test
    void refusesAFolderThatIsMissing() {
        Path missing = folder.resolve("missing");

        Run.of("predict", "--model", model, "--images", missing).assertRefused(missing + ": no such folder; ");
    }
}
