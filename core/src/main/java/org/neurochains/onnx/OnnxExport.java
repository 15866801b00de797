package org.neurochains.onnx;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Border;
import org.neurochains.network.Extent;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.onnx.proto.OnnxProto.GraphProto;
import org.neurochains.tensor.Tensor;

/** Turns a network's nodes into those of an ONNX graph. */
final class OnnxExport {
    private final Network network;
    private final Map<String, float[]> scores;
    private final Op[] ops;
    private final OnnxGraphBuilder graph;
    private final String[] values;
    private final boolean sigmoid;

    private OnnxExport(Network network, Map<String, float[]> scores, OnnxOptions options) {
        this.network = network;
        this.scores = new TreeMap<>(scores);
        this.ops = network.nodes().stream().map(Node::op).toArray(Op[]::new);
        this.graph = new OnnxGraphBuilder(options.normalisation() == null ? "images" : "pixels", network);
        this.values = new String[ops.length];
        this.sigmoid = options.sigmoid();
        if (options.foldScores()) {
            fold();
        }
        values[0] = normalised(options.normalisation());
    }

    static GraphProto graph(Network network, Map<String, float[]> scores, OnnxOptions options) {
        return new OnnxExport(network, scores, options).build();
    }

    private GraphProto build() {
        for (int i = 1; i < ops.length; i++) {
            Node node = network.node(i);
            String[] inputs = node.inputs().stream().map(j -> values[j]).toArray(String[]::new);
            values[i] = emit(i, node.name(), inputs);
        }
        String logits = values[network.output()];
        return sigmoid ? graph.finishWithSigmoid(logits) : graph.finish(logits);
    }

    private String normalised(OnnxOptions.@Nullable Normalisation by) {
        if (by == null) {
            return graph.input();
        }
        int channels = by.mean().length;
        String mean = graph.floats("normalisation.mean", by.mean(), 1, channels, 1, 1);
        String std = graph.floats("normalisation.std", by.std(), 1, channels, 1, 1);
        return graph.node("Div", "normalisation", graph.node("Sub", "normalisation.centre", graph.input(), mean), std);
    }

    /** Multiplies scores into what alone they score. */
    private void fold() {
        for (int i = 0; i < ops.length; i++) {
            float[] by = ops[i] instanceof Op.Score unit ? present(unit) : null;
            int source = by == null ? -1 : network.node(i).inputs().get(0);
            if (by != null && network.consumers(source).size() == 1) {
                Op folded = folded(ops[source], Tensor.of(by, by.length));
                if (folded != null) {
                    ops[source] = folded;
                    scores.remove(((Op.Score) ops[i]).unit());
                }
            }
        }
    }

    private static @Nullable Op folded(Op op, Tensor by) {
        if (op instanceof Op.BatchNorm n) {
            return new Op.BatchNorm(n.gamma().mul(by), n.beta().mul(by), n.mean(), n.variance(), n.eps());
        } else if (op instanceof Op.Conv c) {
            Tensor bias = c.bias() == null ? null : c.bias().mul(by);
            return new Op.Conv(c.weight().mul(by.reshape(-1, 1, 1, 1)), bias, c.geometry());
        }
        return null;
    }

    private String emit(int i, String name, String... in) {
        Op op = ops[i];
        if (op instanceof Op.Constant c) {
            return constant(name, c);
        } else if (op instanceof Op.Conv c) {
            return conv(name, c, in[0]);
        } else if (op instanceof Op.BatchNorm n) {
            return batchNorm(name, n, in[0]);
        } else if (op instanceof Op.Score unit) {
            return score(name, unit, in[0]);
        } else if (op instanceof Op.Gate) {
            return in[0];
        } else if (op instanceof Op.Activation f) {
            return activation(name, f, in[0]);
        } else if (op instanceof Op.Norm n) {
            return norm(name, n, network.shape(i), in[0]);
        } else if (op instanceof Op.Linear l) {
            graph.with("transB", 1);
            return weighted("Gemm", name, in[0], l.weight(), l.bias());
        } else if (op instanceof Op.MaxPool || op instanceof Op.AveragePool) {
            return pool(name, op, in[0]);
        } else if (op instanceof Op.AdaptiveAveragePool p) {
            return adaptive(name, p, network.shape(network.node(i).inputs().get(0)), in[0]);
        } else if (op instanceof Op.Resample r) {
            String columns =
                    graph.tensor(name + ".columns", r.columns().permute(1, 0).contiguous());
            String across = graph.node("MatMul", name + ".across", in[0], columns);
            return graph.node("MatMul", name, graph.tensor(name + ".rows", r.rows()), across);
        } else if (op instanceof Op.Select s) {
            return select(name, s, network.shape(network.node(i).inputs().get(0)), in[0]);
        }
        return simple(name, op, in);
    }

