package org.neurochains.onnx;

import java.util.HashSet;
import java.util.Set;
import org.neurochains.InputException;
import org.neurochains.file.Quoted;

/** Refuses graphs with operators that are not read, naming the node, before anything is computed. */
final class OnnxOperators {
    private static final Set<String> READ = Set.of(
            ("Abs Add And AveragePool BatchNormalization Cast CastLike Ceil Celu Clip Concat Constant ConstantOfShape Conv ConvTranspose DepthToSpace DequantizeLinear Div Dropout Einsum Elu Equal Erf Exp Expand"
                            + " Flatten Floor Gather GatherND Gelu Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool Greater GreaterOrEqual GroupNormalization HardSigmoid HardSwish Identity If"
                            + " InstanceNormalization LRN LayerNormalization LeakyRelu Less LessOrEqual Log LpNormalization LpPool Max Mean Min Mod"
                            + " LogSoftmax MatMul MaxPool Mish Mul Neg Not Or PRelu Pad Pow QuantizeLinear Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu Reshape Resize Round Selu Shape Shrink Sigmoid Sign Size Slice"
                            + " Softmax Softplus Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum Swish Tanh ThresholdedRelu Tile Transpose Unsqueeze Upsample Where Xor")
                    .split(" "));
    private static final Set<String> TRANSFORMER = Set.of(
            "Attention", "EmbedLayerNormalization", "MultiHeadAttention", "RotaryEmbedding", "SkipLayerNormalization");
    /** What leaves numbers as they are. */
    static final Set<String> SHAPES =
            Set.of("Identity", "Cast", "Dropout", "Squeeze", "Unsqueeze", "Flatten", "Reshape", "Transpose");

    private static final Set<String> LAYER_NORMALISATION = Set.of("RMSNormalization", "SimplifiedLayerNormalization");

    private OnnxOperators() {}

    static void check(OnnxGraph graph) {
        refuseTransformers(graph);
        graph.nodes().forEach(OnnxOperators::checkKnown);
    }

    static void checkKnown(OnnxNode node) {
        String domain = node.proto().getDomain();
        if (!OnnxFile.isStandard(domain)) {
            throw node.fault("is an operator of '" + Quoted.of(domain) + "'", foreign(domain));
        }
        if (!READ.contains(node.op())) {
            throw node.fault("the operator " + Quoted.of(node.op()) + " is not known", remedy(node.op()));
        }
    }

    /** What to do about an operator of another domain: one of a runtime, or a function of the file's own. */
    private static String foreign(String domain) {
        return domain.startsWith("com.microsoft")
                ? "ONNX Runtime writes it when it optimises: give the file from before, as exported"
                : "operators of the ONNX standard, and functions whose bodies are in the file, are read";
    }

    private static String remedy(String operator) {
        return switch (operator) {
            case "DynamicQuantizeLinear", "QLinearConv", "QLinearMatMul", "ConvInteger", "MatMulInteger" ->
                "the file computes with integers: quantise it as QuantizeLinear and DequantizeLinear (QDQ), or export it in float32";
            default -> "feed-forward convolutional networks are read; docs/how-to/any-network.md lists their operators";
        };
    }

    /** Normalisation over tokens, and products of two values of which none are weights that add up to 1: attention. */
    private static void refuseTransformers(OnnxGraph graph) {
        Set<String> softmaxes = new HashSet<>();
        for (OnnxNode node : graph.nodes()) {
            if (TRANSFORMER.contains(node.op())) {
                throw transformer(node);
            }
            if (LAYER_NORMALISATION.contains(node.op())) {
                throw layerNormalisation(node);
            }
            boolean weights = SHAPES.contains(node.op())
                    && node.hasInput(0)
                    && softmaxes.contains(node.inputs().get(0));
            if (node.op().equals("Softmax") || weights) {
                softmaxes.add(node.output());
            }
            boolean ofImages =
                    node.op().equals("MatMul") && node.inputs().stream().allMatch(graph::isOfImages);
            if (ofImages && node.inputs().stream().noneMatch(softmaxes::contains)) {
                throw transformer(node);
            }
        }
    }

    private static InputException layerNormalisation(OnnxNode node) {
        return node.fault(
                "is layer normalisation, of a transformer (such as a ViT) or a network built like one (such as ConvNeXt)",
                "networks with batch norm or none are read: a layer's filters must not depend on each other's size");
    }

    static InputException transformer(OnnxNode node) {
        return node.fault(
                "is part of a transformer (such as a ViT)",
                "only convolutional networks are read: a chain is made of filters, and attention has none");
    }
}
