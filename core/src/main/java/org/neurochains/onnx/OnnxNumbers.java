package org.neurochains.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.file.Elements;
import org.neurochains.file.Quoted;
import org.neurochains.onnx.OnnxValue.Integers;
import org.neurochains.onnx.OnnxValue.Numbers;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Tensor;

/**
 * Numbers made from stored numbers: weights that the file normalises, masks, orders or joins, as exporters leave them
 * without constant folding. Truths are 1 and 0.
 */
record OnnxNumbers(OnnxLowering net) {
    private static final int MOST = 1 << 16;
    /** Numbers joined, or repeated, at once. */
    private static final int MOST_JOINED = MOST << 10;

    private static final Map<String, DoubleUnaryOperator> FUNCTIONS = Map.ofEntries(
            Map.entry("Floor", Math::floor),
            Map.entry("Ceil", Math::ceil),
            Map.entry("Abs", Math::abs),
            Map.entry("Sign", Math::signum),
            Map.entry("Round", Math::rint),
            Map.entry("Exp", Math::exp),
            Map.entry("Log", Math::log),
            Map.entry("Sqrt", Math::sqrt),
            Map.entry("Neg", v -> -v),
            Map.entry("Not", v -> v == 0 ? 1 : 0),
            Map.entry("Reciprocal", v -> 1 / v),
            Map.entry("Sigmoid", v -> 1 / (1 + Math.exp(-v))),
            Map.entry("Tanh", Math::tanh),
            Map.entry("Relu", v -> Math.max(v, 0)),
            Map.entry("Softplus", v -> Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)))));

    private static final Map<String, BinaryOperator<Tensor>> PAIRS = Map.ofEntries(
            Map.entry("Add", Tensor::add),
            Map.entry("Sub", Tensor::sub),
            Map.entry("Mul", Tensor::mul),
            Map.entry("Div", Tensor::div),
            Map.entry("Max", (a, b) -> chosen(a.sub(b).greater(0), a, b)),
            Map.entry("Min", (a, b) -> chosen(b.sub(a).greater(0), a, b)),
            Map.entry("Greater", (a, b) -> a.sub(b).greater(0)),
            Map.entry("Less", (a, b) -> b.sub(a).greater(0)),
            Map.entry("GreaterOrEqual", (a, b) -> b.sub(a).greater(0).neg().add(1)),
            Map.entry("LessOrEqual", (a, b) -> a.sub(b).greater(0).neg().add(1)),
            Map.entry("Equal", (a, b) -> a.sub(b).abs().greater(0).neg().add(1)),
            Map.entry("And", Tensor::mul),
            Map.entry("Or", (a, b) -> a.add(b).greater(0)));

    private static Tensor chosen(Tensor truth, Tensor yes, Tensor no) {
        return yes.mul(truth).add(no.mul(truth.neg().add(1)));
    }

    /** What a node makes of numbers. */
    OnnxValue compute(OnnxNode node) {
        Tensor x = net.numbers(node, 0);
        DoubleUnaryOperator function = FUNCTIONS.get(node.op());
        BinaryOperator<Tensor> pair = PAIRS.get(node.op());
        if (function != null) {
            return each(x, function);
        } else if (pair != null) {
            Tensor result = x;
            for (int i = 1; i < node.inputs().size(); i++) {
                result = pair.apply(result, net.numbers(node, i));
            }
            return new Numbers(result);
        }
        return switch (node.op()) {
            case "Identity", "CastLike", "Dropout" -> new Numbers(x);
            case "Cast" -> cast(node, x);
            case "Reshape" -> new Numbers(x.reshape(wanted(node, x)));
            case "Flatten" -> new Numbers(flat(node, x));
            case "Transpose" -> transposed(node, x);
            case "Squeeze" -> new Numbers(squeezed(node, x));
            case "Unsqueeze" -> new Numbers(unsqueezed(node, x));
            case "Expand" -> new Numbers(repeated(node, x, net.required(node, 1)));
            case "Tile" -> new Numbers(tiled(node, x));
            case "Where" -> new Numbers(chosen(x.abs().sign(), net.numbers(node, 1), net.numbers(node, 2)));
            case "Range" -> range(node);
            case "Concat" -> joined(node);
            case "Slice" -> new Numbers(sliced(node, x));
            case "Gather" -> new Numbers(gathered(node, x));
            case "Pad" -> new Numbers(padded(node, x));
            case "MatMul", "Gemm" -> new Numbers(product(node, x));
            case "Pow" -> power(node, x);
            case "BatchNormalization" -> new Numbers(normalised(node, x));
            case "Clip" -> clipped(node, x);
            default -> new Numbers(reduced(node, x));
        };
    }

    private static Numbers each(Tensor x, DoubleUnaryOperator f) {
        float[] values = x.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) f.applyAsDouble(values[i]);
        }
        return new Numbers(Tensor.of(values, x.shape()));
    }

    private Numbers joined(OnnxNode node) {
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            parts.add(net.numbers(node, i));
        }
        if (parts.stream().mapToLong(Tensor::size).sum() > MOST_JOINED) {
            throw node.fault("joins too many constants", "simplify the model before export");
        }
        int axis = net.axis(node, node.integer("axis", 0), parts.get(0).rank());
        return new Numbers(Tensor.concat(axis, parts));
    }

    private Numbers clipped(OnnxNode node, Tensor x) {
        Double least = net.scalar(node, 1);
        Double most = net.scalar(node, 2);
        return each(x, v -> Math.min(most == null ? v : most, Math.max(least == null ? v : least, v)));
    }

    private Numbers range(OnnxNode node) {
        double start = net.scalar(node, 0, 0);
        double limit = net.scalar(node, 1, 0);
        double[] counted = OnnxConstants.counted(node, start, limit, net.scalar(node, 2, 0))
                .toArray();
        float[] values = new float[counted.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) counted[i];
        }
        return new Numbers(Tensor.of(values, values.length));
    }

    private Numbers power(OnnxNode node, Tensor x) {
        double power = net.scalar(node, 1, 1);
        return each(x, v -> Math.pow(v, power));
    }

    /** Batch norm of filters, each a channel, as standardised weights are written. */
    private Tensor normalised(OnnxNode node, Tensor x) {
        if (x.rank() < 2) {
            throw node.unsupported("normalises numbers");
        }
        long[] others = IntStream.range(0, x.rank())
                .filter(dim -> dim != 1)
                .asLongStream()
                .toArray();
        long[] shape = new long[x.rank()];
        Arrays.fill(shape, 1);
        shape[1] = x.dim(1);
        boolean own = node.integer("training_mode", 0) != 0;
        Tensor mean = (own ? x.mean(others) : net.weights(node, 3, 1)).reshape(shape);
        Tensor apart = x.sub(mean);
        Tensor variance = (own ? apart.square().mean(others) : net.weights(node, 4, 1)).reshape(shape);
        Tensor normed = apart.div(variance.add(node.real("epsilon", 1e-5)).sqrt());
        return normed.mul(net.weights(node, 1, 1).reshape(shape))
                .add(net.weights(node, 2, 1).reshape(shape));
    }

    private static OnnxValue cast(OnnxNode node, Tensor x) {
        long type = node.integer("to", 1);
        if (type == 1 || type == 10 || type == 11 || type == 16) {
            return new Numbers(x);
        } else if (type == OnnxShaping.BOOL) {
            return each(x, v -> v == 0 ? 0 : 1);
        }
        if (x.rank() > 1 || x.size() > MOST) {
            return each(x, v -> (long) v);
        }
        float[] values = x.toFloats();
        long[] integers = new long[values.length];
        Arrays.setAll(integers, i -> (long) values[i]);
        return new Integers(x.shape(), integers);
    }

    /** The tensor repeated to a shape, or in the dimensions that it has one of. */
    static Tensor repeated(OnnxNode node, Tensor x, long... shape) {
        long count = Elements.count(shape);
        if (count < 0 || count > MOST_JOINED || shape.length > 8) {
            throw node.damaged("repeats to the shape " + Quoted.of(Arrays.toString(shape)));
        }
        long[] whole = shape.clone();
        for (int i = 0; i < Math.min(x.rank(), whole.length); i++) {
            int at = whole.length - 1 - i;
            whole[at] = whole[at] == 1 ? x.dim(x.rank() - 1 - i) : whole[at];
        }
        return x.rank() > whole.length ? x : x.expand(whole);
    }

    private long[] wanted(OnnxNode node, Tensor x) {
        long[] shape = net.required(node, 1);
        long[] wanted = shape.clone();
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = wanted[i] == 0 && i < x.rank() && node.integer("allowzero", 0) == 0 ? x.dim(i) : wanted[i];
        }
        return wanted;
    }

    private Numbers transposed(OnnxNode node, Tensor x) {
        return new Numbers(x.permute(node.order(x.rank())));
    }

    private Tensor squeezed(OnnxNode node, Tensor x) {
        long[] axes = net.integers(node, 1, "axes");
        boolean[] dropped = net.named(node, x.rank(), axes == null ? new long[0] : axes);
        return x.reshape(IntStream.range(0, x.rank())
                .filter(i -> axes == null ? x.dim(i) != 1 : !dropped[i])
                .mapToLong(x::dim)
                .toArray());
    }

    private Tensor unsqueezed(OnnxNode node, Tensor x) {
        long[] axes = net.integers(node, 1, "axes");
        int rank = x.rank() + (axes == null ? 0 : axes.length);
        if (axes == null || rank > 8) {
            throw node.damaged("gives " + rank + " dimensions");
        }
        boolean[] added = net.named(node, rank, axes);
        long[] shape = new long[rank];
        int next = 0;
        for (int i = 0; i < rank; i++) {
            shape[i] = added[i] || next == x.rank() ? 1 : x.dim(next++);
        }
        return x.reshape(shape);
    }

    private Tensor flat(OnnxNode node, Tensor x) {
        long axis = node.integer("axis", 1);
        int from = axis == x.rank() ? x.rank() : net.axis(node, axis, x.rank());
        long rows = Arrays.stream(x.shape()).limit(from).reduce(1, (a, b) -> a * b);
        return x.reshape(rows, -1);
    }

    private Tensor tiled(OnnxNode node, Tensor x) {
        long[] times = net.required(node, 1);
        long count = x.size();
        for (long each : times) {
            count = each < 1 || each > MOST || count > MOST_JOINED ? Long.MAX_VALUE : count * each;
        }
        if (times.length != x.rank() || count > MOST_JOINED) {
            throw node.damaged("repeats " + x.rank() + " dimensions " + Quoted.of(Arrays.toString(times)) + " times");
        }
        Tensor result = x;
        for (int dim = 0; dim < times.length; dim++) {
            Tensor one = result;
            result = times[dim] == 1
                    ? one
                    : Tensor.concat(
                            dim,
                            IntStream.range(0, (int) times[dim])
                                    .mapToObj(i -> one)
                                    .toList());
        }
        return result;
    }

    private Tensor sliced(OnnxNode node, Tensor x) {
        Tensor result = x;
        for (OnnxRange range : net.ranges(node, x.rank())) {
            long[] places = LongStream.range(0, x.dim(range.axis())).toArray();
            long[] kept =
                    OnnxMatrices.sliced(node, Integers.list(places), range).values();
            result = result.indexSelect(
                    range.axis(), Arrays.stream(kept).mapToInt(Math::toIntExact).toArray());
        }
        return result;
    }

    private Tensor gathered(OnnxNode node, Tensor x) {
        int axis = net.axis(node, node.integer("axis", 0), x.rank());
        if (!(net.value(node, 1) instanceof Integers given) || given.shape().length > 1) {
            throw node.unsupported("picks numbers by indices of several dimensions");
        }
        int length = Math.toIntExact(x.dim(axis));
        int[] places = Arrays.stream(given.values())
                .mapToInt(place -> net.axis(node, place, length))
                .toArray();
        return given.isScalar() ? x.select(axis, places[0]) : x.indexSelect(axis, places);
    }

    private Tensor padded(OnnxNode node, Tensor x) {
        long[] pads = net.integers(node, 1, "pads");
        double value = net.scalar(node, 2, node.real("value", 0));
        boolean fits = pads != null && pads.length == 2 * x.rank() && !node.hasInput(3);
        if (pads == null || !fits || !node.text("mode", "constant").equals("constant")) {
            throw node.unsupported("pads numbers");
        }
        Tensor result = x;
        for (int dim = 0; dim < x.rank(); dim++) {
            List<Tensor> parts = new ArrayList<>(List.of(result));
            for (int end = 0; end < 2; end++) {
                long amount = pads[dim + end * x.rank()];
                long[] shape = result.shape();
                shape[dim] = amount;
                if (amount < 0 || amount > MOST || Elements.count(shape) > MOST_JOINED) {
                    throw node.damaged("pads by " + amount);
                }
                Tensor border = Tensor.full(value, shape);
                parts.add(end == 0 ? 0 : parts.size(), border);
            }
            result = Tensor.concat(dim, parts);
        }
        return result;
    }

    /** A product of two matrices. */
    private Tensor product(OnnxNode node, Tensor x) {
        Tensor y = net.numbers(node, 1);
        boolean plain = node.op().equals("MatMul") || (node.proto().getAttributeCount() == 0 && !node.hasInput(2));
        if (!plain || x.rank() != 2 || y.rank() != 2 || x.dim(1) != y.dim(0)) {
            throw node.unsupported("multiplies numbers");
        }
        return Functional.linear(x, y.permute(1, 0).contiguous(), null);
    }

    private Tensor reduced(OnnxNode node, Tensor x) {
        long[] dims = dims(node, x);
        if (dims.length == 0) {
            return x;
        }
        Tensor result = switch (node.op()) {
            case "ReduceSum" -> x.sum(dims);
            case "ReduceL1" -> x.abs().sum(dims);
            case "ReduceL2" -> x.square().sum(dims).sqrt();
            case "ReduceSumSquare" -> x.square().sum(dims);
            case "ReduceMean" -> x.mean(dims);
            case "ReduceMax" -> x.max(dims);
            case "ReduceMin" -> x.min(dims);
            default -> throw node.unsupported("works on constants");
        };
        long[] kept = x.shape();
        Arrays.stream(dims).forEach(dim -> kept[(int) dim] = 1);
        return node.integer("keepdims", 1) == 0 ? result : result.reshape(kept);
    }

    private long[] dims(OnnxNode node, Tensor x) {
        long @Nullable [] axes = net.integers(node, 1, "axes");
        boolean all = (axes == null || axes.length == 0) && node.integer("noop_with_empty_axes", 0) == 0;
        return all || axes == null
                ? IntStream.range(0, x.rank()).asLongStream().toArray()
                : Arrays.stream(axes)
                        .map(axis -> net.axis(node, axis, x.rank()))
                        .distinct()
                        .toArray();
    }
}