    private String simple(String name, Op op, String... in) {
        if (op instanceof Op.Relu) {
            return graph.node("Relu", name, in);
        } else if (op instanceof Op.Add) {
            return graph.node(in.length == 2 ? "Add" : "Sum", name, in);
        } else if (op instanceof Op.Mul) {
            return graph.node("Mul", name, in);
        } else if (op instanceof Op.Concat) {
            return graph.with("axis", 1).node("Concat", name, in);
        } else if (op instanceof Op.Flatten) {
            return graph.with("axis", 1).node("Flatten", name, in);
        } else if (op instanceof Op.Unflatten) {
            return graph.node("Reshape", name, in[0], graph.integers(name + ".shape", 0, -1, 1, 1));
        } else if (op instanceof Op.Pad p) {
            String pads = graph.integers(name + ".pads", 0, 0, p.top(), p.left(), 0, 0, p.bottom(), p.right());
            return graph.node("Pad", name, in[0], pads, graph.scalar(name + ".value", p.value()));
        } else if (op instanceof Op.Subsample s) {
            String starts = graph.integers(name + ".starts", 0, 0);
            String ends = graph.integers(name + ".ends", Integer.MAX_VALUE, Integer.MAX_VALUE);
            String axes = graph.integers(name + ".axes", 2, 3);
            String steps = graph.integers(name + ".steps", s.stride(), s.stride());
            return graph.node("Slice", name, in[0], starts, ends, axes, steps);
        } else if (op instanceof Op.Lrn l) {
            return graph.with("size", l.size())
                    .with("alpha", (float) l.alpha())
                    .with("beta", (float) l.beta())
                    .with("bias", (float) l.bias())
                    .node("LRN", name, in);
        }
        throw new IllegalStateException("cannot write " + op + " as ONNX");
    }

    private String constant(String name, Op.Constant c) {
        long channels = c.channels();
        String values = c.uniform()
                ? graph.tensor(name + ".values", c.values(), 1, channels, 1, 1)
                : graph.tensor(name + ".values", c.values(), 1, channels, c.height(), c.width());
        String area = graph.integers(name + ".area", channels, c.height(), c.width());
        String batch = graph.with("start", 0).with("end", 1).node("Shape", name + ".batch", graph.input());
        String shape = graph.with("axis", 0).node("Concat", name + ".shape", batch, area);
        return graph.node("Expand", name, values, shape);
    }

    private String conv(String name, Op.Conv c, String x) {
        Op.Geometry g = c.geometry();
        Extent p = g.padding();
        graph.with("dilations", g.dilation().height(), g.dilation().width())
                .with("group", g.groups())
                .with("kernel_shape", g.kernel().height(), g.kernel().width())
                .with("pads", p.height(), p.width(), p.height(), p.width())
                .with("strides", g.stride().height(), g.stride().width());
        return weighted("Conv", name, x, c.weight(), c.bias());
    }

    private String weighted(String op, String name, String x, Tensor weight, @Nullable Tensor bias) {
        String stored = graph.tensor(name + ".weight", weight);
        return bias == null
                ? graph.node(op, name, x, stored)
                : graph.node(op, name, x, stored, vector(name + ".bias", bias));
    }

    private String vector(String name, Tensor values) {
        return graph.tensor(name, values, values.size());
    }

    private String batchNorm(String name, Op.BatchNorm n, String x) {
        String weight = vector(name + ".weight", n.gamma());
        String bias = vector(name + ".bias", n.beta());
        String mean = vector(name + ".running_mean", n.mean());
        String variance = vector(name + ".running_var", n.variance());
        return graph.with("epsilon", (float) n.eps()).node("BatchNormalization", name, x, weight, bias, mean, variance);
    }

