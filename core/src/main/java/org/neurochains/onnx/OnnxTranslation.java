package org.neurochains.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.file.Quoted;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.network.OutputKind;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.onnx.OnnxValue.Mask;

/** Turns a checked ONNX graph into the nodes of a network, for images of one size. */
final class OnnxTranslation {
    private final OnnxGraph source;
    private final OnnxLowering net;
    private final OnnxElementwise elementwise;
    private final OnnxActivations activations;
    private final OnnxNormalisation normalisation;
    private final OnnxWindows windows;
    private final OnnxResampling resampling;
    private final OnnxQuantisation quantisation;
    private final OnnxDense dense;
    private final OnnxShaping shaping;
    private final OnnxChannels channels;
    private final OnnxConstants constants;
    private final OnnxReductions reductions;
    private final OnnxConditions conditions;
    private final OnnxEinsum einsum;
    private final OnnxGroups groups;
    private final OnnxSoftmaxes softmaxes;
    private OutputKind kind = OutputKind.MULTI_CLASS;

    private OnnxTranslation(OnnxGraph source, Shape input) {
        this.source = source;
        this.net = new OnnxLowering(source, input);
        OnnxTerms terms = new OnnxTerms(net);
        this.activations = new OnnxActivations(net, terms);
        this.normalisation = new OnnxNormalisation(net, terms);
        this.elementwise = new OnnxElementwise(net, terms, normalisation);
        this.windows = new OnnxWindows(net, terms);
        this.resampling = new OnnxResampling(net);
        this.quantisation = new OnnxQuantisation(net);
        this.shaping = new OnnxShaping(net);
        this.channels = new OnnxChannels(net);
        this.constants = new OnnxConstants(net);
        this.reductions = new OnnxReductions(net, terms);
        this.dense = new OnnxDense(net, terms, reductions);
        this.conditions = new OnnxConditions(net, terms);
        this.einsum = new OnnxEinsum(net, terms, reductions);
        this.groups = new OnnxGroups(net, terms);
        this.softmaxes = new OnnxSoftmaxes(source, net, reductions, constants);
    }

    /**
     * The network; its parameters belong to the enclosing scope. Its outputs are logits: of labels where the file ends
     * in sigmoids, which are left out as a softmax is, else of classes.
     *
     * @throws org.neurochains.InputException naming the first node that does more than a network here can
     */
    static Network of(OnnxGraph source, Shape input) {
        return new OnnxTranslation(source, input).network();
    }

    private Network network() {
        source.nodes().forEach(this::define);
        List<Node> nodes = net.finish(logits());
        return Network.of(nodes, kind);
    }

    private void define(OnnxNode node) {
        if (node.op().equals("If")) {
            if (!(net.value(node, 0) instanceof OnnxValue.Integers truth) || truth.values().length != 1) {
                throw node.unsupported("chooses by what it computes from the images");
            }
            for (OnnxNode inner : OnnxBranches.chosen(node, truth.values()[0] != 0)) {
                OnnxOperators.checkKnown(inner);
                define(inner);
            }
        } else if (node.op().equals("Split")) {
            channels.split(node);
        } else {
            net.define(node.output(), value(node));
        }
    }

    private int logits() {
        String place = "output '" + Quoted.of(source.output()) + "' ";
        if (!(net.output() instanceof Image given)) {
            throw source.file().fault(place + "does not depend on the images", "export the whole network");
        }
        OnnxNode last = source.nodes().get(source.nodes().size() - 1);
        Image output = softmaxes.logits(last, given);
        Shape shape = net.shape(output);
        if (shape.height() > 1 || shape.width() > 1 || !output.axes().startsWith("N")) {
            throw source.file()
                    .fault(place + "is " + shape + " for each image", "a classifier gives one number for each class");
        }
        if (output.probabilities() && (shape.channels() == 1 || source.choice().index() != null)) {
            throw source.file()
                    .fault(
                            place + "is a softmax over " + shape.channels()
                                    + ", of which one number says nothing alone",
                            "leave :K out, or take a network of several classes");
        }
        int end = withoutLimits(output.node());
        Integer bare = output.probabilities() ? null : withoutSigmoid(last, end);
        boolean labels = bare != null && source.choice().of(shape.channels()) == null;
        kind = labels ? OutputKind.MULTI_LABEL : OutputKind.MULTI_CLASS;
        return net.features(last, new Image(bare == null ? end : bare, output.axes(), false));
    }

