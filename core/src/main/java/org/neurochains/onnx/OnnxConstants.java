package org.neurochains.onnx;

import java.util.Arrays;
import java.util.function.LongBinaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.neurochains.file.Quoted;
import org.neurochains.network.Op;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.onnx.OnnxValue.Integers;
import org.neurochains.onnx.OnnxValue.Numbers;
import org.neurochains.onnx.proto.OnnxProto.TensorProto;
import org.neurochains.tensor.EngineException;
import org.neurochains.tensor.Tensor;

/** Computes what exporters leave in a graph though no image has a part in it: shapes, and numbers made from numbers. */
final class OnnxConstants {
    private static final long MOST = 1 << 16;
    /** Numbers made from numbers in all: 1 GiB of them. */
    private static final long MOST_COMPUTED = 1 << 28;

    private static final long BATCH = OnnxValue.BATCH;

    private final OnnxLowering net;
    private final OnnxNumbers numbers;
    private long computed;

    OnnxConstants(OnnxLowering net) {
        this.net = net;
        this.numbers = new OnnxNumbers(net);
    }

    /** The value of a Constant. */
    OnnxValue constant(OnnxNode node) {
        TensorProto tensor = node.tensor("value");
        if (tensor != null) {
            return net.read(tensor);
        } else if (node.has("value_float")) {
            return new Numbers(Tensor.full(node.real("value_float", 0)));
        } else if (node.has("value_int")) {
            return Integers.scalar(node.integer("value_int", 0));
        } else if (node.has("value_ints")) {
            long[] values = node.integers("value_ints");
            return Integers.list(values == null ? new long[0] : values);
        } else if (node.has("value_floats")) {
            float[] values = new float[node.reals("value_floats").size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = node.reals("value_floats").get(i);
            }
            return new Numbers(Tensor.of(values, values.length));
        }
        throw node.unsupported("holds neither numbers nor integers");
    }

    /** The shape of any value, or a part of it. */
    Integers shape(OnnxNode node) {
        long[] dims = net.dims(net.value(node, 0));
        int start = end(node.integer("start", 0), dims.length);
        int end = end(node.integer("end", Long.MAX_VALUE), dims.length);
        return Integers.list(Arrays.copyOfRange(dims, Math.min(start, end), end));
    }

    private static int end(long position, int length) {
        long counted = position < 0 ? position + length : position;
        return (int) Math.max(0, Math.min(counted, length));
    }

    /** An operator whose inputs are all constants. */
    OnnxValue compute(OnnxNode node) {
        boolean integers = IntStream.range(0, node.inputs().size())
                .filter(node::hasInput)
                .allMatch(i -> net.value(node, i) instanceof Integers);
        try {
            OnnxValue value = integers && !node.op().equals("ConstantOfShape") ? ofIntegers(node) : ofNumbers(node);
            computed += value instanceof Numbers n
                    ? n.tensor().size()
                    : value instanceof Integers i ? i.values().length : 0;
            if (computed > MOST_COMPUTED) {
                throw node.fault("computes too many constants from constants", "simplify the model before export");
            }
            return value;
        } catch (EngineException | ArithmeticException | IllegalArgumentException e) {
            throw node.fault(
                    "cannot be computed: " + Quoted.of(String.valueOf(e.getMessage())), "is the file damaged?");
        }
    }

    private Integers first(OnnxNode node) {
        return (Integers) net.value(node, 0);
    }

