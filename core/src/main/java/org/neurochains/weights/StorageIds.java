package org.neurochains.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.ElementType;
import org.neurochains.file.Quoted;

/**
 * Persistent ids of zip and legacy checkpoints: {@code ('storage', class, key, location, elements[, view])}.
 *
 * <p>The location, such as {@code cuda:0}, is where the tensor lived when it was saved; it does not matter here.
 */
final class StorageIds implements Unpickler.PersistentIds {
    private final Map<String, Pickled.Slice> storages = new LinkedHashMap<>();

    /** The storages met, by key: each as a whole, with the element type that it was first met with. */
    Map<String, Pickled.Slice> storages() {
        return storages;
    }

    @Override
    public Object resolve(Object id, Cursor in) {
        if (!(id instanceof Pickled.Tuple tuple) || tuple.values().isEmpty()) {
            throw fault(in, " that is no tuple");
        }
        List<Object> parts = tuple.values();
        if (parts.get(0).equals("module")) {
            throw in.fault(
                    "holds a whole model instead of its weights; nothing was executed", CheckpointFault.SAVE_AGAIN);
        }
        if (!parts.get(0).equals("storage") || parts.size() < 5) {
            String kind = parts.get(0) instanceof String text ? " of the kind " + Quoted.of(text) : "";
            throw fault(in, kind + " that is no storage");
        }
        Pickled.Slice whole = slice(parts, in);
        return parts.size() > 5 ? view(whole, parts.get(5), in) : whole;
    }

    private Pickled.Slice slice(List<Object> parts, Cursor in) {
        ElementType type = storageType(parts.get(1), in);
        String key = key(parts.get(2), in);
        long elements = size(parts.get(4), in);
        if (elements > Long.MAX_VALUE / type.width()) {
            throw fault(in, " whose size is beyond any file");
        }
        Pickled.Slice whole = new Pickled.Slice(new Pickled.Storage(key, elements * type.width()), type, 0, elements);
        Pickled.@Nullable Slice before = storages.putIfAbsent(key, whole);
        if (before != null && !before.storage().equals(whole.storage())) {
            throw fault(in, " of storage " + Quoted.of(key) + ", whose size was different before");
        }
        return whole;
    }

    /** A view is {@code (key, offset, elements)} of the storage it lies in; only old legacy files have them. */
    private static Pickled.Slice view(Pickled.Slice whole, Object view, Cursor in) {
        if (view == Pickled.None.NONE) {
            return whole;
        }
        if (!(view instanceof Pickled.Tuple tuple) || tuple.values().size() != 3) {
            throw fault(in, " with a view that is no triple");
        }
        long first = size(tuple.values().get(1), in);
        long elements = size(tuple.values().get(2), in);
        if (first > whole.elements() || elements > whole.elements() - first) {
            throw fault(in, " with a view that leaves its storage");
        }
        return new Pickled.Slice(whole.storage(), whole.type(), first, elements);
    }

    static ElementType storageType(Object value, Cursor in) {
        ElementType type = PickleGlobal.type(value, PickleGlobal.Role.STORAGE);
        if (type == null) {
            throw fault(in, " whose class is no storage");
        }
        return type;
    }

    private static String key(Object value, Cursor in) {
        if (value instanceof String || value instanceof Long) {
            return value.toString();
        }
        throw fault(in, " whose key is no text");
    }

    private static long size(Object value, Cursor in) {
        if (value instanceof Long size && size >= 0) {
            return size;
        }
        throw fault(in, " whose size is no whole number from 0");
    }

    private static InputException fault(Cursor in, String problem) {
        return in.pickleFault("has a persistent id" + problem);
    }
}
