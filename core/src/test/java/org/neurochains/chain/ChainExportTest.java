package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.InputException;
import org.neurochains.network.Executor;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Scoring;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxModel;
import org.neurochains.onnx.OnnxOptions;
import org.neurochains.onnx.OnnxReader;
import org.neurochains.onnx.OnnxRuntime;
import org.neurochains.onnx.OnnxWriter;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;
import org.neurochains.weights.Safetensors;
import org.neurochains.weights.SafetensorsReader;

class ChainExportTest {
    /** Two convolutions, the second gated, and two classes. */
    private static Model model(Path folder) {
        Random random = new Random(4);
        GraphBuilder graph = new GraphBuilder(Shape.maps(3, 6, 6));
        int x = graph.add("a", conv(random, 4, 3), 0);
        x = graph.add("a.relu", new Op.Relu(), x);
        x = graph.add("b", conv(random, 4, 4), x);
        x = graph.add("b.relu", new Op.Relu(), x);
        x = graph.add("flat", new Op.Flatten(), graph.add("pool", new Op.AdaptiveAveragePool(1, 1), x));
        graph.add("fc", new Op.Linear(normal(random, 2, 4), normal(random, 2)), x);
        Path file = folder.resolve("model.onnx");
        OnnxOptions options = OnnxOptions.plain()
                .withMetadata(Map.of("labels", "cat,dog", "mean", "0.5,0.4,0.3", "std", "0.2,0.3,0.25"));
        OnnxWriter.write(file, Network.of(graph.nodes()), Map.of(), options);
        return ModelReader.read(file, ModelOptions.NONE);
    }

    private static Op.Conv conv(Random random, int out, int in) {
        return new Op.Conv(normal(random, out, in, 3, 3), normal(random, out), Op.Geometry.of(3, 1, 1));
    }

    private static Tensor normal(Random random, long... shape) {
        float[] values = new float[(int) java.util.stream.LongStream.of(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, shape);
    }

    private static ChainRecord chain(Model model) {
        return SampleRecord.builder()
                .model(new ChainRecord.ModelRecord("model.onnx", model.sha256(), model.architecture(), 2, 8, 252))
                .region(new ChainRecord.RegionRecord(List.of("cat", "dog"), List.of(), 7))
                .build();
    }

    private static Subnetwork some(Set<String> bypassed) {
        return new Subnetwork(
                Scores.of(Map.of("a", new float[] {0, 1.5f, 0.5f, 0}, "b", new float[] {2, 0, 0, 1})), bypassed);
    }

    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void onnxGivesTheMaskedLogits(boolean fold, boolean normalise, @TempDir Path folder) {
        try (Scope scope = Scope.open()) {
            Model model = model(folder);
            for (Set<String> bypassed : List.of(Set.<String>of(), Set.of("b"))) {
                Path file = folder.resolve("chain.onnx");
                boolean checked = ChainExport.write(
                        file,
                        model,
                        chain(model),
                        some(bypassed),
                        new ChainExport.Options(ChainExport.ExportFormat.ONNX, fold, normalise));
                assertThat(checked).isEqualTo(OnnxRuntime.isPresent());
                OnnxModel written = OnnxReader.read(file);
                assertThat(written.metadata())
                        .containsEntry("labels", "cat,dog")
                        .containsEntry("mean", normalise ? "0,0,0" : "0.5,0.4,0.3")
                        .containsEntry("neurochains.scores", fold ? "folded" : "separate")
                        .containsEntry("neurochains.region", "{\"classes\":[\"cat\",\"dog\"],\"images\":[],\"seed\":7}")
                        .containsKeys("neurochains.model", "neurochains.solver", "neurochains.provenance");
                Tensor pixels = normal(new Random(1), 2, 3, 6, 6);
                Tensor images = pixels.sub(Tensor.of(new float[] {0.5f, 0.4f, 0.3f}, 1, 3, 1, 1))
                        .div(Tensor.of(new float[] {0.2f, 0.3f, 0.25f}, 1, 3, 1, 1));
                float[] masked = Executor.of(model.network())
                        .logits(images, some(bypassed).scoring())
                        .toFloats();
                float[] logits = Executor.of(written.network())
                        .logits(normalise ? pixels : images, Scoring.NONE)
                        .toFloats();
                for (int i = 0; i < masked.length; i++) {
                    assertThat(logits[i]).isCloseTo(masked[i], org.assertj.core.data.Offset.offset(1e-4f));
                }
            }
        }
    }

    @Test
    void safetensorsHaveWeightsScoresAndGraph(@TempDir Path folder) {
        try (Scope scope = Scope.open()) {
            Model model = model(folder);
            Path file = folder.resolve("chain.safetensors");
            ChainExport.Options options = new ChainExport.Options(ChainExport.ExportFormat.SAFETENSORS, false, false);
            assertThat(ChainExport.write(file, model, chain(model), some(Set.of()), options))
                    .isFalse();
            Safetensors read = SafetensorsReader.read(file);
            assertThat(read.metadata()).containsKeys("graph", "neurochains.region");
            assertThat(read.tensors()).containsKeys("a.weight", "a.score", "b.channels", "fc.bias");
            ChainExport.Options folded = new ChainExport.Options(ChainExport.ExportFormat.SAFETENSORS, true, false);
            assertThatThrownBy(() -> ChainExport.write(file, model, chain(model), some(Set.of()), folded))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("foldScores");
        }
    }

    @Test
    void aChainThatIsCutThroughIsRefused(@TempDir Path folder) {
        try (Scope scope = Scope.open()) {
            Model model = model(folder);
            Subnetwork nothing = new Subnetwork(Scores.of(Map.of("a", new float[4], "b", new float[4])), Set.of());
            ChainExport.Options options = new ChainExport.Options(ChainExport.ExportFormat.ONNX, false, false);
            Path file = folder.resolve("chain.onnx");
            assertThatThrownBy(() -> ChainExport.write(file, model, chain(model), nothing, options))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("no path");
            assertThat(file).doesNotExist();
        }
    }
}
