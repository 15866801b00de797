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
import org.neurochains.network.Shape;
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
        if (op instanceof Op.Input input) {
            Shape shape = input.shape();
            return pairs("shape", shape.channels() + "," + shape.height() + "," + shape.width());
        } else if (op instanceof Op.Conv conv) {
            Op.Geometry g = conv.geometry();
            return pairs("stride", g.stride(), "padding", g.padding(), "dilation", g.dilation(), "groups", g.groups());
        } else if (op instanceof Op.BatchNorm norm) {
            return pairs("eps", norm.eps());
        } else if (op instanceof Op.Activation f) {
            return pairs("kind", f.kind(), "a", f.a(), "b", f.b());
        } else if (op instanceof Op.MaxPool p) {
            return window(p.kernel(), p.stride(), p.padding()) + pairs("dilation", p.dilation(), "ceil", p.ceil());
        } else if (op instanceof Op.AveragePool p) {
            return window(p.kernel(), p.stride(), p.padding())
                    + pairs("ceil", p.ceil(), "count_padding", p.countPadding());
        } else if (op instanceof Op.Constant c) {
            return pairs("size", new Extent(c.height(), c.width()));
        } else if (op instanceof Op.AdaptiveAveragePool p) {
            return pairs("size", new Extent(p.height(), p.width()));
        } else if (op instanceof Op.Pad p) {
            return pairs("padding", new Border(p.top(), p.left(), p.bottom(), p.right()), "value", p.value());
        } else if (op instanceof Op.Subsample s) {
            return pairs("stride", s.stride());
        } else if (op instanceof Op.Lrn l) {
            return pairs("size", l.size(), "alpha", l.alpha(), "beta", l.beta(), "bias", l.bias());
        } else if (op instanceof Op.Norm n) {
            return pairs("groups", n.groups(), "over", n.places() ? "places" : "channels", "eps", n.eps());
        } else if (op instanceof Op.Score s) {
            return pairs("unit", s.unit());
        }
        return "";
    }

    private static String window(Extent kernel, Extent stride, Border padding) {
        return pairs("kernel", kernel, "stride", stride, "padding", padding);
    }

    private static String pairs(Object... keysAndValues) {
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            pairs.append('\t').append(keysAndValues[i]).append('=').append(text(keysAndValues[i + 1]));
        }
        return pairs.toString();
    }

    private static String text(Object value) {
        if (value instanceof Extent extent) {
            return extent.height() + "," + extent.width();
        } else if (value instanceof Border border) {
            return border.top() + "," + border.left() + "," + border.bottom() + "," + border.right();
        }
        return value.toString();
    }
}