    private OnnxValue ofIntegers(OnnxNode node) {
        if (IntStream.range(0, node.inputs().size())
                .anyMatch(i -> node.hasInput(i) && OnnxMatrices.isMatrix(net.value(node, i)))) {
            return OnnxMatrices.compute(net, node);
        }
        return switch (node.op()) {
            case "Unsqueeze" -> OnnxMatrices.column(first(node), net.integers(node, 1, "axes"));
            case "Identity", "CastLike", "Squeeze", "Flatten" -> reshaped(node);
            case "Reshape" -> OnnxMatrices.reshaped(node, first(node), net.required(node, 1));
            case "Cast" -> cast(node, first(node));
            case "Add" -> combined(node, Math::addExact);
            case "Sub" -> combined(node, Math::subtractExact);
            case "Mul" -> combined(node, Math::multiplyExact);
            case "Div" -> combined(node, (a, b) -> a / b);
            case "Mod" -> combined(node, Math::floorMod);
            case "Max" -> combined(node, Math::max);
            case "Min" -> combined(node, Math::min);
            case "Clip" -> limited(node);
            case "Greater", "Less", "GreaterOrEqual", "LessOrEqual", "Equal", "And", "Or", "Xor", "Not", "Where" ->
                OnnxLogic.ofIntegers(net, node);
            case "Neg" -> combined(node, (a, b) -> -a);
            case "Concat" -> concat(node);
            case "Gather" -> gather(node);
            case "Slice" -> OnnxMatrices.sliced(net, node, first(node));
            case "Expand" -> expanded(node);
            case "Range" -> range(node);
            case "ReduceProd" ->
                Integers.list(
                        Arrays.stream(first(node).values()).reduce(1, (a, b) -> known(a, b, Math::multiplyExact)));
            default -> throw node.unsupported("works on integers");
        };
    }

    static OnnxValue cast(OnnxNode node, Integers x) {
        long type = node.integer("to", 7);
        boolean floating = type == 1 || type == 10 || type == 11 || type == 16;
        boolean open = Arrays.stream(x.values()).anyMatch(v -> v == BATCH);
        return floating && !open ? x.toNumbers() : x;
    }

    /** As a single number where dimensions vanish, else as a list. */
    private Integers reshaped(OnnxNode node) {
        Integers x = first(node);
        boolean scalar = switch (node.op()) {
            case "Squeeze" -> x.values().length == 1;
            case "Flatten" -> false;
            default -> x.isScalar();
        };
        return scalar && x.values().length == 1 ? Integers.scalar(x.values()[0]) : Integers.list(x.values());
    }

    private static long known(long a, long b, LongBinaryOperator f) {
        return a == BATCH || b == BATCH ? BATCH : f.applyAsLong(a, b);
    }

    private Integers combined(OnnxNode node, LongBinaryOperator f) {
        long[] a = first(node).values();
        long[] b = node.hasInput(1) ? ((Integers) net.value(node, 1)).values() : a;
        int length = Math.max(a.length, b.length);
        if ((a.length != length && a.length != 1)
                || (b.length != length && b.length != 1)
                || a.length * b.length == 0) {
            throw node.damaged("combines " + a.length + " integers with " + b.length);
        }
        long[] result = new long[length];
        for (int i = 0; i < length; i++) {
            result[i] = known(a[a.length == 1 ? 0 : i], b[b.length == 1 ? 0 : i], f);
        }
        return first(node).isScalar() && length == 1 ? Integers.scalar(result[0]) : Integers.list(result);
    }

    private Integers concat(OnnxNode node) {
        long[] all = IntStream.range(0, node.inputs().size())
                .mapToObj(i -> ((Integers) net.value(node, i)).values())
                .flatMapToLong(Arrays::stream)
                .limit(MOST + 1)
                .toArray();
        if (all.length > MOST) {
            throw node.fault("joins more than " + MOST + " integers", "is the file damaged?");
        }
        return Integers.list(all);
    }

    private Integers gather(OnnxNode node) {
        long[] from = first(node).values();
        Integers indices = (Integers) net.value(node, 1);
        long[] picked = Arrays.stream(indices.values())
                .map(i -> from[net.axis(node, i, from.length)])
                .toArray();
        return indices.isScalar() ? Integers.scalar(picked[0]) : Integers.list(picked);
    }

    private Integers expanded(OnnxNode node) {
        long[] shape = net.required(node, 1);
        long[] values = first(node).values();
        if (shape.length > 1) {
            throw node.unsupported("repeats integers in several dimensions");
        }
        long length = shape.length == 0 ? 1 : shape[0];
        if (values.length != 1 || length == 1) {
            return Integers.list(values);
        }
        return repeated(node, values[0], length);
    }

    private static Integers repeated(OnnxNode node, long value, long times) {
        if (times < 0 || times > MOST) {
            throw node.fault("repeats an integer " + times + " times", "at most " + MOST + " is possible");
        }
        return Integers.list(LongStream.generate(() -> value).limit(times).toArray());
    }

