package org.neurochains.weights;

import java.util.List;
import org.neurochains.InputException;
import org.neurochains.file.ElementType;

/** What a call in a pickle of weights builds. */
final class PickleCallables {
    private PickleCallables() {}

    /**
     * Builds the result of a call.
     *
     * @throws InputException if the callable is not on the allow list, or the arguments are not what it takes
     */
    static Object call(Object callable, Object arguments, Cursor in) {
        if (!(callable instanceof Pickled.Callable allowed)) {
            throw in.pickleFault("calls a value that is no function");
        }
        if (!(arguments instanceof Pickled.Tuple tuple)) {
            throw in.pickleFault("calls " + allowed.global().name() + " without a tuple of arguments");
        }
        List<Object> values = tuple.values();
        return switch (allowed.global().role()) {
            case DICT -> dict(values, in);
            case TENSOR -> new ViewBuilder(in).view(argument(values, 0, in), values, null);
            case TYPED_TENSOR -> new ViewBuilder(in).view(argument(values, 0, in), values, type(values, in));
            case FIRST_ARGUMENT -> argument(values, 0, in);
            case FROM_TYPE -> fromType(values, in);
            case IGNORED -> new Pickled.Ignored();
            case STORAGE, DTYPE ->
                throw in.pickleFault("calls " + allowed.global().name());
        };
    }

    /** The function may not be this one again, so that the depth is bounded. */
    private static Object fromType(List<Object> values, Cursor in) {
        Object function = argument(values, 0, in);
        if (function instanceof Pickled.Callable again && again.global().role() == PickleGlobal.Role.FROM_TYPE) {
            throw in.pickleFault("calls " + again.global().name() + " within itself");
        }
        return call(function, argument(values, 2, in), in);
    }

    private static Object dict(List<Object> values, Cursor in) {
        Pickled.Dict dict = new Pickled.Dict();
        if (values.isEmpty()) {
            return dict;
        }
        for (Object pair : items(values.get(0), in)) {
            List<Object> keyAndValue = items(pair, in);
            if (keyAndValue.size() != 2 || dict.items().put(keyAndValue.get(0), keyAndValue.get(1)) != null) {
                throw in.pickleFault("has an ordered dictionary of something else than pairs with different keys");
            }
        }
        return dict;
    }

    private static List<Object> items(Object value, Cursor in) {
        if (value instanceof Pickled.Sequence sequence) {
            return sequence.values();
        }
        throw in.pickleFault("has an ordered dictionary of something else than pairs");
    }

    private static ElementType type(List<Object> values, Cursor in) {
        ElementType type = PickleGlobal.type(argument(values, 6, in), PickleGlobal.Role.DTYPE);
        if (type == null) {
            throw in.pickleFault("has a tensor without an element type");
        }
        return type;
    }

    static Object argument(List<Object> values, int index, Cursor in) {
        if (index >= values.size()) {
            throw in.pickleFault("calls a function with " + values.size() + " arguments, it needs more");
        }
        return values.get(index);
    }
}
