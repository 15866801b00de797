package org.neurochains.weights;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Bytes;
import org.neurochains.file.ElementType;
import org.neurochains.file.Quoted;

/**
 * A checkpoint as PyTorch wrote it before 0.2: a tar archive of {@code storages}, {@code tensors} and {@code pickle};
 * the last one refers to the tensors by number.
 */
final class TarCheckpoint {
    private final Bytes file;
    private final Map<String, TarArchive.Entry> archive;
    private final Map<String, Long> begins = new HashMap<>();
    private final Map<String, Object> objects = new HashMap<>();

    private TarCheckpoint(Bytes file) throws IOException {
        this.file = file;
        this.archive = TarArchive.read(file);
    }

    /**
     * Reads the archive's pickles and checks that every storage is there and whole.
     *
     * @param key the dictionary that is meant; null for the usual one
     * @throws InputException if the archive is no checkpoint of weights, or is damaged
     */
    static StoredParameters open(Bytes file, @Nullable String key) throws IOException {
        TarCheckpoint checkpoint = new TarCheckpoint(file);
        checkpoint.readStorages(checkpoint.cursor("storages"));
        checkpoint.readTensors(checkpoint.cursor("tensors"));
        Object value = Unpickler.load(checkpoint.cursor("pickle"), checkpoint::resolve);
        return new CheckpointParameters(
                file, StateDict.find(value, file.name(), key), StorageReader.at(file, checkpoint.begins));
    }

    private Cursor cursor(String name) {
        TarArchive.@Nullable Entry entry = archive.get(name);
        if (entry == null) {
            throw file.fault(
                    "the tar archive has no entry " + name,
                    "it is no PyTorch checkpoint; " + CheckpointFault.SAVE_AGAIN);
        }
        return new Cursor(file, "entry " + name, entry.begin(), entry.begin() + entry.size());
    }

    private void readStorages(Cursor in) throws IOException {
        long count = whole(plain(in), in);
        for (long i = 0; i < count; i++) {
            readStorage(in);
        }
        if (!(plain(in) instanceof Pickled.Items views)) {
            throw in.damaged("has no list of storage views");
        }
        for (Object view : views.values()) {
            addView(tuple(view, 4, in), in);
        }
    }

    /** A pickle of (key, location, class), the number of elements, and their bytes. */
    private void readStorage(Cursor in) throws IOException {
        List<Object> parts = tuple(plain(in), 3, in);
        String key = parts.get(0).toString();
        ElementType type = StorageIds.storageType(parts.get(2), in);
        long elements = in.number(8);
        if (elements < 0 || elements > Long.MAX_VALUE / type.width()) {
            throw in.damaged("has a storage of " + elements + " elements");
        }
        long bytes = elements * type.width();
        begins.put(key, in.filePosition());
        in.skip(bytes);
        add(key, new Pickled.Slice(new Pickled.Storage(key, bytes), type, 0, elements), in);
    }

    /** A storage that is a run of another: (key, key of the other, first element, elements). */
    private void addView(List<Object> parts, Cursor in) {
        Object root = objects.get(parts.get(1).toString());
        long first = whole(parts.get(2), in);
        long elements = whole(parts.get(3), in);
        if (!(root instanceof Pickled.Slice slice) || first > slice.elements() || elements > slice.elements() - first) {
            throw in.damaged("has a storage view that leaves its storage");
        }
        add(
                parts.get(0).toString(),
                new Pickled.Slice(slice.storage(), slice.type(), slice.first() + first, elements),
                in);
    }

    private void readTensors(Cursor in) throws IOException {
        long count = whole(plain(in), in);
        for (long i = 0; i < count; i++) {
            readTensor(in);
        }
    }

    /** A pickle of (key, storage, class), the rank in 8 bytes, shape, stride and offset. */
    private void readTensor(Cursor in) throws IOException {
        List<Object> parts = tuple(plain(in), 3, in);
        if (!(objects.get(parts.get(1).toString()) instanceof Pickled.Slice slice)) {
            throw in.damaged("has a tensor on a storage that is missing");
        }
        long rank = in.number(4);
        in.skip(4);
        if (rank > StoredParameter.MAX_RANK) {
            throw in.damaged("has a tensor of " + rank + " dimensions");
        }
        long[] shape = numbers(in, (int) rank);
        long[] stride = numbers(in, (int) rank);
        add(parts.get(0).toString(), new ViewBuilder(in).view(slice, in.number(8), shape, stride), in);
    }

    private static long[] numbers(Cursor in, int count) throws IOException {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = in.number(8);
        }
        return numbers;
    }

    private void add(String key, Object object, Cursor in) {
        if (objects.put(key, object) != null) {
            throw in.damaged("has the key " + Quoted.of(key) + " twice");
        }
    }

    private Object resolve(Object id, Cursor in) {
        if (id instanceof Pickled.Tuple) {
            throw in.fault(
                    "holds a whole model instead of its weights; nothing was executed", CheckpointFault.SAVE_AGAIN);
        }
        Object object = objects.get(id.toString());
        if (object == null) {
            throw in.damaged("refers to the tensor " + Quoted.of(id.toString()) + ", which is missing");
        }
        return object;
    }

    private static Object plain(Cursor in) throws IOException {
        return Unpickler.load(in, Unpickler.PersistentIds.NONE);
    }

    private static long whole(Object value, Cursor in) {
        if (value instanceof Long number && number >= 0) {
            return number;
        }
        throw in.damaged("has something else in place of a whole number from 0");
    }

    private static List<Object> tuple(Object value, int size, Cursor in) {
        if (value instanceof Pickled.Tuple tuple && tuple.values().size() == size) {
            return tuple.values();
        }
        throw in.damaged("has something else in place of " + size + " values");
    }
}