    /** Null where the layer is not scored, or its scores are multiplied in. */
    private float @Nullable [] present(Op.Score unit) {
        float[] all = scores.get(unit.unit());
        return all == null ? null : unit.present(all);
    }

    private String score(String name, Op.Score unit, String x) {
        float[] by = present(unit);
        return by == null ? x : graph.node("Mul", name, x, graph.floats(name + ".values", by, 1, by.length, 1, 1));
    }

    private String activation(String name, Op.Activation f, String x) {
        return switch (f.kind()) {
            case LEAKY_RELU -> graph.with("alpha", (float) f.a()).node("LeakyRelu", name, x);
            case CLIP -> {
                String low = f.a() == Double.NEGATIVE_INFINITY ? "" : graph.scalar(name + ".low", f.a());
                yield f.b() == Double.POSITIVE_INFINITY
                        ? graph.node("Clip", name, x, low)
                        : graph.node("Clip", name, x, low, graph.scalar(name + ".high", f.b()));
            }
            case SIGMOID -> graph.node("Sigmoid", name, x);
            case HARD_SIGMOID ->
                graph.with("alpha", (float) f.a()).with("beta", (float) f.b()).node("HardSigmoid", name, x);
            case HARD_SWISH -> graph.node("HardSwish", name, x);
            case SILU -> graph.node("Mul", name, x, graph.node("Sigmoid", name + ".sigmoid", x));
            case GELU -> {
                String inner = graph.node("Mul", name + ".scaled", x, graph.scalar(name + ".root", Math.sqrt(.5)));
                String erf = graph.node("Erf", name + ".erf", inner);
                yield half(name, x, erf, f.a() / 2);
            }
            case GELU_TANH -> {
                String cube = graph.node("Pow", name + ".cube", x, graph.scalar(name + ".three", 3));
                String part = graph.node("Mul", name + ".part", cube, graph.scalar(name + ".share", .044715));
                String sum = graph.node("Add", name + ".sum", x, part);
                String inner =
                        graph.node("Mul", name + ".scaled", sum, graph.scalar(name + ".root", Math.sqrt(2 / Math.PI)));
                yield half(name, x, graph.node("Tanh", name + ".tanh", inner), .5);
            }
            case MISH -> {
                String softplus = graph.node("Softplus", name + ".softplus", x);
                yield graph.node("Mul", name, x, graph.node("Tanh", name + ".tanh", softplus));
            }
            case ELU -> graph.with("alpha", (float) f.a()).node(f.b() == 1 ? "Elu" : "Celu", name, x); // b is 1, or a
            case POWER -> graph.node("Pow", name, x, graph.scalar(name + ".exponent", f.a()));
            case ERF -> graph.node("Erf", name, x);
            case TANH -> graph.node("Tanh", name, x);
            case SOFTPLUS -> graph.node("Softplus", name, x);
            case SOFTSIGN -> graph.node("Softsign", name, x);
            case ABS -> graph.node("Abs", name, x);
            case EXP -> graph.node("Exp", name, x);
            case LOG -> graph.node("Log", name, x);
            case RECIPROCAL -> graph.node("Reciprocal", name, x);
            case STEP -> graph.node("Sign", name, graph.node("Relu", name + ".positive", x));
        };
    }

    /** factor x (1 + curve). */
    private String half(String name, String x, String curve, double factor) {
        String one = graph.node("Add", name + ".one", curve, graph.scalar(name + ".unit", 1));
        String product = graph.node("Mul", name + ".product", x, one);
        return graph.node("Mul", name, product, graph.scalar(name + ".factor", factor));
    }

