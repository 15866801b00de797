package org.neurochains.weights;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.InputException;
import org.neurochains.file.Bytes;
import org.neurochains.file.ElementType;
import org.neurochains.file.Elements;
import org.neurochains.file.Quoted;

/** The parameters of a PyTorch checkpoint of any form: views on its storages. */
final class CheckpointParameters implements StoredParameters {
    /** Elements that views may show beyond {@link #SHARING} times those of their storages. */
    private static final long FREE = 1L << 20;

    /** How many times over the elements of the storages may be shown: tied weights share one. */
    private static final long SHARING = 4;

    private record Source(Pickled.Storage storage, ElementType type) {}

    private final Bytes file;
    private final StorageReader storages;
    private final List<StoredParameter> list = new ArrayList<>();
    private final List<Pickled.View> views = new ArrayList<>();
    private final Map<Source, List<Integer>> users = new LinkedHashMap<>();

    /**
     * The parameters of a checkpoint.
     *
     * @throws InputException if its tensors show more elements than its storages can hold
     */
    CheckpointParameters(Bytes file, Map<String, Pickled.View> tensors, StorageReader storages) {
        this.file = file;
        this.storages = storages;
        tensors.forEach(this::add);
        checkExpansion();
    }

    private void add(String name, Pickled.View view) {
        users.computeIfAbsent(new Source(view.storage(), view.type()), s -> new ArrayList<>())
                .add(views.size());
        views.add(view);
        list.add(new StoredParameter(name, view.type(), view.shape()));
    }

    private void checkExpansion() {
        long shown = views.stream().mapToLong(v -> Elements.count(v.shape())).sum();
        long stored = users.keySet().stream()
                .mapToLong(CheckpointParameters::elements)
                .sum();
        if (shown > SHARING * stored + FREE) {
            throw file.fault(
                    "its tensors show " + shown + " elements of storages that hold " + stored,
                    "call contiguous() on expanded tensors before saving");
        }
    }

    @Override
    public List<StoredParameter> list() {
        return list;
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    /** Storage by storage: each is read once, whatever the number of views on it. */
    @Override
    public void read(Sink sink) throws IOException {
        for (Map.Entry<Source, List<Integer>> entry : users.entrySet()) {
            float[] values = values(entry.getKey());
            for (int index : entry.getValue()) {
                sink.accept(index, shown(views.get(index), values));
            }
        }
    }

    private float[] values(Source source) throws IOException {
        long count = elements(source);
        if (count > Elements.MAX) {
            throw file.fault(
                    "storage " + Quoted.of(source.storage().key()) + " has " + count + " elements",
                    "at most " + Elements.MAX + " are read; save tensors that share a storage with clone()");
        }
        try (InputStream in = storages.open(source.storage())) {
            float[] values = Elements.decode(in, source.type(), (int) count, storages.order());
            in.transferTo(OutputStream.nullOutputStream());
            return values;
        }
    }

    private static float[] shown(Pickled.View view, float[] values) {
        return isWhole(view, values.length)
                ? values
                : Elements.gather(values, view.offset(), view.shape(), view.stride());
    }

    private static boolean isWhole(Pickled.View view, int elements) {
        if (view.offset() != 0 || Elements.count(view.shape()) != elements) {
            return false;
        }
        long expected = 1;
        for (int d = view.shape().length - 1; d >= 0; d--) {
            if (view.shape()[d] != 1 && view.stride()[d] != expected) {
                return false;
            }
            expected *= view.shape()[d];
        }
        return true;
    }

    private static long elements(Source source) {
        return source.storage().bytes() / source.type().width();
    }
}
