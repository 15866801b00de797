package org.neurochains.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import org.neurochains.InputException;
import org.neurochains.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads image files, several at a time, and gives each the network's size. The result does not depend on the threads. */
public final class ImageLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ImageLoader.class);

    private final Preprocessing preprocessing;
    private final int threads;
    private final Consumer<String> warnings;

    /**
     * A loader that logs a warning for each image that cannot be read.
     *
     * @param threads how many images are read at the same time
     */
    public ImageLoader(Preprocessing preprocessing, int threads) {
        this(preprocessing, threads, LOG::warn);
    }

    ImageLoader(Preprocessing preprocessing, int threads, Consumer<String> warnings) {
        this.preprocessing = preprocessing;
        this.threads = threads;
        this.warnings = warnings;
    }

    /** How pictures become inputs. */
    public Preprocessing preprocessing() {
        return preprocessing;
    }

    /**
     * Reads images.
     *
     * @throws InputException if one is missing, cannot be read or is damaged
     */
    public LoadedImage load(ImageEntry entry) {
        byte[] content = ImageFile.bytes(entry.path());
        Pixels picture = ImageFile.decode(content, entry.path().toString());
        return new LoadedImage(entry, digest(content), preprocessing.fit(picture));
    }

    /**
     * Reads images; those that cannot be read are left out with a warning.
     *
     * @return the images that were read, in the given order
     */
    public List<LoadedImage> load(List<ImageEntry> entries) {
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            return pool.submit(() -> entries.parallelStream().map(this::attempt).toList()).get().stream()
                    .flatMap(attempt -> attempt.report(warnings).stream())
                    .toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("interrupted while reading images").initCause(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("reading images", e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** The network's input of images, shape (N, 3, height, width). */
    public Tensor batch(List<LoadedImage> images) {
        return preprocessing.batch(images.stream().map(LoadedImage::pixels).toList());
    }

    private Attempt attempt(ImageEntry entry) {
        try {
            return new Attempt(Optional.of(load(entry)), "");
        } catch (InputException e) {
            return new Attempt(Optional.empty(), e.getMessage() + " (skipped)");
        }
    }

    /** An image, or why there is none; warnings are given later, in the images' order. */
    private record Attempt(Optional<LoadedImage> image, String warning) {
        Optional<LoadedImage> report(Consumer<String> warnings) {
            if (image.isEmpty()) {
                warnings.accept(warning);
            }
            return image;
        }
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