    private Integers limited(OnnxNode node) {
        long least = node.hasInput(1) ? net.required(node, 1)[0] : Long.MIN_VALUE;
        long most = node.hasInput(2) ? net.required(node, 2)[0] : Long.MAX_VALUE;
        long[] values = Arrays.stream(first(node).values())
                .map(v -> v == BATCH ? v : Math.min(most, Math.max(least, v)))
                .toArray();
        return first(node).isScalar() ? Integers.scalar(values[0]) : Integers.list(values);
    }

    private Integers range(OnnxNode node) {
        long start = net.required(node, 0)[0];
        long limit = net.required(node, 1)[0];
        long step = net.required(node, 2)[0];
        if (start == BATCH || limit == BATCH || step == BATCH || step == 0) {
            throw node.unsupported("counts the images, or in steps of nothing");
        }
        return Integers.list(counted(node, (double) start, (double) limit, (double) step)
                .mapToLong(v -> (long) v)
                .toArray());
    }

    /** Numbers from a start up to a limit. */
    static DoubleStream counted(OnnxNode node, double start, double limit, double step) {
        double count = Math.max(0, Math.ceil((limit - start) / step));
        if (!(count <= MOST)) {
            throw node.fault("counts more than " + MOST + " numbers", "is the file damaged?");
        }
        return IntStream.range(0, (int) count).mapToDouble(i -> start + i * step);
    }

    private OnnxValue ofNumbers(OnnxNode node) {
        if (node.op().equals("ConstantOfShape")) {
            return constantOfShape(node);
        }
        boolean toImages = node.op().equals("Expand") && isOfImages(net.required(node, 1));
        return toImages ? expandedToImages(node, net.numbers(node, 0), net.required(node, 1)) : numbers.compute(node);
    }

    private OnnxValue constantOfShape(OnnxNode node) {
        TensorProto given = node.tensor("value");
        OnnxValue value = given == null ? Numbers.of(0) : net.read(given);
        long[] shape = net.required(node, 0);
        if (value instanceof Integers i && i.values().length == 1 && shape.length == 1) {
            return repeated(node, i.values()[0], shape[0]);
        }
        Tensor number = value instanceof Numbers n
                ? n.tensor()
                : ((Integers) value).toNumbers().tensor();
        if (number.size() != 1) {
            throw node.fault("repeats " + number.size() + " values", "one is needed");
        }
        return isOfImages(shape)
                ? expandedToImages(node, number.reshape(), shape)
                : new Numbers(OnnxNumbers.repeated(node, number.reshape(), shape));
    }

    private static boolean isOfImages(long... shape) {
        return (shape.length == 4 || shape.length == 2) && shape[0] == BATCH;
    }

    /** Numbers repeated for every image: one for each channel, or for each place. */
    private Image expandedToImages(OnnxNode node, Tensor x, long[] shape) {
        long[] one = shape.clone();
        one[0] = 1;
        Tensor whole = OnnxNumbers.repeated(node, x, one);
        if (shape.length == 2 && whole.rank() == 2 && whole.dim(0) == 1) {
            Op vector = new Op.Constant(whole.contiguous().reshape(-1), 1, 1);
            int maps = net.add(node, vector);
            return new Image(net.add(node, ".flatten", new Op.Flatten(), maps), "NC", false);
        }
        boolean perChannel = x.rank() <= 4;
        for (int i = 1; i <= Math.min(2, x.rank()); i++) {
            perChannel &= x.dim(-i) == 1;
        }
        if (whole.rank() != 4 || whole.dim(0) != 1) {
            throw node.unsupported("gives each image a number of its own");
        }
        Tensor values = perChannel
                ? whole.narrow(2, 0, 1).narrow(3, 0, 1).contiguous().reshape(-1)
                : whole.contiguous().reshape(whole.dim(1), whole.dim(2), whole.dim(3));
        Op constant = new Op.Constant(values, (int) whole.dim(2), (int) whole.dim(3));
        return Image.maps(net.add(node, constant));
    }
}
