package org.neurochains.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * An n-dimensional array in native memory, with the operations this project uses.
 *
 * <p>Operations return new tensors and leave their operands alone, save the few whose name ends in {@code InPlace}.
 * Shapes follow PyTorch's broadcasting. Memory is freed by the {@link Scope} around it. Operations of networks are in
 * {@link Functional}.
 *
 * @see Functional
 */
public final class Tensor {
    final org.bytedeco.pytorch.Tensor handle;

    Tensor(org.bytedeco.pytorch.Tensor handle) {
        this.handle = handle;
    }

    /** What one operation of the engine gives. */
    static Tensor wrap(String operation, Supplier<org.bytedeco.pytorch.Tensor> body) {
        return new Tensor(Engine.call(operation, body));
    }

    static TensorVector handles(List<Tensor> tensors) {
        return new TensorVector(tensors.stream().map(t -> t.handle).toArray(org.bytedeco.pytorch.Tensor[]::new));
    }

    // --- making and reading ---

    /**
     * A float tensor with a copy of the values.
     *
     * @throws IllegalArgumentException if the shape does not hold as many
     */
    public static Tensor of(float[] values, long... shape) {
        requireCount(values.length, shape);
        return values.length == 0 ? zeros(DType.FLOAT, shape) : wrap("of", () -> copied(values, shape));
    }

    /** All at once: what the engine's bindings have for it copies number by number. */
    private static org.bytedeco.pytorch.Tensor copied(float[] values, long[] shape) {
        org.bytedeco.pytorch.Tensor made = torch.torch_empty(shape);
        new FloatPointer(made.data_ptr()).capacity(values.length).put(values);
        return made;
    }

    /** A double tensor with a copy of the values. */
    public static Tensor of(double[] values, long... shape) {
        requireCount(values.length, shape);
        return values.length == 0
                ? zeros(DType.DOUBLE, shape)
                : wrap("of", () -> org.bytedeco.pytorch.Tensor.create(values, shape));
    }

    /** A one-dimensional tensor of indices. */
    public static Tensor indices(int... values) {
        long[] longs = Arrays.stream(values).asLongStream().toArray();
        return longs.length == 0
                ? zeros(DType.LONG, 0)
                : wrap("indices", () -> org.bytedeco.pytorch.Tensor.create(longs, longs.length));
    }

    public static Tensor zeros(DType type, long... shape) {
        return wrap("zeros", () -> torch.torch_zeros(shape).to(type.type));
    }

    /** A float tensor with the same value everywhere. */
    public static Tensor full(double value, long... shape) {
        return wrap("full", () -> torch.torch_full(shape, new Scalar(value)).to(torch.ScalarType.Float));
    }

    private static void requireCount(int values, long[] shape) {
        if (Arrays.stream(shape).reduce(1, (a, b) -> a * b) != values) {
            throw new IllegalArgumentException(values + " values for shape " + Arrays.toString(shape));
        }
    }

    /** The length of each dimension. */
    public long[] shape() {
        return handle.shape();
    }

    /** The length of one dimension; negative counts from the last. */
    public long dim(int index) {
        return handle.size(index);
    }

    /** The number of dimensions. */
    public int rank() {
        return (int) handle.ndimension();
    }

    /** The number of elements. */
    public long size() {
        return handle.numel();
    }

    /** The element type. */
    public DType type() {
        return DType.of(handle.scalar_type());
    }

    /** A copy of the rows of a matrix, shape (rows, columns). */
    public List<float[]> rows() {
        int width = (int) dim(1);
        float[] all = toFloats();
        return IntStream.range(0, (int) dim(0))
                .mapToObj(i -> Arrays.copyOfRange(all, i * width, (i + 1) * width))
                .toList();
    }

    /** A copy of the elements in row-major order. */
    public float[] toFloats() {
        float[] values = new float[Math.toIntExact(size())];
        if (values.length == 0) {
            return values;
        }
        try (Scope scope = Scope.open()) {
            FloatPointer data =
                    new FloatPointer(to(DType.FLOAT).contiguous().handle.data_ptr());
            data.capacity(values.length).get(values);
        }
        return values;
    }

