package org.neurochains.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.file.ElementType;
import org.neurochains.network.Border;
import org.neurochains.network.Extent;
import org.neurochains.network.Folding;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A network as the page's interpreter reads it: nodes as JSON, their numbers in one block of bytes that the nodes point
 * into. Weights of convolutions and linear layers may be of half precision, everything else is single.
 */
final class LiveNetwork {
    private final boolean half;
    private final Map<String, float[]> scores;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private LiveNetwork(boolean half, Map<String, float[]> scores) {
        this.half = half;
        this.scores = scores;
    }

    /**
     * Writes a network, whole or cut.
     *
     * @param scores by unit layer, one for each channel of the original network; ones for layers left out
     * @param half whether weights are of half precision
     * @return {@code nodes} and {@code values}, as docs/reference/report-document.md describes them
     */
    static JsonNode of(Network network, Map<String, float[]> scores, boolean half) {
        LiveNetwork live = new LiveNetwork(half, scores);
        List<Map<String, Object>> nodes = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            for (int i = 0; i < network.nodes().size(); i++) {
                nodes.add(live.node(network.node(i), network.shape(i)));
            }
        }
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("nodes", nodes);
        written.put("values", Base64.getEncoder().encodeToString(live.bytes.toByteArray()));
        return JsonMapper.shared().valueToTree(written);
    }

    /** Multiplications of one pass on one image; those of convolutions and linear layers count. */
    static long multiplications(Network network) {
        long sum = 0;
        for (int i = 0; i < network.nodes().size(); i++) {
            Op op = network.node(i).op();
            Shape shape = network.shape(i);
            sum += weights(op) * (op instanceof Op.Conv ? shape.height() * shape.width() : 1);
        }
        return sum;
    }

    /** Weights of a convolution or a linear layer; of others none. */
    static long weights(Op op) {
        return op instanceof Op.Conv conv
                ? conv.weight().size()
                : op instanceof Op.Linear linear ? linear.weight().size() : 0;
    }

    private Map<String, Object> node(Node node, Shape shape) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("name", node.name());
        written.put("inputs", node.inputs());
        written.put(
                "shape",
                shape.flat() ? List.of(shape.channels()) : List.of(shape.channels(), shape.height(), shape.width()));
        if (!parameters(node.op(), written) && !windows(node.op(), written) && !plain(node.op(), written)) {
            throw new IllegalStateException("the page cannot run " + node.op());
        }
        return written;
    }

    private boolean parameters(Op op, Map<String, Object> to) {
        if (op instanceof Op.Conv conv) {
            Op.Geometry g = conv.geometry();
            to.put("op", "conv");
            to.put("kernel", pair(g.kernel()));
            to.put("stride", pair(g.stride()));
            to.put("padding", pair(g.padding()));
            to.put("dilation", pair(g.dilation()));
            to.put("groups", g.groups());
            weights(conv.weight(), conv.bias(), to);
        } else if (op instanceof Op.Linear linear) {
            to.put("op", "linear");
            weights(linear.weight(), linear.bias(), to);
        } else if (op instanceof Op.BatchNorm norm) {
            Tensor scale = Folding.scale(norm);
            to.put("op", "affine");
            to.put("scale", put(scale, false));
            to.put("shift", put(norm.beta().sub(norm.mean().mul(scale)), false));
        } else if (op instanceof Op.Norm norm) {
            to.put("op", "norm");
            to.put("groups", norm.groups());
            to.put("places", norm.places());
            to.put("eps", norm.eps());
            to.put("scale", put(norm.gamma(), false));
            to.put("shift", put(norm.beta(), false));
        } else if (op instanceof Op.Constant constant) {
            to.put("op", "constant");
            to.put("each", constant.uniform() ? 1 : constant.height() * constant.width());
            to.put("values", put(constant.values().reshape(-1), false));
        } else if (op instanceof Op.Resample r) {
            to.put("op", "resample");
            to.put("rows", put(r.rows(), false));
            to.put("columns", put(r.columns(), false));
        } else if (op instanceof Op.Score unit) {
            to.put("op", "score");
            to.put("unit", unit.unit());
            to.put("channels", unit.retained().toArray());
            to.put("scores", present(unit));
        } else if (op instanceof Op.Gate gate) {
            to.put("op", "gate");
            to.put("unit", gate.group() + ".gate");
            to.put("group", gate.group());
            to.put("scores", List.of(1));
        } else {
            return false;
        }
        return true;
    }

    private float[] present(Op.Score unit) {
        float @Nullable [] all = scores.get(unit.unit());
        return all == null ? unit.ones().toFloats() : unit.present(all);
    }

    private static boolean windows(Op op, Map<String, Object> to) {
        if (op instanceof Op.MaxPool pool) {
            to.put("op", "max");
            to.put("dilation", pair(pool.dilation()));
            window(pool.kernel(), pool.stride(), pool.padding(), to);
        } else if (op instanceof Op.AveragePool pool) {
            to.put("op", "mean");
            to.put("countBorder", pool.countPadding());
            window(pool.kernel(), pool.stride(), pool.padding(), to);
        } else if (op instanceof Op.AdaptiveAveragePool) {
            to.put("op", "adaptive");
        } else if (op instanceof Op.Pad pad) {
            to.put("op", "pad");
            to.put("border", List.of(pad.top(), pad.left(), pad.bottom(), pad.right()));
            to.put("value", pad.value());
        } else if (op instanceof Op.Subsample subsample) {
            to.put("op", "subsample");
            to.put("stride", subsample.stride());
        } else {
            return false;
        }
        return true;
    }

    private static boolean plain(Op op, Map<String, Object> to) {
        if (op instanceof Op.Activation f) {
            to.put("op", "activation");
            to.put("kind", f.kind().name().toLowerCase(Locale.ROOT));
            to.put("a", f.a());
            to.put("b", f.b());
        } else if (op instanceof Op.Select select) {
            to.put("op", "select");
            to.put("channels", select.channels().toArray());
        } else if (op instanceof Op.Lrn lrn) {
            to.put("op", "lrn");
            to.put("size", lrn.size());
            to.put("alpha", lrn.alpha());
            to.put("beta", lrn.beta());
            to.put("offset", lrn.bias());
        } else {
            to.put("op", name(op));
        }
        return to.get("op") != null;
    }

    /** The operations that are all said with their name. */
    private static @Nullable String name(Op op) {
        boolean known = op instanceof Op.Input
                || op instanceof Op.Relu
                || op instanceof Op.Add
                || op instanceof Op.Mul
                || op instanceof Op.Concat
                || op instanceof Op.Flatten
                || op instanceof Op.Unflatten;
        return known ? op.getClass().getSimpleName().toLowerCase(Locale.ROOT) : null;
    }

    private static void window(Extent kernel, Extent stride, Border border, Map<String, Object> to) {
        to.put("kernel", pair(kernel));
        to.put("stride", pair(stride));
        to.put("border", List.of(border.top(), border.left(), border.bottom(), border.right()));
    }

    private static List<Integer> pair(Extent extent) {
        return List.of(extent.height(), extent.width());
    }

    private void weights(Tensor weight, @Nullable Tensor bias, Map<String, Object> to) {
        to.put("weight", put(weight, half));
        if (bias != null) {
            to.put("bias", put(bias, false));
        }
    }

    /** Adds numbers to the block; returns where they are. */
    private Map<String, Object> put(Tensor tensor, boolean rounded) {
        float[] values = tensor.toFloats();
        Map<String, Object> place = new LinkedHashMap<>();
        place.put("at", bytes.size());
        place.put("length", values.length);
        place.put("half", rounded);
        ByteBuffer buffer =
                ByteBuffer.allocate(values.length * (rounded ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            if (rounded) {
                buffer.putShort(ElementType.toHalf(value));
            } else {
                buffer.putFloat(value);
            }
        }
        bytes.writeBytes(buffer.array());
        return place;
    }
}
