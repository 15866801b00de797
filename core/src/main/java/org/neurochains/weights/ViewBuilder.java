package org.neurochains.weights;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.ElementType;
import org.neurochains.file.Elements;

/**
 * Builds tensors from the arguments of PyTorch's {@code _rebuild_tensor} functions, and checks that they lie within
 * their storage.
 */
record ViewBuilder(Cursor in) {
    /**
     * The tensor of (storage, offset, shape, stride, ...).
     *
     * @param storage the first argument
     * @param type the element type where it is not the storage's
     * @throws InputException if the view leaves its storage, or its shape and stride contradict each other
     */
    Pickled.View view(Object storage, List<Object> arguments, @Nullable ElementType type) {
        if (!(storage instanceof Pickled.Slice slice)) {
            throw fault("is built on a value that is no storage");
        }
        long offset = number(PickleCallables.argument(arguments, 1, in));
        long[] shape = numbers(PickleCallables.argument(arguments, 2, in));
        long[] stride = numbers(PickleCallables.argument(arguments, 3, in));
        return view(type == null ? slice : retyped(slice, type), offset, shape, stride);
    }

    /** The checked view. */
    Pickled.View view(Pickled.Slice slice, long offset, long[] shape, long[] stride) {
        if (shape.length != stride.length) {
            throw fault("has " + shape.length + " dimensions and " + stride.length + " strides");
        }
        if (offset < 0 || anyNegative(shape) || anyNegative(stride)) {
            throw fault("has a negative number: offset " + offset + ", shape " + Arrays.toString(shape) + ", stride "
                    + Arrays.toString(stride));
        }
        long count = Elements.count(shape);
        if (count < 0 || count > Elements.MAX) {
            throw in.fault(
                    "a tensor of shape " + Arrays.toString(shape) + " has more than " + Elements.MAX + " elements",
                    "no more are read per parameter");
        }
        if (count > 0 && !within(slice.elements(), offset, shape, stride)) {
            throw fault("of shape " + Arrays.toString(shape) + ", stride " + Arrays.toString(stride) + " and offset "
                    + offset + " leaves its storage of " + slice.elements() + " elements");
        }
        return new Pickled.View(slice.storage(), slice.type(), slice.first() + offset, shape, stride);
    }

    /** The storage's bytes as elements of another type. */
    private Pickled.Slice retyped(Pickled.Slice slice, ElementType type) {
        long first = slice.first() * slice.type().width();
        long bytes = slice.elements() * slice.type().width();
        if (first % type.width() != 0) {
            throw fault("begins within an element");
        }
        return new Pickled.Slice(slice.storage(), type, first / type.width(), bytes / type.width());
    }

    private static boolean within(long elements, long offset, long[] shape, long[] stride) {
        long left = elements - 1 - offset;
        for (int d = 0; d < shape.length && left >= 0; d++) {
            long steps = shape[d] - 1;
            if (steps > 0 && stride[d] > left / steps) {
                return false;
            }
            left -= steps * stride[d];
        }
        return left >= 0;
    }

    private static boolean anyNegative(long[] numbers) {
        return Arrays.stream(numbers).anyMatch(n -> n < 0);
    }

    private long[] numbers(Object value) {
        if (!(value instanceof Pickled.Tuple tuple)) {
            throw fault("has a shape or stride that is no tuple");
        }
        if (tuple.values().size() > StoredParameter.MAX_RANK) {
            throw fault("has " + tuple.values().size() + " dimensions");
        }
        return tuple.values().stream().mapToLong(this::number).toArray();
    }

    private long number(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw fault("has an offset, shape or stride that is no whole number");
    }

    private InputException fault(String problem) {
        return in.fault("a tensor " + problem, CheckpointFault.SAVE_AGAIN);
    }
}
