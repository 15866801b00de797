package org.neurochains.onnx;

import static org.neurochains.InputException.parameter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neurochains.network.Op;
import org.neurochains.network.Op.Activation.Kind;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.onnx.OnnxValue.Integers;
import org.neurochains.onnx.OnnxValue.Numbers;
import org.neurochains.onnx.proto.OnnxProto.TensorProto;
import org.neurochains.tensor.Tensor;

/**
 * Which softmaxes of a graph only turn its logits into probabilities, and are left out with what is done to these, and
 * which are part of the network: attention over places or channels, or the parts of a mean of several networks.
 */
final class OnnxSoftmaxes {
    /** What may be added to probabilities, or be their least value, to keep their logarithm finite. */
    private static final double NEGLIGIBLE = 1e-3;

    private static final Set<String> WEIGHTED = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul", "Einsum");

    private final OnnxGraph graph;
    private final OnnxLowering net;
    private final OnnxReductions reductions;
    private final OnnxConstants constants;
    private final Map<String, List<OnnxNode>> takers = new HashMap<>();
    private final Map<String, OnnxNode> makers = new HashMap<>();
    /** What is done to probabilities or their logarithms at the end, which leaves the logits as they are. */
    private final Set<OnnxNode> passed = new HashSet<>();
    /** Softmaxes over classes within the network. */
    private final Set<OnnxNode> inner = new LinkedHashSet<>();

    OnnxSoftmaxes(OnnxGraph graph, OnnxLowering net, OnnxReductions reductions, OnnxConstants constants) {
        this.graph = graph;
        this.net = net;
        this.reductions = reductions;
        this.constants = constants;
        List<OnnxNode> nodes = new ArrayList<>();
        graph.nodes().forEach(node -> nodes.addAll(OnnxBranches.all(node)));
        for (OnnxNode node : nodes) {
            node.outputs().forEach(value -> makers.put(value, node));
            node.inputs()
                    .forEach(value -> takers.computeIfAbsent(value, name -> new ArrayList<>())
                            .add(node));
        }
    }

    /** Softmax or LogSoftmax. */
    Image softmax(OnnxNode node) {
        Image x = net.image(node, 0);
        int rank = x.axes().length();
        int axis = net.axis(node, node.integer("axis", node.opset() < 13 ? 1 : -1), rank);
        boolean[] over = new boolean[rank];
        boolean classes = false;
        boolean places = false;
        for (int i = axis; i < (node.opset() < 13 ? rank : axis + 1); i++) {
            char along = x.axes().charAt(i);
            over[i] = true;
            classes |= along == 'C';
            places |= along != 'C' && net.length(x, along) > 1;
        }
        boolean vector = net.shape(x).height() == 1 && net.shape(x).width() == 1;
        if (classes && vector && isEnd(node)) {
            return new Image(x.node(), x.axes(), true);
        }
        if (classes && !places) {
            inner.add(node);
        }
        return reductions.softmax(node, x, over);
    }

    /** Whether a node does to left out probabilities only what leaves the logits as they are. */
    boolean passes(OnnxNode node) {
        return passed.contains(node);
    }

    /**
     * The logits behind an output: the logarithm of a mean of probabilities, another output as it is.
     *
     * @throws org.neurochains.InputException if a softmax over classes comes to the output in another way
     */
    Image logits(OnnxNode last, Image output) {
        if (!output.probabilities() && !inner.isEmpty() && isMean(graph.output())) {
            Op least = OnnxTerms.limits(Float.MIN_NORMAL, Double.POSITIVE_INFINITY);
            int positive = net.addNamed(last, "limited", least, output.node());
            return output.at(net.addNamed(last, "logs", new Op.Activation(Kind.LOG, 0, 0), positive));
        }
        for (OnnxNode softmax : inner) {
            if (reachesTheEnd(softmax)) {
                throw softmax.fault(
                        "is followed by more than a logarithm or a mean, yet by no layer of weights",
                        "name the value that are the logits: " + parameter("output") + " NAME");
            }
        }
        return output;
    }

