package org.neurochains.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.file.ElementType;

/**
 * Values a pickle builds, beside text, numbers, truth values and byte arrays, which are Java's.
 *
 * <p>All but globals compare by identity, so that values which contain themselves, or each other many times over, are
 * harmless.
 */
sealed interface Pickled {
    /** {@code None}. */
    enum None implements Pickled {
        NONE
    }

    /** A dictionary, ordered or not, in the order of its keys' first appearance. */
    final class Dict implements Pickled {
        private final Map<Object, Object> items = new LinkedHashMap<>();

        Map<Object, Object> items() {
            return items;
        }
    }

    /** Values in order. */
    sealed interface Sequence extends Pickled {
        List<Object> values();
    }

    /** A list or a set. */
    final class Items implements Sequence {
        private final List<Object> values = new ArrayList<>();

        @Override
        public List<Object> values() {
            return values;
        }
    }

    final class Tuple implements Sequence {
        private final List<Object> values;

        Tuple(List<Object> values) {
            this.values = List.copyOf(values);
        }

        @Override
        public List<Object> values() {
            return values;
        }
    }

    /** An object of a harmless class that weights do not need, such as the options of a training run. */
    final class Ignored implements Pickled {}

    /** A name on the allow list. */
    record Callable(PickleGlobal global) implements Pickled {}

    /** A run of elements in one storage of the checkpoint. */
    record Slice(Storage storage, ElementType type, long first, long elements) implements Pickled {}

    /**
     * A tensor: a strided view that lies within its storage; {@link ViewBuilder} checks it.
     *
     * @param offset the first element's position in the whole storage
     */
    record View(Storage storage, ElementType type, long offset, long[] shape, long[] stride) implements Pickled {}

    /**
     * A storage of the checkpoint.
     *
     * @param key its name in the file
     * @param bytes its size
     */
    record Storage(String key, long bytes) {}
}