    /** A copy of the elements in row-major order. */
    public double[] toDoubles() {
        double[] values = new double[Math.toIntExact(size())];
        if (values.length == 0) {
            return values;
        }
        try (Scope scope = Scope.open()) {
            DoublePointer data =
                    new DoublePointer(to(DType.DOUBLE).contiguous().handle.data_ptr());
            data.capacity(values.length).get(values);
        }
        return values;
    }

    /** The only element. */
    public double item() {
        if (size() != 1) {
            throw new IllegalStateException("not one element: shape " + Arrays.toString(shape()));
        }
        return toDoubles()[0];
    }

    /** Frees this tensor's memory now rather than at its scope's end; it must not be used again. */
    public void free() {
        handle.close();
    }

    // --- types, layout, gradients ---

    /** This tensor in another element type. */
    public Tensor to(DType type) {
        return handle.scalar_type().intern() == type.type ? this : wrap("to", () -> handle.to(type.type));
    }

    /** The same elements in row-major order in memory. */
    public Tensor contiguous() {
        return wrap("contiguous", handle::contiguous);
    }

    /** The same elements of a 4-d tensor with channels innermost in memory. */
    public Tensor channelsLast() {
        return wrap("channelsLast", () -> handle.contiguous(torch.MemoryFormat.ChannelsLast));
    }

    /** A copy with memory of its own. */
    public Tensor copy() {
        return wrap("copy", handle::clone);
    }

    /** The same memory, unknown to differentiation. */
    public Tensor detach() {
        return wrap("detach", handle::detach);
    }

    /** The same memory as a variable that {@link Autograd} can differentiate for. */
    public Tensor leaf() {
        return wrap("leaf", () -> handle.detach().set_requires_grad(true));
    }

    /** Whether results computed from this tensor can be differentiated. */
    public boolean requiresGradient() {
        return handle.requires_grad();
    }

    /** Zeros of the same shape and type. */
    public Tensor zerosLike() {
        return wrap("zerosLike", () -> torch.zeros_like(handle));
    }

    // --- elementwise ---

    /** Sum, broadcasting. */
    public Tensor add(Tensor other) {
        return wrap("add", () -> handle.add(other.handle));
    }

    /** Sum with a constant. */
    public Tensor add(double value) {
        return wrap("add", () -> handle.add(new Scalar(value)));
    }

    /** Difference, broadcasting. */
    public Tensor sub(Tensor other) {
        return wrap("sub", () -> handle.sub(other.handle));
    }

    /** Product, broadcasting. */
    public Tensor mul(Tensor other) {
        return wrap("mul", () -> handle.mul(other.handle));
    }

    /** Product with a constant. */
    public Tensor mul(double value) {
        return wrap("mul", () -> handle.mul(new Scalar(value)));
    }

    /** Quotient, broadcasting. */
    public Tensor div(Tensor other) {
        return wrap("div", () -> handle.div(other.handle));
    }

    /** This + weight (end - this), broadcasting. */
    public Tensor lerp(Tensor end, Tensor weight) {
        return wrap("lerp", () -> handle.lerp(end.handle, weight.handle));
    }

    /** The negative. */
    public Tensor neg() {
        return wrap("neg", handle::neg);
    }

    /** Absolute values; the derivative at 0 is 0. */
    public Tensor abs() {
        return wrap("abs", handle::abs);
    }

    /** Signs: -1, 0 or 1. */
    public Tensor sign() {
        return wrap("sign", handle::sign);
    }

    public Tensor square() {
        return wrap("square", handle::square);
    }

    /** Square roots. */
    public Tensor sqrt() {
        return wrap("sqrt", handle::sqrt);
    }

    /** Powers of e. */
    public Tensor exp() {
        return wrap("exp", handle::exp);
    }

    /** Natural logarithms. */
    public Tensor log() {
        return wrap("log", handle::log);
    }

    /** max(x, 0). */
    public Tensor relu() {
        return wrap("relu", handle::relu);
    }

    /** 1 / (1 + e^-x). */
    public Tensor sigmoid() {
        return wrap("sigmoid", handle::sigmoid);
    }

    /** Values limited to [low, high]. */
    public Tensor clamp(double low, double high) {
        ScalarOptional least = new ScalarOptional(new Scalar(low));
        ScalarOptional most = new ScalarOptional(new Scalar(high));
        return wrap("clamp", () -> torch.clamp(handle, least, most));
    }

