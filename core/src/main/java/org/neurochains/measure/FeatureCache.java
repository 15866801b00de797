package org.neurochains.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.file.Sha256;
import org.neurochains.file.WholeFile;
import org.neurochains.image.ImageEntry;
import org.neurochains.image.LoadedImage;
import org.neurochains.image.Preprocessing;
import org.neurochains.network.Executor;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The penultimate features of a folder's images, computed once for a model and kept in a file. An image that is new or
 * has changed is computed again; a file that is damaged is made anew. Where no folder for it can be written, the file
 * is temporary.
 */
final class FeatureCache {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureCache.class);
    private static final int BATCH = 64;

    private final NeighbourPool pool;
    private final Executor network;
    private final int node;
    private final int batch;
    private final String key;

    FeatureCache(NeighbourPool pool, Executor network, int microBatch) {
        this.pool = pool;
        this.network = network;
        this.node = PenultimateFeatures.node(network.network());
        this.batch = Math.min(BATCH, microBatch);
        Preprocessing input = pool.loader().preprocessing();
        String key = String.join(
                "\n",
                pool.modelDigest(),
                input.toString(),
                Path.of(pool.name()).toAbsolutePath().normalize().toString());
        this.key = Sha256.of(key.getBytes(StandardCharsets.UTF_8));
    }

    /** Opens the features of the pool's images, by file name; computes what is missing. */
    FeatureFile open(Progress progress) {
        List<Stamped> images = pool.images().stream()
                .sorted(Comparator.comparing(ImageEntry::file))
                .map(image -> new Stamped(image, stamp(image)))
                .toList();
        Path folder = folder();
        Path file = folder.resolve(key.substring(0, 32) + ".features");
        try (Old old = old(file)) {
            if (!old.isOf(images)) {
                write(file, images, old, progress);
            }
        } catch (IOException e) {
            throw WholeFile.unwritable(file, e);
        }
        try {
            return FeatureFile.open(file, key);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the feature cache " + file, e);
        }
    }

    private Path folder() {
        Path wanted = pool.cache();
        if (wanted != null) {
            try {
                Files.createDirectories(wanted);
                Files.delete(Files.createTempFile(wanted, ".features", ".part"));
                return wanted;
            } catch (IOException e) {
                LOG.warn("{}: features are not kept, the folder cannot be written ({})", wanted, e.toString());
            }
        }
        try {
            Path temporary = Files.createTempDirectory("neurochains-features");
            temporary.resolve(key.substring(0, 32) + ".features").toFile().deleteOnExit();
            temporary.toFile().deleteOnExit();
            return temporary;
        } catch (IOException e) {
            throw new UncheckedIOException("a temporary folder for features", e);
        }
    }

    /** An image and what tells whether its file has changed. */
    private record Stamped(ImageEntry image, String stamp) {
        boolean isOf(FeatureFile.Entry entry) {
            return entry.file().equals(image.file()) && entry.stamp().equals(stamp);
        }
    }

    /**
     * What an earlier run left.
     *
     * @param rows by file name
     */
    private record Old(@Nullable FeatureFile file, Map<String, Integer> rows) implements AutoCloseable {
        /** Whether these are its images, all of them as they were. */
        boolean isOf(List<Stamped> images) {
            return file != null
                    && file.count() == images.size()
                    && IntStream.range(0, images.size())
                            .allMatch(i -> images.get(i).isOf(file.entries().get(i)));
        }

        boolean has(Stamped image) {
            Integer row = rows.get(image.image.file());
            return file != null && row != null && image.isOf(file.entries().get(row));
        }

        /** Copies the row of an image that it {@link #has}. */
        void copy(Stamped image, FeatureFile.Writer writer) throws IOException {
            Integer row = rows.get(image.image.file());
            if (file == null || row == null) {
                throw new IllegalStateException("no row for " + image);
            }
            writer.add(file.entries().get(row), file.row(row));
        }

        @Override
        public void close() {
            if (file != null) {
                file.close();
            }
        }
    }

    private Old old(Path file) {
        if (!Files.exists(file)) {
            return new Old(null, Map.of());
        }
        try {
            FeatureFile found = FeatureFile.open(file, key);
            Map<String, Integer> rows = new HashMap<>();
            for (int i = 0; i < found.count(); i++) {
                rows.put(found.entries().get(i).file(), i);
            }
            return new Old(found, rows);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: the feature cache is not used, {}; it is made again", file, e.getMessage());
            return new Old(null, Map.of());
        }
    }

    private void write(Path file, List<Stamped> images, Old old, Progress progress) throws IOException {
        int width = network.network().shape(node).channels();
        Path partial = Files.createTempFile(file.toAbsolutePath().getParent(), "features", ".part");
        try (FeatureFile.Writer writer = new FeatureFile.Writer(partial, key, width)) {
            try {
                for (int start = 0; start < images.size(); start += batch) {
                    progress.check();
                    progress.report("features of images", start, images.size(), "");
                    int end = Math.min(images.size(), start + batch);
                    add(writer, images.subList(start, end), old, width);
                }
            } catch (CancellationException e) {
                keep(writer, partial, file); // what is done need not be done again
                throw e;
            }
            keep(writer, partial, file);
            progress.report("features of images", images.size(), images.size(), "");
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static void keep(FeatureFile.Writer writer, Path partial, Path file) throws IOException {
        writer.finish();
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private void add(FeatureFile.Writer writer, List<Stamped> images, Old old, int width) throws IOException {
        Map<String, Computed> computed = compute(images.stream()
                .filter(image -> !old.has(image))
                .map(Stamped::image)
                .toList());
        Computed unreadable = new Computed("", -1, new float[width]);
        for (Stamped each : images) {
            if (old.has(each)) {
                old.copy(each, writer);
            } else {
                String file = each.image.file();
                Computed one = computed.getOrDefault(file, unreadable);
                writer.add(new FeatureFile.Entry(file, each.stamp, one.sha256, one.predicted), one.features);
            }
        }
    }

    private record Computed(String sha256, int predicted, float[] features) {}

    private Map<String, Computed> compute(List<ImageEntry> images) {
        Map<String, Computed> computed = new HashMap<>();
        List<LoadedImage> loaded = images.isEmpty() ? List.of() : pool.loader().load(images);
        if (loaded.isEmpty()) {
            return computed;
        }
        try (Scope scope = Scope.open()) {
            Tensor input = pool.loader().batch(loaded);
            List<Tensor> values = network.evaluate(
                    Map.of(0, input), List.of(node, network.network().output()), Scoring.NONE);
            float[][] features = PenultimateFeatures.rows(values.get(0));
            int[] predicted = values.get(1).argmax(1);
            for (int i = 0; i < predicted.length; i++) {
                float[] row = features[i];
                LoadedImage image = loaded.get(i);
                if (finite(row)) {
                    computed.put(image.entry().file(), new Computed(image.sha256(), predicted[i], row));
                } else {
                    LOG.warn(
                            "{}: its features are not finite (skipped)",
                            image.entry().path());
                }
            }
        }
        return computed;
    }

    private static boolean finite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Changes whenever the file's content does: its size, when it was written and, where the system tells, when
     * anything of it changed.
     */
    private static String stamp(ImageEntry image) {
        try {
            Map<String, Object> basic = Files.readAttributes(image.path(), "size,lastModifiedTime");
            return basic.get("size") + " " + basic.get("lastModifiedTime") + " " + changed(image.path());
        } catch (IOException e) {
            return "missing";
        }
    }

    private static String changed(Path file) throws IOException {
        try {
            return String.valueOf(Files.getAttribute(file, "unix:ctime"));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return "";
        }
    }
}
