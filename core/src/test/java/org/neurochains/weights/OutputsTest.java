package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.network.Executor;
import org.neurochains.network.OutputKind;
import org.neurochains.network.Scoring;
import org.neurochains.network.UnitLayer;
import org.neurochains.onnx.OnnxSketch;
import org.neurochains.onnx.OutputChoice;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Outputs that are no softmax over classes, outputs beside the logits, and images of one, three and four channels,
 * against numbers worked out by hand.
 */
class OutputsTest {
    @TempDir
    private Path folder = Path.of("");

    /** A 1x1 convolution that takes each channel, the mean, and a matrix: outputs are W mean + b. */
    private static OnnxSketch means(int channels, float[] matrix, float... bias) {
        OnnxSketch s = OnnxSketch.of(13, channels, 2, 2);
        float[] identity = new float[channels * channels];
        for (int c = 0; c < channels; c++) {
            identity[c * channels + c] = 1;
        }
        s.node("Conv", "x", s.floats(identity, channels, channels, 1, 1));
        s.then("GlobalAveragePool").then("Flatten");
        return s.integer("transB", 1)
                .then("Gemm", s.floats(matrix, matrix.length / channels, channels), s.floats(bias, bias.length));
    }

    private Model read(OnnxSketch sketch, ModelOptions options) {
        return ModelReader.read(WeightsFixture.file(folder, "net.onnx", sketch.bytes()), options);
    }

    private static ModelOptionsBuilder plain() {
        return ModelOptions.builder().mean("0").std("1");
    }

    /** Logits of an image of one colour. */
    private static float[] logits(Model model, float red, float green, float blue) {
        float[] image = {red, red, red, red, green, green, green, green, blue, blue, blue, blue};
        return Executor.of(model.network())
                .logits(Tensor.of(image, 1, 3, 2, 2), Scoring.NONE)
                .toFloats();
    }

    @Test
    void oneOutputIsTwoClassesWithAndWithoutASigmoid() {
        try (Scope scope = Scope.open()) {
            float[] matrix = {1, 2, 3};
            Model raw = read(means(3, matrix, .5f), plain().build());
            Model sigmoid = read(means(3, matrix, .5f).then("Sigmoid"), plain().build());
            assertThat(raw.network().classes()).isEqualTo(2);
            // 1 + 2 * .5 - 3 * .25 + .5
            assertThat(logits(raw, 1, .5f, -.25f)).containsExactly(0, 1.75f);
            assertThat(logits(sigmoid, 1, .5f, -.25f)).containsExactly(0, 1.75f);
            Tensor both = Tensor.of(logits(sigmoid, 1, .5f, -.25f), 1, 2);
            assertThat((double) Functional.softmax(both, 1).toFloats()[1])
                    .isCloseTo(1 / (1 + Math.exp(-1.75)), within(1e-6));
            assertThat(sigmoid.notes()).anyMatch(note -> note.contains("sigmoid(z)"));
        }
    }

