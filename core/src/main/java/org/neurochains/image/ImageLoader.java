package org.neurochains.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.file.Sha256;
import org.neurochains.network.ForwardBatches;
import org.neurochains.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads image files, several at a time, and gives each the network's size. The result does not depend on the threads.
 * Several threads may ask one loader.
 */
public final class ImageLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ImageLoader.class);

    private final Preprocessing preprocessing;
    private final int threads;
    private final Consumer<String> warnings;
    private final Consumer<String> losses;
    private final Set<String> named;
    private final @Nullable ImageDigests expected;
    private final boolean all;
    private @Nullable InputException firstFault;
    private boolean read;
    private final List<String> lost = new ArrayList<>();
    private final Map<String, LoadedImage> kept = new ConcurrentHashMap<>();
    private final AtomicLong keptBytes = new AtomicLong();

    /**
     * A loader that logs a warning for each image that cannot be read, and one error for each format that is not read.
     *
     * @param threads how many images are read at the same time
     */
    public ImageLoader(Preprocessing preprocessing, int threads) {
        this(preprocessing, threads, LOG::warn, LOG::error, ConcurrentHashMap.newKeySet(), null, false);
    }

    ImageLoader(Preprocessing preprocessing, int threads, Consumer<String> warnings) {
        this(preprocessing, threads, warnings, warnings, ConcurrentHashMap.newKeySet(), null, false);
    }

    private ImageLoader(
            Preprocessing preprocessing,
            int threads,
            Consumer<String> warnings,
            Consumer<String> losses,
            Set<String> named,
            @Nullable ImageDigests expected,
            boolean all) {
        this.preprocessing = preprocessing;
        this.threads = threads;
        this.warnings = warnings;
        this.losses = losses;
        this.named = named;
        this.expected = expected;
        this.all = all;
    }

    /**
     * This loader for images that must be those of a list: where one is missing or another one now, all of
     * {@link #load(List)} fails. Damaged ones are still left out, as they were when the list was made. What was read is
     * kept for the next time, up to a quarter of the Java heap.
     */
    public ImageLoader expecting(ImageDigests digests) {
        return new ImageLoader(preprocessing, threads, warnings, losses, named, digests, all);
    }

    /**
     * This loader for images that somebody named one by one: where one cannot be read, all of {@link #load(List)}
     * fails.
     */
    public ImageLoader requiringAll() {
        return new ImageLoader(preprocessing, threads, warnings, losses, named, expected, true);
    }

    /**
     * The fault where none of the images could be read: that of the first one.
     *
     * @param where the folder they come from
     * @param count how many they are
     */
    public synchronized InputException noneRead(String where, int count) {
        InputException first = firstFault;
        if (first == null) {
            return InputException.of(where, "none of its " + count + " images can be read", "check the files");
        }
        String others = count == 1 ? "" : " (so it is with all " + count + " images of " + where + ")";
        return new InputException(first.getMessage() + others, first);
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
        return decode(entry, content, digest(entry, content));
    }

    private String digest(ImageEntry entry, byte[] content) {
        String sha256 = Sha256.of(content);
        if (expected != null) {
            expected.require(entry, sha256);
        }
        return sha256;
    }

    private LoadedImage decode(ImageEntry entry, byte[] content, String sha256) {
        Pixels picture = ImageFile.decode(content, entry.path().toString());
        return new LoadedImage(entry, sha256, preprocessing.fit(picture));
    }

    /**
     * Reads images; those that cannot be read are left out with a warning.
     *
     * @return the images that were read, in the given order
     * @throws InputException if one cannot be read and {@link #requiringAll} was asked for
     * @throws LostImageException if one is not what {@link #expecting} says
     */
    public List<LoadedImage> load(List<ImageEntry> entries) {
        return told(attempts(entries));
    }

    /** What is done with a few images. */
    @FunctionalInterface
    public interface Step {
        /**
         * Does it.
         *
         * @param images those of a few entries that were read, at least one
         * @param first the place of the first of these entries among all
         */
        void run(List<LoadedImage> images, int first);
    }

    /**
     * Reads images a few at a time, as {@link #load(List)} does, and does something with each few.
     *
     * @return how many were read
     */
    public int each(List<ImageEntry> entries, int most, Progress progress, String stage, Step step) {
        int[] read = {0};
        ForwardBatches.ranges(entries.size(), most, (first, length) -> {
            progress.check();
            progress.report(stage, first, entries.size(), "");
            List<LoadedImage> images = load(entries.subList(first, first + length));
            read[0] += images.size();
            if (!images.isEmpty()) {
                step.run(images, first);
            }
        });
        progress.report(stage, entries.size(), entries.size(), "");
        return read[0];
    }

    /** The images that were read; what is wrong with the others is said. */
    private synchronized List<LoadedImage> told(List<Attempt> attempts) {
        List<LoadedImage> images =
                attempts.stream().flatMap(attempt -> image(attempt).stream()).toList();
        if (!images.isEmpty()) {
            firstFault = null; // one has been read: what is wrong with all of them is another folder's
            read = true;
        }
        if (read) { // else the fault of them all says it
            lost.forEach(losses);
            lost.clear();
        }
        return images;
    }

    private Optional<LoadedImage> image(Attempt attempt) {
        InputException fault = attempt.fault();
        if (fault != null && attempt.fatal()) {
            throw new LostImageException(fault);
        }
        if (fault != null && all) {
            throw fault;
        }
        if (fault != null) {
            firstFault = firstFault == null ? fault : firstFault;
            tell(fault);
        }
        return Optional.ofNullable(attempt.image());
    }

    /** A whole format that is not read is named once, and as a loss: a folder may have thousands of such files. */
    private void tell(InputException fault) {
        if (!(fault.getCause() instanceof ForeignImageException foreign)) {
            warnings.accept(fault.getMessage() + " (skipped)");
        } else if (named.add(String.valueOf(foreign.getMessage()))) {
            lost.add(fault.getMessage() + " (skipped, as all files of this kind are)");
        }
    }

    private List<Attempt> attempts(List<ImageEntry> entries) {
        if (threads == 1) {
            return entries.stream().map(this::attempt).toList();
        }
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            return pool.submit(() -> entries.parallelStream().map(this::attempt).toList())
                    .get();
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
        LoadedImage known = kept.get(entry.file());
        if (known != null) {
            return new Attempt(known, null, false);
        }
        boolean sound = false;
        try {
            byte[] content = ImageFile.bytes(entry.path());
            String sha256 = digest(entry, content);
            sound = true;
            return new Attempt(keep(decode(entry, content, sha256)), null, false);
        } catch (InputException e) {
            return new Attempt(null, e, expected != null && !sound);
        }
    }

    private LoadedImage keep(LoadedImage image) {
        if (expected != null) {
            Pixels pixels = image.pixels();
            long bytes = (long) pixels.width() * pixels.height() * Pixels.CHANNELS;
            if (keptBytes.addAndGet(bytes) <= Runtime.getRuntime().maxMemory() / 4) {
                kept.put(image.entry().file(), image);
            }
        }
        return image;
    }

    /** An image, or why there is none; warnings are given later, in the images' order. */
    private record Attempt(
            @Nullable LoadedImage image, @Nullable InputException fault, boolean fatal) {}
}