    /** Whether nothing is computed from a softmax but the network's output. */
    private boolean isEnd(OnnxNode softmax) {
        Set<OnnxNode> found = new HashSet<>();
        boolean end = follow(softmax, softmax.op().equals("LogSoftmax"), found);
        if (end) {
            passed.addAll(found);
        }
        return end;
    }

    private boolean follow(OnnxNode from, boolean logarithm, Set<OnnxNode> found) {
        for (OnnxNode next : takers.getOrDefault(from.output(), List.of())) {
            boolean shape = OnnxOperators.SHAPES.contains(next.op());
            boolean turned = next.op().equals(logarithm ? "Exp" : "Log");
            boolean kept = shape || turned || (!logarithm && isNegligible(next, from.output()));
            if (!kept || !follow(next, logarithm != turned, found)) {
                return false;
            }
            if (!shape) {
                found.add(next);
            }
        }
        return true;
    }

    /** Whether a node leaves the logarithms of probabilities as they are, up to one number for all classes. */
    private boolean isNegligible(OnnxNode node, String probabilities) {
        boolean first = node.inputs().get(0).equals(probabilities);
        double number = node.hasInput(1) ? number(node.inputs().get(first ? 1 : 0)) : Double.NaN;
        return switch (node.op()) {
            case "Add" -> number >= 0 && number <= NEGLIGIBLE;
            case "Mul" -> number > 0;
            case "Div" -> first && number > 0;
            case "Clip" -> {
                double low = node.hasInput(1) ? number : node.real("min", 0);
                double high = node.hasInput(2) ? number(node.inputs().get(2)) : node.real("max", 1);
                yield low <= NEGLIGIBLE && high >= 1 - NEGLIGIBLE;
            }
            default -> false;
        };
    }

    /** A single number that is stored in the file; NaN of another value. */
    private double number(String value) {
        TensorProto stored = graph.initializer(value);
        OnnxNode maker = makers.get(value);
        OnnxValue known = stored == null ? null : net.read(stored);
        if (maker != null && maker.op().equals("Constant")) {
            known = constants.constant(maker);
        }
        Tensor tensor = known instanceof Numbers numbers
                ? numbers.tensor()
                : known instanceof Integers integers ? integers.toNumbers().tensor() : null;
        return tensor == null || tensor.size() != 1 ? Double.NaN : tensor.toFloats()[0];
    }

    private boolean reachesTheEnd(OnnxNode softmax) {
        Set<OnnxNode> seen = new HashSet<>();
        List<OnnxNode> open = new ArrayList<>(List.of(softmax));
        while (!open.isEmpty()) {
            for (String value : open.remove(open.size() - 1).outputs()) {
                if (value.equals(graph.output())) {
                    return true;
                }
                takers.getOrDefault(value, List.of()).stream()
                        .filter(next -> !WEIGHTED.contains(next.op()) && seen.add(next))
                        .forEach(open::add);
            }
        }
        return false;
    }

    /** Whether a value is a sum or mean of probabilities: of several networks, or of places. */
    private boolean isMean(String value) {
        OnnxNode maker = makers.get(value);
        if (maker == null || maker.inputs().isEmpty()) {
            return false;
        }
        String first = maker.inputs().get(0);
        return switch (maker.op()) {
            case "Softmax" -> inner.contains(maker);
            case "Add", "Sum", "Mean" -> maker.inputs().stream().allMatch(this::isMean);
            case "Mul", "Div" -> {
                String second = maker.inputs().get(1);
                yield (isNegligible(maker, first) && isMean(first)) || (isNegligible(maker, second) && isMean(second));
            }
            case "ReduceMean", "ReduceSum" -> channels(first) == channels(value) && isMean(first);
            case "GlobalAveragePool", "AveragePool" -> isMean(first);
            default -> OnnxOperators.SHAPES.contains(maker.op()) && isMean(first);
        };
    }

    private long channels(String value) {
        return net.known(value) instanceof Image image ? net.length(image, 'C') : 0;
    }
}
