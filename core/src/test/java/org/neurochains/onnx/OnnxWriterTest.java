package org.neurochains.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.InputException;
import org.neurochains.network.Channels;
import org.neurochains.network.Cut;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Retention;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitPlacement;
import org.neurochains.onnx.proto.OnnxProto.ModelProto;
import org.neurochains.onnx.proto.OnnxProto.NodeProto;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

class OnnxWriterTest {
    /** Two filters of 1x1, 2 and -1; the first alone kept with the score 3; logits (h, 10 h) for the mean h. */
    private static Network twoFilters() {
        GraphBuilder graph = new GraphBuilder(Shape.maps(1, 2, 2));
        Tensor weight = Tensor.of(new float[] {2, -1}, 2, 1, 1, 1);
        int conv = graph.add("c", new Op.Conv(weight, null, Op.Geometry.of(1, 1, 0)), 0);
        int pool = graph.add("p", new Op.AdaptiveAveragePool(1, 1), graph.add("r", new Op.Relu(), conv));
        Tensor last = Tensor.of(new float[] {1, 5, 10, 5}, 2, 2);
        graph.add("l", new Op.Linear(last, null), graph.add("f", new Op.Flatten(), pool));
        Network whole = UnitPlacement.place(Network.of(graph.nodes()));
        return Cut.of(whole, Retention.all(whole).with("c", Channels.of(0)));
    }

    private static final Map<String, float[]> SCORES = Map.of("c", new float[] {3, 0});

    @Test
    void aHandMadeChainGivesItsLogits() {
        try (Scope scope = Scope.open()) {
            Tensor image = Tensor.of(new float[] {1, 2, 3, 6}, 1, 1, 2, 2); // mean 3
            byte[] file =
                    OnnxWriter.model(twoFilters(), SCORES, OnnxOptions.plain()).toByteArray();
            assertThat(OnnxFixture.runtime(file, image)).containsExactly(18, 180);
        }
    }

    @Test
    void scoresAreNodesOfTheirOwnUnlessFolded() {
        try (Scope scope = Scope.open()) {
            ModelProto plain = OnnxWriter.model(twoFilters(), SCORES, OnnxOptions.plain());
            assertThat(operators(plain))
                    .containsExactly("Conv", "Mul", "Relu", "GlobalAveragePool", "Flatten", "Gemm", "Identity");
            assertThat(plain.getGraph()
                            .getInitializer(0)
                            .getRawData()
                            .asReadOnlyByteBuffer()
                            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                            .getFloat())
                    .isEqualTo(2);
            ModelProto folded =
                    OnnxWriter.model(twoFilters(), SCORES, OnnxOptions.plain().withFoldScores(true));
            assertThat(operators(folded)).doesNotContain("Mul");
            Tensor image = Tensor.of(new float[] {1, 2, 3, 6}, 1, 1, 2, 2);
            assertThat(OnnxFixture.runtime(folded.toByteArray(), image)).containsExactly(18, 180);
        }
    }

    private static List<String> operators(ModelProto model) {
        return model.getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
    }

    @Test
    void normalisationComesFirst() {
        try (Scope scope = Scope.open()) {
            OnnxOptions options = OnnxOptions.plain().withNormalisation(new float[] {0.5f}, new float[] {0.25f});
            Tensor pixels = Tensor.of(new float[] {0.75f, 1, 1.25f, 2}, 1, 1, 2, 2); // normalised 1, 2, 3, 6
            ModelProto model = OnnxWriter.model(twoFilters(), SCORES, options);
            assertThat(OnnxFixture.runtime(model.toByteArray(), pixels)).containsExactly(18, 180);
            assertThat(model.getGraph().getInput(0).getName()).isEqualTo("pixels");
        }
    }

    @Test
    void metadataAndBytesAreTheSameEachTime(@TempDir Path folder) throws IOException {
        try (Scope scope = Scope.open()) {
            OnnxOptions options =
                    OnnxOptions.plain().withMetadata(Map.of("region", "cat, dog", "seed", "0", "labels", "a,b"));
            Path first = folder.resolve("a.onnx");
            Path second = folder.resolve("b.onnx");
            OnnxWriter.write(first, twoFilters(), SCORES, options);
            OnnxWriter.write(second, twoFilters(), SCORES, options);
            assertThat(first).hasSameBinaryContentAs(second);
            OnnxModel read = OnnxReader.read(first);
            assertThat(read.metadata())
                    .containsExactly(
                            Map.entry("labels", "a,b"), Map.entry("region", "cat, dog"), Map.entry("seed", "0"));
            assertThat(ModelProto.parseFrom(Files.readAllBytes(first)).getProducerName())
                    .isEqualTo("neurochains");
            assertThat(read.opset()).isEqualTo(17);
            assertThat(folder).isDirectoryNotContaining("glob:**.part");
        }
    }

    @Test
    void anUnwritablePlaceIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file")).resolve("chain.onnx");
        try (Scope scope = Scope.open()) {
            Network network = twoFilters();
            assertThatThrownBy(() -> OnnxWriter.write(file, network, SCORES, OnnxOptions.plain()))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("chain.onnx");
            assertThatThrownBy(() -> OnnxWriter.model(network, Map.of("c", new float[] {1}), OnnxOptions.plain()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("1 scores for the 2 channels of c");
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,4", "7,3", "8,3", "3,12", "8,12"})
    void poolingToASizeIsKept(int height, int width) {
        GraphBuilder graph = new GraphBuilder(Shape.maps(2, 8, 12));
        graph.add("f", new Op.Flatten(), graph.add("p", new Op.AdaptiveAveragePool(height, width), 0));
        try (Scope scope = Scope.open()) {
            assertKept(Network.of(graph.nodes()));
        }
    }

    @Test
    void channelsOfZerosSubsamplingAndConstantsAreKept() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(3, 9, 7));
            int thin = graph.add("subsample", new Op.Subsample(2), 0);
            int picked = graph.add("select", new Op.Select(Channels.of(-1, 2, 0, -1)), thin);
            int constant = graph.add("constant", new Op.Constant(Tensor.of(new float[] {1, -2}, 2), 5, 4));
            int joined = graph.add("join", new Op.Concat(), picked, constant);
            int flat = graph.add("flat", new Op.Flatten(), joined);
            graph.add("order", new Op.Select(Channels.of(7, -1, 3, 119, 81)), flat);
            assertKept(Network.of(graph.nodes()));
        }
    }

    private static void assertKept(Network network) {
        Tensor images = OnnxFixture.images(5, 3, network.inputShape());
        float[] expected = OnnxFixture.logits(network, images).toFloats();
        byte[] file = OnnxWriter.model(network, Map.of(), OnnxOptions.plain()).toByteArray();
        OnnxFixture.assertClose(OnnxFixture.runtime(file, images), expected, 1e-6);
        Shape shape = network.inputShape();
        Network again = OnnxReader.read("again", file).plain(shape.height(), shape.width());
        OnnxFixture.assertClose(OnnxFixture.logits(again, images).toFloats(), expected, 1e-6);
    }
}