    /** What the limits of a quantised value are of; the value itself where it has none. */
    private int withoutLimits(int value) {
        int at = unshaped(value);
        boolean limits = net.op(at) instanceof Op.Activation f
                && f.kind() == Op.Activation.Kind.CLIP
                && source.nodes().stream().anyMatch(node -> node.op().equals("QuantizeLinear"));
        return limits ? withoutLimits(net.inputs(at).get(0)) : value;
    }

    private int unshaped(int value) {
        int at = value;
        while (net.op(at) instanceof Op.Flatten || net.op(at) instanceof Op.Unflatten) {
            at = net.inputs(at).get(0);
        }
        return at;
    }

    /** What a sigmoid, or several of them side by side, are of; null of another value. */
    private @Nullable Integer withoutSigmoid(OnnxNode last, int value) {
        int at = unshaped(withoutLimits(value));
        if (net.op(at) instanceof Op.Activation f && f.kind() == Op.Activation.Kind.SIGMOID) {
            return withoutLimits(net.inputs(at).get(0));
        } else if (!(net.op(at) instanceof Op.Concat)) {
            return null;
        }
        List<Integer> parts = new ArrayList<>();
        for (int input : net.inputs(at)) {
            Integer under = withoutSigmoid(last, input);
            if (under == null) {
                return null;
            }
            parts.add(net.features(last, new Image(under, "NC", false)));
        }
        return net.addNamed(last, "logits", new Op.Concat(), parts.toArray(Integer[]::new));
    }

    private OnnxValue value(OnnxNode node) {
        if (node.op().equals("Constant")) {
            return constants.constant(node);
        } else if (node.op().equals("Shape")) {
            return constants.shape(node);
        } else if (node.op().equals("QuantizeLinear")) {
            return quantisation.quantised(node);
        } else if (node.op().equals("DequantizeLinear")) {
            return quantisation.dequantised(node);
        } else if (node.op().equals("Reshape") || node.op().equals("Transpose")) {
            OnnxValue blocks = OnnxGroups.blocks(net, node, resampling);
            OnnxValue regrouped = blocks == null ? shaping.regroup(node) : blocks;
            if (regrouped != null) {
                return regrouped;
            }
        } else if (node.op().equals("Unsqueeze")) {
            OnnxValue row = OnnxGroups.unsqueezed(net, node);
            if (row != null) {
                return row;
            }
        } else if (hasGroups(node)) {
            OnnxValue result = groups.of(node);
            return result == null && net.value(node, 0) instanceof OnnxValue.Groups rows
                    ? normalisation.norm(node, rows)
                    : Objects.requireNonNullElseGet(result, () -> constants.compute(node));
        }
        if (node.op().equals("ReduceL2") && net.value(node, 0) instanceof Image) {
            return normalisation.lengths(node, reductions);
        } else if (node.hasInput(0) && net.value(node, 0) instanceof OnnxValue.Lengths lengths) {
            return normalisation.kept(node, lengths);
        }
        if (node.hasInput(0) && net.value(node, 0) instanceof Mask mask) {
            return ofTruth(node, mask);
        }
        if (softmaxes.passes(node)) {
            boolean first = net.value(node, 0) instanceof Image;
            return net.anyImage(node, first ? 0 : 1);
        }
        for (int i = 0; i < (takesSeveral(node) ? node.inputs().size() : 1); i++) {
            if (node.hasInput(i) && net.value(node, i) instanceof Image) {
                return ofImages(node);
            }
        }
        return constants.compute(node);
    }

