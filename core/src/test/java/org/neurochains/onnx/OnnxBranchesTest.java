package org.neurochains.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.InputException;
import org.neurochains.network.Shape;
import org.neurochains.onnx.proto.OnnxProto.AttributeProto;
import org.neurochains.onnx.proto.OnnxProto.GraphProto;
import org.neurochains.onnx.proto.OnnxProto.NodeProto;
import org.neurochains.onnx.proto.OnnxProto.TensorProto;
import org.neurochains.onnx.proto.OnnxProto.ValueInfoProto;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Ifs whose condition follows from shapes, as PyTorch's exporter writes a squeeze, against ONNX Runtime. */
class OnnxBranchesTest {
    private static final int GRAPH_TYPE = 5;

    private static AttributeProto branch(String name, ByteString graph) {
        UnknownFieldSet.Field bytes =
                UnknownFieldSet.Field.newBuilder().addLengthDelimited(graph).build();
        UnknownFieldSet.Field type =
                UnknownFieldSet.Field.newBuilder().addVarint(GRAPH_TYPE).build();
        return AttributeProto.newBuilder()
                .setName(name)
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(6, bytes)
                        .addField(20, type)
                        .build())
                .build();
    }

    private static NodeProto node(String op, List<String> inputs, String output) {
        return NodeProto.newBuilder()
                .setName(output + "_node")
                .setOpType(op)
                .addAllInput(inputs)
                .addOutput(output)
                .build();
    }

    private static GraphProto.Builder graph(String output, NodeProto... nodes) {
        return GraphProto.newBuilder()
                .setName(output + "_graph")
                .addAllNode(List.of(nodes))
                .addOutput(ValueInfoProto.newBuilder()
                        .setName(output)
                        .setType(OnnxSketch.value(output, 1).getType().toBuilder()
                                .setTensorType(OnnxSketch.value(output, 1).getType().getTensorType().toBuilder()
                                        .clearShape())));
    }

    private static NodeProto condition(String name, String truth, GraphProto.Builder yes, GraphProto.Builder no) {
        return node("If", List.of(truth), name).toBuilder()
                .addAttribute(branch("then_branch", yes.build().toByteString()))
                .addAttribute(branch("else_branch", no.build().toByteString()))
                .build();
    }

    /** Where the pooled rows are as many as said: doubled by a number that is stored in the branch; else squared. */
    private static OnnxSketch sketch(long rows) {
        OnnxSketch s = OnnxSketch.of(13, 4, 6, 5);
        String pooled = s.node("GlobalAveragePool", s.norm(s.conv("x", 4, 4, 3, 1, 1), 4));
        String shape = s.node("Shape", pooled);
        String dim = s.node("Gather", shape, s.longs(2));
        String truth = s.node("Equal", dim, s.longs(rows));
        TensorProto two = TensorProto.newBuilder()
                .setName("two")
                .setDataType(1)
                .addFloatData(2)
                .build();
        GraphProto.Builder yes =
                graph("doubled", node("Mul", List.of(pooled, "two"), "doubled")).addInitializer(two);
        GraphProto.Builder no = graph("squared", node("Mul", List.of(pooled, pooled), "squared"));
        s.graph.addNode(condition("chosen", truth, yes, no));
        s.node("Flatten", "chosen");
        s.integer("transB", 1).then("Gemm", s.weights(1, 3, 4));
        return s;
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void theBranchThatShapesChooseIsRead(long rows) {
        OnnxSketch sketch = sketch(rows);
        try (Scope scope = Scope.open()) {
            Tensor images = OnnxFixture.images(3, 3, Shape.maps(4, 6, 5));
            OnnxModel model = OnnxReader.read("tiny.onnx", sketch.bytes());
            float[] logits = OnnxFixture.logits(model.network(6, 5), images).toFloats();
            OnnxFixture.assertClose(logits, OnnxFixture.runtime(sketch.bytes(), images), 1e-5);
        }
    }

    private static void read(OnnxSketch sketch) {
        try (Scope scope = Scope.open()) {
            OnnxReader.read("tiny.onnx", sketch.bytes()).network(6, 5);
        }
    }

    private static OnnxSketch withBranch(ByteString graph) {
        OnnxSketch s = OnnxSketch.of(13, 4, 6, 5);
        s.graph.addNode(node("If", List.of(s.longs(1)), "chosen").toBuilder()
                .addAttribute(branch("then_branch", graph))
                .build());
        s.node("Flatten", "chosen");
        return s;
    }

    @Test
    void damagedBranchesAreRefused() {
        assertThatThrownBy(() -> read(withBranch(ByteString.copyFromUtf8("no graph"))))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("a branch that is no graph");
        assertThatThrownBy(() -> read(withBranch(ByteString.EMPTY))).hasMessageContaining("branches of other outputs");
        ByteString nothing =
                graph("y", node("Mul", List.of("x", "nowhere"), "y")).build().toByteString();
        assertThatThrownBy(() -> read(withBranch(nothing)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("nowhere");
        ByteString unknown =
                graph("y", node("NonMaxSuppression", List.of("x"), "y")).build().toByteString();
        assertThatThrownBy(() -> read(withBranch(unknown))).hasMessageContaining("NonMaxSuppression");
    }

    @Test
    void branchesInBranchesHaveALimit() {
        GraphProto.Builder inner = graph("y0", node("Identity", List.of("x"), "y0"));
        for (int depth = 1; depth < 200; depth++) {
            NodeProto nested = node("If", List.of("truth"), "y" + depth).toBuilder()
                    .addAttribute(branch("then_branch", inner.build().toByteString()))
                    .build();
            inner = graph("y" + depth, nested);
        }
        ByteString deep = inner.build().toByteString();
        assertThatThrownBy(() -> read(withBranch(deep)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("deep");
    }

    @Test
    void aConditionOnTheImagesIsRefused() {
        OnnxSketch s = OnnxSketch.of(13, 4, 6, 5);
        GraphProto.Builder same = graph("y", node("Identity", List.of("x"), "y"));
        s.graph.addNode(condition("chosen", "x", same, same));
        s.node("Flatten", "chosen");
        assertThatThrownBy(() -> read(s)).hasMessageContaining("chooses by what it computes from the images");
    }

    @Test
    void aFileWrittenInTrainingModeIsReadAsAtInference() {
        try (Scope scope = Scope.open()) {
            Tensor images = OnnxFixture.images(3, 3, Shape.maps(4, 6, 5));
            float[] plain = OnnxFixture.logits(
                            OnnxReader.read("plain.onnx", trained(false).bytes())
                                    .network(6, 5),
                            images)
                    .toFloats();
            OnnxModel model = OnnxReader.read("trained.onnx", trained(true).bytes());
            assertThat(OnnxFixture.logits(model.network(6, 5), images).toFloats())
                    .containsExactly(plain);
            assertThat(model.training()).isTrue();
            assertThat(OnnxReader.read("plain.onnx", trained(false).bytes()).training())
                    .isFalse();
        }
    }

    private static OnnxSketch trained(boolean training) {
        OnnxSketch s = OnnxSketch.of(15, 4, 6, 5);
        s.integer("training_mode", training ? 1 : 0);
        s.norm("x", 4);
        TensorProto truth = TensorProto.newBuilder()
                .setName("training")
                .setDataType(9)
                .addInt32Data(training ? 1 : 0)
                .build();
        s.graph.addInitializer(truth);
        s.then("Dropout", s.scalar(.5), "training");
        return s.classify(s.last, 4, 3);
    }
}