    /** 1 where an element is greater than the value, else 0; of this tensor's type. */
    public Tensor greater(double value) {
        return wrap("greater", () -> handle.gt(new Scalar(value)).to(handle.scalar_type()));
    }

    // --- reductions ---

    /** The sum of all elements, 0-dimensional. */
    public Tensor sum() {
        return wrap("sum", handle::sum);
    }

    /** Sums over the given dimensions, which vanish. */
    public Tensor sum(long... dims) {
        return wrap("sum", () -> handle.sum(dims, false, new ScalarTypeOptional()));
    }

    /** The mean of all elements, 0-dimensional. */
    public Tensor mean() {
        return wrap("mean", handle::mean);
    }

    /** Means over the given dimensions, which vanish. */
    public Tensor mean(long... dims) {
        return wrap("mean", () -> handle.mean(dims, false, new ScalarTypeOptional()));
    }

    /** Largest elements over the given dimensions, which vanish. */
    public Tensor max(long... dims) {
        return wrap("max", () -> handle.amax(dims, false));
    }

    /** Smallest elements over the given dimensions, which vanish. */
    public Tensor min(long... dims) {
        return wrap("min", () -> handle.amin(dims, false));
    }

    /** The index of the largest element along a dimension (an unspecified one of equals), in row-major order. */
    public int[] argmax(long dim) {
        try (Scope scope = Scope.open()) {
            Tensor index = wrap("argmax", () -> handle.argmax(new LongOptional(dim), false));
            return Arrays.stream(index.toDoubles()).mapToInt(i -> (int) i).toArray();
        }
    }

    // --- shape ---

    /** The same elements in another shape; one length may be -1. */
    public Tensor reshape(long... shape) {
        return wrap("reshape", () -> handle.reshape(shape));
    }

    /** Dimensions in another order. */
    public Tensor permute(long... order) {
        return wrap("permute", () -> handle.permute(order));
    }

    /** Repeated along dimensions of length 1, without copying; -1 keeps a length. */
    public Tensor expand(long... shape) {
        return wrap("expand", () -> handle.expand(shape));
    }

    /** A range of one dimension, as a view. */
    public Tensor narrow(int dim, long start, long length) {
        return wrap("narrow", () -> handle.narrow(dim, start, length));
    }

    /** One index of one dimension, which vanishes, as a view. */
    public Tensor select(int dim, long index) {
        return wrap("select", () -> handle.select(dim, index));
    }

    /** The given indices of one dimension, copied. */
    public Tensor indexSelect(int dim, Tensor indices) {
        return wrap("indexSelect", () -> handle.index_select(dim, indices.handle));
    }

    /** The given indices of one dimension, copied. */
    public Tensor indexSelect(int dim, int... indices) {
        return indexSelect(dim, indices(indices));
    }

    /** This tensor with another's slices added at the given indices of one dimension. */
    public Tensor indexAdd(int dim, Tensor indices, Tensor other) {
        return wrap("indexAdd", () -> handle.index_add(dim, indices.handle, other.handle));
    }

    /** Consecutive ranges of one dimension. */
    public List<Tensor> split(int dim, long... lengths) {
        TensorVector parts = Engine.call("split", () -> handle.split_with_sizes(lengths, dim));
        return LongStream.range(0, lengths.length)
                .mapToObj(i -> new Tensor(new org.bytedeco.pytorch.Tensor(parts.get(i))))
                .toList();
    }

    /** Tensors side by side along one dimension. */
    public static Tensor concat(int dim, List<Tensor> tensors) {
        return wrap("concat", () -> torch.cat(handles(tensors), dim));
    }

    // --- in place ---

    /** Adds to this tensor's memory; returns this. */
    public Tensor addInPlace(Tensor other) {
        Engine.call("addInPlace", () -> handle.add_(other.handle));
        return this;
    }

    /** Replaces negative elements of this tensor's memory by 0; returns this. */
    public Tensor reluInPlace() {
        Engine.call("reluInPlace", handle::relu_);
        return this;
    }

    /** Overwrites this tensor's memory, broadcasting; returns this. */
    public Tensor copyInPlace(Tensor source) {
        Engine.call("copyInPlace", () -> handle.copy_(source.handle));
        return this;
    }

    @Override
    public String toString() {
        return "Tensor" + Arrays.toString(shape());
    }
}