    private boolean hasGroups(OnnxNode node) {
        return IntStream.range(0, node.inputs().size())
                .anyMatch(i -> node.hasInput(i) && net.value(node, i) instanceof OnnxValue.Groups);
    }

    private static boolean takesSeveral(OnnxNode node) {
        return switch (node.op()) {
            case "Add", "Sub", "Mul", "Div", "Sum", "Mean", "Max", "Min", "MatMul", "Concat", "Einsum", "Where" -> true;
            case "Greater", "Less", "GreaterOrEqual", "LessOrEqual", "Equal" -> true;
            default -> false;
        };
    }

    /** What is done with a truth at each place: logic, a choice, or its number 1 or 0. */
    private OnnxValue ofTruth(OnnxNode node, Mask mask) {
        return switch (node.op()) {
            case "Not", "And", "Or", "Xor" -> conditions.logic(node);
            case "Where" -> conditions.where(node);
            case "Identity" -> mask;
            case "Cast", "CastLike" ->
                node.op().equals("Cast") && node.integer("to", 1) == OnnxShaping.BOOL ? mask : mask.image();
            default -> throw node.unsupported("works on a truth computed from the images");
        };
    }

    private OnnxValue ofImages(OnnxNode node) {
        return switch (node.op()) {
            case "Conv" -> windows.conv(node);
            case "ConvTranspose" -> resampling.transposedConv(node);
            case "Resize", "Upsample" -> resampling.resize(node);
            case "SpaceToDepth" -> resampling.spaceToDepth(node);
            case "DepthToSpace" -> resampling.depthToSpace(node);
            case "LpNormalization" -> normalisation.byLength(node);
            case "MaxPool", "AveragePool", "LpPool" -> windows.pool(node);
            case "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool" -> windows.globalPool(node);
            case "ReduceMean", "ReduceMax", "ReduceMin", "ReduceSum", "ReduceL1" -> reductions.reduce(node);
            case "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp" -> reductions.reduce(node);
            case "Einsum" -> einsum.einsum(node);
            case "Greater", "Less", "GreaterOrEqual", "LessOrEqual", "Equal" -> conditions.compared(node);
            case "Where" -> conditions.where(node);
            case "BatchNormalization" -> normalisation.batchNorm(node);
            case "LRN" -> normalisation.lrn(node);
            case "Relu", "LeakyRelu", "PRelu", "ThresholdedRelu", "Elu", "Celu", "Selu" -> activations.activation(node);
            case "Sigmoid", "HardSigmoid", "HardSwish", "Swish", "Gelu", "Mish", "Tanh" -> activations.activation(node);
            case "Softplus", "Softsign", "Shrink", "Clip", "Abs", "Sign", "Erf" -> activations.activation(node);
            case "Exp", "Log", "Pow", "Sqrt", "Reciprocal" -> activations.activation(node);
            case "InstanceNormalization", "GroupNormalization", "LayerNormalization" -> normalisation.norm(node);
            case "Add", "Sub", "Mul", "Div", "Sum" -> elementwise.arithmetic(node);
            case "Mean" -> elementwise.mean(node);
            case "Max", "Min" -> elementwise.extreme(node);
            case "Neg" -> elementwise.negated(node);
            case "Softmax", "LogSoftmax" -> softmaxes.softmax(node);
            case "Gemm" -> dense.gemm(node);
            case "MatMul" -> dense.matMul(node);
            case "Identity", "Dropout", "Cast", "CastLike" -> shaping.same(node);
            case "Expand", "Tile" -> resampling.repeat(node);
            case "Transpose" -> shaping.transpose(node);
            case "Squeeze" -> shaping.squeeze(node);
            case "Unsqueeze" -> shaping.unsqueeze(node);
            case "Flatten" -> shaping.flatten(node);
            case "Reshape" -> shaping.reshape(node);
            case "Concat" -> channels.concat(node);
            case "Gather", "GatherND" -> channels.gather(node);
            case "Slice" -> channels.slice(node);
            case "Pad" -> channels.pad(node);
            default -> throw node.unsupported("works on a value computed from the images");
        };
    }
}
