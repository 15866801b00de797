package org.neurochains.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.Progress;
import org.neurochains.image.ImageEntry;
import org.neurochains.image.LoadedImage;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * The ReLU patterns of a pool's images, computed when they are read and never kept: which values of the first rectifier
 * are above 0.
 */
final class PatternRows implements BlockTable<long[]> {
    private static final int BATCH = 64;

    private final Executor network;
    private final int node;
    private final Unseen images;
    private final int batch;
    private final Progress progress;

    PatternRows(Executor network, int node, Unseen images, int microBatch, Progress progress) {
        this.network = network;
        this.node = node;
        this.images = images;
        this.batch = Math.min(BATCH, microBatch);
        this.progress = progress;
    }

    @Override
    public int count() {
        return images.all();
    }

    @Override
    public int width() {
        return words(network, node);
    }

    private static int words(Executor network, int node) {
        return Math.toIntExact((network.network().shape(node).size() + Long.SIZE - 1) / Long.SIZE);
    }

    @Override
    public void read(int first, int rows, long[] into) {
        Arrays.fill(into, 0, rows * width(), 0);
        ForwardBatches.ranges(rows, batch, (start, length) -> {
            progress.check();
            progress.report("ReLU patterns", first + start, count(), "");
            pack(first + start, first + start + length, first, into);
        });
        progress.report("ReLU patterns", first + rows, count(), "");
    }

    private void pack(int start, int end, int first, long[] into) {
        Map<String, Integer> places = new HashMap<>();
        List<ImageEntry> wanted = new ArrayList<>();
        for (int i = start; i < end; i++) {
            if (images.isCandidate(i)) {
                places.put(images.file(i), i - first);
                wanted.add(images.image(i));
            }
        }
        List<LoadedImage> loaded =
                wanted.isEmpty() ? List.of() : images.loader().load(wanted);
        if (!loaded.isEmpty()) {
            try (Scope scope = Scope.open()) {
                long[] bits = patterns(network, node, images.loader().batch(loaded));
                for (int i = 0; i < loaded.size(); i++) {
                    Integer place = places.get(loaded.get(i).entry().file());
                    if (place != null) {
                        System.arraycopy(bits, i * width(), into, place * width(), width());
                    }
                }
            }
        }
    }

    /** The patterns of images, (N, C, H, W), row after row. */
    static long[] patterns(Executor network, int node, Tensor batch) {
        Tensor value =
                network.evaluate(Map.of(0, batch), List.of(node), Scoring.NONE).get(0);
        float[] values = value.contiguous().toFloats();
        int images = (int) batch.dim(0);
        int each = values.length / images;
        int words = words(network, node);
        long[] bits = new long[images * words];
        for (int i = 0; i < images; i++) {
            for (int v = 0; v < each; v++) {
                if (values[i * each + v] > 0) {
                    bits[i * words + v / Long.SIZE] |= 1L << v;
                }
            }
        }
        return bits;
    }
}