    @Test
    void severalSigmoidsAreTakenOffAndAreLabels() {
        try (Scope scope = Scope.open()) {
            float[] matrix = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1};
            OnnxSketch many = means(3, matrix, 0, 1, 2, 3).then("Sigmoid");
            Model labels = read(many, plain().build());
            assertThat(labels.network().outputs()).isEqualTo(OutputKind.MULTI_LABEL);
            assertThat(labels.sigmoid()).isTrue();
            assertThat(logits(labels, 1, 2, 4)).containsExactly(1, 3, 6, 10);
            assertThat(labels.notes()).anyMatch(note -> note.contains("4 outputs are labels"));
            Model last = read(many, plain().output(":3").build());
            assertThat(logits(last, 1, 2, 4)).containsExactly(0, 10);
            assertThat(last.network().outputs()).isEqualTo(OutputKind.MULTI_CLASS);
            assertThatThrownBy(() -> read(many, plain().output(":4").build())).hasMessageContaining("has 4 outputs");
            assertThatThrownBy(() -> read(many, plain().outputs("multi-class").build()))
                    .hasMessageContaining("ends in a sigmoid");
        }
    }

    @Test
    void sigmoidsOfSeveralHeadsAreLabelsSideBySide() {
        try (Scope scope = Scope.open()) {
            OnnxSketch s = means(3, new float[] {1, 0, 0, 0, 1, 0}, 0, 1);
            String trunk = s.graph.getNode(2).getOutput(0);
            String first = s.node("Sigmoid", s.last);
            String plain = s.integer("transB", 1)
                    .node("Gemm", trunk, s.floats(new float[] {1, 1, 1}, 1, 3), s.floats(new float[] {2}, 1));
            String second = s.node("Sigmoid", plain);
            s.integer("axis", 1).node("Concat", first, second);
            Model model = read(s, plain().build());
            assertThat(model.network().outputs()).isEqualTo(OutputKind.MULTI_LABEL);
            assertThat(logits(model, 1, 2, 4)).containsExactly(1, 3, 9);
            // Heads of which one is no sigmoid are no probabilities.
            OnnxSketch mixed = means(3, new float[] {1, 0, 0, 0, 1, 0}, 0, 1);
            String logits = mixed.last;
            mixed.integer("axis", 1).node("Concat", mixed.node("Sigmoid", logits), logits);
            assertThat(read(mixed, plain().build()).network().outputs()).isEqualTo(OutputKind.MULTI_CLASS);
        }
    }

    @Test
    void logitsAreLabelsWhereTheUserOrTheFileSaysSo() {
        try (Scope scope = Scope.open()) {
            float[] matrix = {1, 0, 0, 0, 1, 0};
            OnnxSketch bare = means(3, matrix, 0, 0);
            assertThat(read(bare, plain().build()).network().outputs()).isEqualTo(OutputKind.MULTI_CLASS);
            Model said = read(bare, plain().outputs("multi-label").build());
            assertThat(said.network().outputs()).isEqualTo(OutputKind.MULTI_LABEL);
            assertThat(said.sigmoid()).isFalse();
            OnnxSketch softmax = means(3, matrix, 0, 0).integer("axis", 1).then("Softmax");
            assertThatThrownBy(
                            () -> read(softmax, plain().outputs("multi-label").build()))
                    .hasMessageContaining("ends in a softmax");
        }
    }

    @Test
    void aSoftmaxIsTakenOffOnceAndIsNoSigmoid() {
        try (Scope scope = Scope.open()) {
            float[] matrix = {1, 0, 0, 0, 1, 0};
            Model model = read(means(3, matrix, 0, 0).integer("axis", 1).then("Softmax"), plain().build());
            assertThat(logits(model, 3, 1, 0)).containsExactly(3, 1);
            OnnxSketch twice = means(3, matrix, 0, 0)
                    .integer("axis", 1)
                    .then("Softmax")
                    .integer("axis", 1)
                    .then("Softmax");
            assertThatThrownBy(() -> read(twice, plain().build())).hasMessageContaining("yet by no layer of weights");
        }
    }

    @Test
    void ofTwoOutputsTheOneComputedLastIsTheLogits() {
        try (Scope scope = Scope.open()) {
            OnnxSketch s = means(3, new float[] {1, 0, 0, 0, 1, 0}, 0, 0);
            String logits = s.last;
            String features = s.graph.getNode(2).getOutput(0);
            byte[] file = s.builder()
                    .setGraph(s.graph
                            .clearOutput()
                            .addOutput(OnnxSketch.value(features, 1, 3))
                            .addOutput(OnnxSketch.value(logits, 1, 2)))
                    .build()
                    .toByteArray();
            Path path = WeightsFixture.file(folder, "two.onnx", file);
            Model model = ModelReader.read(path, plain().build());
            assertThat(logits(model, 3, 1, 0)).containsExactly(3, 1);
            assertThat(model.notes()).anyMatch(note -> note.contains(logits + " is taken for the logits"));
            Model other = ModelReader.read(path, plain().output(features).build());
            assertThat(logits(other, 3, 1, .5f)).containsExactly(3, 1, .5f);
            assertThatThrownBy(() ->
                            ModelReader.read(path, plain().output("nowhere").build()))
                    .hasMessageContaining("output nowhere")
                    .hasMessageContaining(features);
        }
    }

    @Test
    void greyOpaqueAndReversedColoursComeOutOfRedGreenAndBlue() {
        try (Scope scope = Scope.open()) {
            Model grey = read(means(1, new float[] {1, 2}, 0, 0), ModelOptions.NONE);
            assertThat((double) logits(grey, 1, .5f, .25f)[0]).isCloseTo(.299 + .587 * .5 + .114 * .25, within(1e-6));
            assertThat(grey.input().mean()).containsOnly(0f);
            assertThat(grey.notes()).anyMatch(note -> note.contains(".299 red"));

            Model opaque = read(means(4, new float[] {1, 0, 0, 0, 0, 0, 0, 5}, 0, 0), plain().build());
            assertThat(logits(opaque, 7, 1, 2)).containsExactly(7, 5);

            float[] first = {1, 0, 0, 0, 1, 0};
            Model reversed =
                    read(means(3, first, 0, 0), plain().channelOrder("bgr").build());
            assertThat(logits(reversed, 7, 1, 2)).containsExactly(2, 1);
            assertThatThrownBy(() -> read(
                            means(3, first, 0, 0), plain().channelOrder("gbr").build()))
                    .hasMessageContaining("channelOrder");
            assertThatThrownBy(() -> read(means(2, new float[] {1, 1, 1, 0}, 0, 0), plain().build()))
                    .hasMessageContaining("2 channels");
        }
    }

    @Test
    void convolutionsThatAreOnlyCountedAreNamedAfterTheirWeights() {
        try (Scope scope = Scope.open()) {
            OnnxSketch s = OnnxSketch.of(13, 3, 2, 2);
            s.weights(1, 2, 3, 1, 1);
            int last = s.graph.getInitializerCount() - 1;
            s.graph.getInitializerBuilder(last).setName("_blocks.0._expand_conv.weight");
            s.named("node_Conv_881", "Conv", "x", "_blocks.0._expand_conv.weight");
            s.then("Relu");
            s.named("own_name", "Conv", s.last, s.weights(1, 2, 2, 1, 1));
            s.then("Relu").classify(s.last, 2, 2);
            Model model = read(s, plain().build());
            assertThat(model.network().units().stream().map(UnitLayer::name))
                    .containsExactly("_blocks.0._expand_conv", "own_name");
        }
    }

    @Test
    void pixelsOfBytesAreFrom0To255() {
        try (Scope scope = Scope.open()) {
            OnnxSketch s = OnnxSketch.of(13, 3, 2, 2);
            s.graph.clearInput().addInput(OnnxSketch.value("x", 2, 3, 2, 2));
            s.integer("to", 1).then("Cast").then("GlobalAveragePool").then("Flatten");
            Model model = read(s, ModelOptions.NONE);
            assertThat(model.input().mean()).isEqualTo(List.of(0f, 0f, 0f));
            assertThat(model.input().std()).allMatch(std -> Math.abs(std - 1 / 255.0) < 1e-9);
        }
    }

    @Test
    void namesMayHoldColons() {
        assertThat(OutputChoice.parse("a:b:12")).isEqualTo(new OutputChoice("a:b", 12));
        assertThat(OutputChoice.parse("a:b")).isEqualTo(new OutputChoice("a:b", null));
        assertThat(OutputChoice.parse(":0")).isEqualTo(new OutputChoice(null, 0));
        assertThat(OutputChoice.parse(null)).isEqualTo(OutputChoice.NONE);
    }
}
