package org.neurochains.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Shape;
import org.neurochains.onnx.proto.OnnxProto.AttributeProto;
import org.neurochains.onnx.proto.OnnxProto.FunctionProto;
import org.neurochains.onnx.proto.OnnxProto.ModelProto;
import org.neurochains.onnx.proto.OnnxProto.NodeProto;
import org.neurochains.onnx.proto.OnnxProto.OperatorSetIdProto;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Functions of the file's own, as exporters write modules, against ONNX Runtime, which puts them in place too. */
class OnnxFunctionsTest {
    private static final OperatorSetIdProto STANDARD =
            OperatorSetIdProto.newBuilder().setDomain("").setVersion(13).build();
    private static final OperatorSetIdProto OWN =
            OperatorSetIdProto.newBuilder().setDomain("own").setVersion(1).build();

    private static NodeProto.Builder node(String op, List<String> inputs, List<String> outputs) {
        return NodeProto.newBuilder().setOpType(op).addAllInput(inputs).addAllOutput(outputs);
    }

    private static AttributeProto.Builder number(String name, double value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF((float) value);
    }

    private static AttributeProto.Builder reference(String name, String to) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setRefAttrName(to);
    }

    private static FunctionProto.Builder function(String name, List<String> inputs, List<String> outputs) {
        return FunctionProto.newBuilder()
                .setDomain("own")
                .setName(name)
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addOpsetImport(STANDARD)
                .addOpsetImport(OWN);
    }

    /** Leaky ReLU with the caller's slope, or that of its own default; its second output is what came in. */
    private static FunctionProto leaky() {
        return function("leaky", List.of("x"), List.of("y", "before"))
                .addAttribute("slope")
                .addNode(node("LeakyRelu", List.of("x"), List.of("y")).addAttribute(reference("alpha", "slope")))
                .addNode(node("Identity", List.of("x"), List.of("before")))
                .build();
    }

    /** A convolution, its bias optional, and the activation; inner names are those of the graph outside. */
    private static FunctionProto block() {
        return function("block", List.of("x", "w", "b"), List.of("y"))
                .addAttribute("slope")
                .addNode(node("Conv", List.of("x", "w", "b"), List.of("conv_2_out"))
                        .setName("conv")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("pads")
                                .setType(AttributeProto.AttributeType.INTS)
                                .addAllInts(List.of(1L, 1L, 1L, 1L))))
                .addNode(node("leaky", List.of("conv_2_out"), List.of("y", "rest"))
                        .setDomain("own")
                        .setName("act")
                        .addAttribute(reference("slope", "slope")))
                .build();
    }

    private static ModelProto model() {
        OnnxSketch s = OnnxSketch.of(13, 4, 7, 6);
        String first = s.conv("x", 4, 4, 3, 1, 1);
        s.graph.addNode(node("block", List.of(first, s.weights(.3, 4, 4, 3, 3), s.weights(1, 4)), List.of("one"))
                .setDomain("own")
                .setName("stage1")
                .addAttribute(number("slope", .3)));
        s.graph.addNode(node("block", List.of("one", s.weights(.3, 5, 4, 3, 3)), List.of("two"))
                .setDomain("own")
                .setName("stage2")
                .addAttribute(number("slope", .1)));
        s.graph.addNode(node("leaky", List.of("two"), List.of("three", "kept"))
                .setDomain("own")
                .setName("last")
                .addAttribute(number("slope", -.5)));
        String sum = s.node("Add", "three", "kept");
        return s.classify(sum, 5, 3)
                .builder()
                .addOpsetImport(OWN)
                .addFunctions(block())
                .addFunctions(leaky())
                .build();
    }

    @Test
    void nestedFunctionsWithAttributesAndOptionalInputsEqualOnnxRuntime() {
        byte[] bytes = model().toByteArray();
        try (Scope scope = Scope.open()) {
            Tensor images = OnnxFixture.images(3, 2, Shape.maps(4, 7, 6));
            Network read = OnnxReader.read("functions.onnx", bytes).network();
            OnnxFixture.assertClose(
                    OnnxFixture.logits(read, images).toFloats(), OnnxFixture.runtime(bytes, images), 1e-5);
            assertThat(read.nodes()).extracting(Node::name).contains("stage1/conv", "stage2/conv");
        }
    }

    @Test
    void aDefaultAttributeAndAnInputThatIsPassedOn() {
        ModelProto.Builder model = model().toBuilder();
        model.getGraphBuilder().getNodeBuilder(3).clearAttribute();
        model.getFunctionsBuilder(1).clearAttribute().addAttributeProto(number("slope", .25));
        model.getFunctionsBuilder(1).removeNode(1).setOutput(1, "x");
        try (Scope scope = Scope.open()) {
            Tensor images = OnnxFixture.images(3, 2, Shape.maps(4, 7, 6));
            ModelProto.Builder written = model().toBuilder();
            written.getGraphBuilder().getNodeBuilder(3).clearAttribute().addAttribute(number("slope", .25));
            float[] expected = OnnxFixture.runtime(written.build().toByteArray(), images);
            Network read = OnnxReader.read("functions.onnx", model.build().toByteArray())
                    .network();
            OnnxFixture.assertClose(OnnxFixture.logits(read, images).toFloats(), expected, 1e-5);
        }
    }

    @Test
    void aFunctionInTheNameOfAnOperatorComesFirst() {
        ModelProto.Builder model = model().toBuilder();
        model.addFunctions(function("Add", List.of("a", "b"), List.of("y"))
                .setDomain("")
                .addNode(node("Sub", List.of("a", "b"), List.of("y"))));
        try (Scope scope = Scope.open()) {
            Tensor images = OnnxFixture.images(3, 2, Shape.maps(4, 7, 6));
            ModelProto.Builder written = model().toBuilder();
            written.getGraphBuilder().getNodeBuilder(4).setOpType("Sub");
            float[] expected = OnnxFixture.runtime(written.build().toByteArray(), images);
            Network read = OnnxReader.read("functions.onnx", model.build().toByteArray())
                    .network();
            OnnxFixture.assertClose(OnnxFixture.logits(read, images).toFloats(), expected, 1e-5);
        }
    }
}
