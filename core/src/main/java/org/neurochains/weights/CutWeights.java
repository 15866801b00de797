package org.neurochains.weights;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Border;
import org.neurochains.network.Channels;
import org.neurochains.network.Extent;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.tensor.Tensor;

/**
 * A cut network's parameters by name, and its graph as a text, for a safetensors file from which another tool rebuilds
 * the network.
 *
 * <p>A node called L28 has L28.weight and, where there is one, L28.bias; a batch norm also .running_mean and
 * .running_var, as in PyTorch. A unit layer L28 has L28.score, one factor for each channel left, and L28.channels,
 * their indices in the original network. A constant has .values, a selection .channels (-1 for zeros).
 *
 * @param tensors in order of computation
 * @param graph one line for each node: name, operation, inputs as indices of lines by comma (or -), then key=value
 *     pairs, with tabs between; sizes are height,width, borders top,left,bottom,right
 */
public record CutWeights(Map<String, Tensor> tensors, String graph) {
    /** Keeps the order. */
    public CutWeights {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /**
     * The parameters of a network, which is cut or whole.
     *
     * @param scores by unit layer, one for each channel that it had in the original network; ones where left out
     */
    public static CutWeights of(Network network, Map<String, float[]> scores) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        StringBuilder graph = new StringBuilder();
        for (Node node : network.nodes()) {
            String inputs = node.inputs().stream().map(String::valueOf).collect(Collectors.joining(","));
            graph.append(node.name())
                    .append('\t')
                    .append(node.op().getClass().getSimpleName())
                    .append('\t')
                    .append(inputs.isEmpty() ? "-" : inputs)
                    .append(attributes(node.op()))
                    .append('\n');
            add(tensors, node, scores);
        }
        return new CutWeights(tensors, graph.toString());
    }

    /**
     * Writes a safetensors file, the graph among its texts.
     *
     * @param metadata further texts
     * @throws org.neurochains.InputException if the file cannot be written
     */
    public void write(Path file, Map<String, String> metadata) {
        Map<String, String> texts = new TreeMap<>(metadata);
        texts.put("graph", graph);
        SafetensorsWriter.write(file, tensors, texts);
    }

    private static void add(Map<String, Tensor> into, Node node, Map<String, float[]> scores) {
        String name = node.name();
        if (node.op() instanceof Op.Conv conv) {
            weighted(into, name, conv.weight(), conv.bias());
        } else if (node.op() instanceof Op.Linear linear) {
            weighted(into, name, linear.weight(), linear.bias());
        } else if (node.op() instanceof Op.BatchNorm norm) {
            weighted(into, name, norm.gamma(), norm.beta());
            into.put(name + ".running_mean", norm.mean());
            into.put(name + ".running_var", norm.variance());
        } else if (node.op() instanceof Op.Norm norm) {
            weighted(into, name, norm.gamma(), norm.beta());
        } else if (node.op() instanceof Op.Constant constant) {
            into.put(name + ".values", constant.values());
        } else if (node.op() instanceof Op.Resample r) {
            into.put(name + ".rows", r.rows());
            into.put(name + ".columns", r.columns());
        } else if (node.op() instanceof Op.Select select) {
            into.put(name + ".channels", numbers(select.channels()));
        } else if (node.op() instanceof Op.Score unit) {
            float[] given = scores.get(unit.unit());
            int present = unit.retained().size();
            into.put(
                    unit.unit() + ".score",
                    given == null ? Tensor.full(1, present) : Tensor.of(unit.present(given), present));
            into.put(unit.unit() + ".channels", numbers(unit.retained()));
        }
    }

    private static void weighted(Map<String, Tensor> into, String name, Tensor weight, @Nullable Tensor bias) {
        into.put(name + ".weight", weight);
        if (bias != null) {
            into.put(name + ".bias", bias);
        }
    }

    private static Tensor numbers(Channels channels) {
        float[] values = new float[channels.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = channels.get(i);
        }
        return Tensor.of(values, values.length);
    }

    private static String attributes(Op op) {
        return pairs(op).entrySet().stream()
                .map(e -> "\t" + e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining());
    }

    private static Map<String, Object> pairs(Op op) {
        Map<String, Object> pairs = new LinkedHashMap<>();
        if (op instanceof Op.Input input) {
            pairs.put(
                    "shape",
                    input.shape().channels() + "," + input.shape().height() + ","
                            + input.shape().width());
        } else if (op instanceof Op.Conv conv) {
            Op.Geometry g = conv.geometry();
            pairs.put("stride", text(g.stride()));
            pairs.put("padding", text(g.padding()));
            pairs.put("dilation", text(g.dilation()));
            pairs.put("groups", g.groups());
        } else if (op instanceof Op.BatchNorm norm) {
            pairs.put("eps", norm.eps());
        } else if (op instanceof Op.Activation f) {
            pairs.put("kind", f.kind());
            pairs.put("a", f.a());
            pairs.put("b", f.b());
        } else if (op instanceof Op.MaxPool p) {
            pairs.put("kernel", text(p.kernel()));
            pairs.put("stride", text(p.stride()));
            pairs.put("padding", text(p.padding()));
            pairs.put("dilation", text(p.dilation()));
            pairs.put("ceil", p.ceil());
        } else if (op instanceof Op.AveragePool p) {
            pairs.put("kernel", text(p.kernel()));
            pairs.put("stride", text(p.stride()));
            pairs.put("padding", text(p.padding()));
            pairs.put("ceil", p.ceil());
            pairs.put("count_padding", p.countPadding());
        } else {
            more(op, pairs);
        }
        return pairs;
    }

    private static void more(Op op, Map<String, Object> pairs) {
        if (op instanceof Op.Constant c) {
            pairs.put("size", c.height() + "," + c.width());
        } else if (op instanceof Op.AdaptiveAveragePool p) {
            pairs.put("size", p.height() + "," + p.width());
        } else if (op instanceof Op.Pad p) {
            pairs.put("padding", text(new Border(p.top(), p.left(), p.bottom(), p.right())));
            pairs.put("value", p.value());
        } else if (op instanceof Op.Subsample s) {
            pairs.put("stride", s.stride());
        } else if (op instanceof Op.Lrn l) {
            pairs.put("size", l.size());
            pairs.put("alpha", l.alpha());
            pairs.put("beta", l.beta());
            pairs.put("bias", l.bias());
        } else if (op instanceof Op.Norm n) {
            pairs.put("groups", n.groups());
            pairs.put("over", n.places() ? "places" : "channels");
            pairs.put("eps", n.eps());
        } else if (op instanceof Op.Score s) {
            pairs.put("unit", s.unit());
        }
    }

    private static String text(Extent extent) {
        return extent.height() + "," + extent.width();
    }

    private static String text(Border border) {
        return border.top() + "," + border.left() + "," + border.bottom() + "," + border.right();
    }
}