    /**
     * Group normalisation is that of instances of a group in one row, as PyTorch writes it: older opsets have no other.
     */
    private String norm(String name, Op.Norm n, Shape shape, String x) {
        long c = shape.channels();
        if (!n.places()) {
            String last = graph.with("perm", 0, 2, 3, 1).node("Transpose", name + ".last", x);
            graph.with("epsilon", (float) n.eps()).with("axis", -1);
            String normed = weighted("LayerNormalization", name, last, n.gamma(), n.beta());
            return graph.with("perm", 0, 3, 1, 2).node("Transpose", name + ".first", normed);
        }
        float[] ones = new float[n.groups()];
        Arrays.fill(ones, 1);
        String rows = graph.node("Reshape", name + ".rows", x, graph.integers(name + ".groups", 0, n.groups(), -1));
        String one = graph.floats(name + ".ones", ones, n.groups());
        String none = graph.floats(name + ".none", new float[n.groups()], n.groups());
        String unit = graph.with("epsilon", (float) n.eps()).node("InstanceNormalization", name, rows, one, none);
        String maps = graph.node(
                "Reshape", name + ".maps", unit, graph.integers(name + ".shape", 0, c, shape.height(), shape.width()));
        String scaled =
                graph.node("Mul", name + ".scaled", maps, graph.tensor(name + ".weight", n.gamma(), 1, c, 1, 1));
        return graph.node("Add", name + ".shifted", scaled, graph.tensor(name + ".bias", n.beta(), 1, c, 1, 1));
    }

    private String pool(String name, Op op, String x) {
        if (op instanceof Op.MaxPool p) {
            window(p.kernel(), p.stride(), p.padding(), p.ceil());
            return graph.with("dilations", p.dilation().height(), p.dilation().width())
                    .node("MaxPool", name, x);
        }
        Op.AveragePool p = (Op.AveragePool) op;
        window(p.kernel(), p.stride(), p.padding(), p.ceil());
        return graph.with("count_include_pad", p.countPadding() ? 1 : 0).node("AveragePool", name, x);
    }

    private void window(Extent kernel, Extent stride, Border b, boolean ceil) {
        graph.with("ceil_mode", ceil ? 1 : 0)
                .with("kernel_shape", kernel.height(), kernel.width())
                .with("pads", b.top(), b.left(), b.bottom(), b.right())
                .with("strides", stride.height(), stride.width());
    }

    /** As ordinary pooling where the windows are equal, else as products with matrices of means. */
    private String adaptive(String name, Op.AdaptiveAveragePool p, Shape from, String x) {
        if (p.height() == 1 && p.width() == 1) {
            return graph.node("GlobalAveragePool", name, x);
        }
        if (from.height() % p.height() == 0 && from.width() % p.width() == 0) {
            Extent window = new Extent(from.height() / p.height(), from.width() / p.width());
            window(window, window, Border.NONE, false);
            return graph.node("AveragePool", name, x);
        }
        String rows = x;
        if (from.height() != p.height()) {
            boolean last = from.width() == p.width();
            float[] means = means(p.height(), from.height(), false);
            String matrix = graph.floats(name + ".rows", means, p.height(), from.height());
            rows = graph.node("MatMul", last ? name : name + ".over_rows", matrix, x);
        }
        if (from.width() == p.width()) {
            return rows;
        }
        float[] means = means(p.width(), from.width(), true);
        return graph.node("MatMul", name, rows, graph.floats(name + ".columns", means, from.width(), p.width()));
    }

    private static float[] means(int outputs, int inputs, boolean transposed) {
        float[] means = new float[outputs * inputs];
        for (int i = 0; i < means.length; i++) {
            means[i] = transposed
                    ? OnnxDense.share(i % outputs, i / outputs, outputs, inputs)
                    : OnnxDense.share(i / inputs, i % inputs, outputs, inputs);
        }
        return means;
    }

    /** Gather; a channel of zeros is one added behind the others. */
    private String select(String name, Op.Select s, Shape from, String x) {
        boolean zeros = s.channels().stream().anyMatch(c -> c < 0);
        String source = x;
        if (zeros) {
            long[] pads = new long[from.flat() ? 4 : 8];
            pads[pads.length / 2 + 1] = 1;
            source = graph.node("Pad", name + ".zero", x, graph.integers(name + ".pads", pads));
        }
        long[] indices = IntStream.range(0, s.channels().size())
                .mapToLong(k ->
                        s.channels().get(k) < 0 ? from.channels() : s.channels().get(k))
                .toArray();
        return graph.with("axis", 1).node("Gather", name, source, graph.integers(name + ".channels", indices));
    }
}
