package org.neurochains.measure;

import static org.neurochains.InputException.parameter;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.image.ImageEntry;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.Pixels;
import org.neurochains.measure.Neighbours.Neighbour;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * The images of a pool that a chain has not seen, and what both networks say of them: without the region's own images
 * and those that supported the solver, under whatever name, and of images with the same content only the first by file
 * name.
 */
final class Unseen implements AutoCloseable {
    private final ChainOnRegion subject;
    private final NeighbourPool pool;
    private final FeatureFile features;
    private final Map<String, ImageEntry> images = new HashMap<>();
    private final BitSet candidates = new BitSet();
    private final float[] queries;
    private final Map<Integer, Answer> answers = new HashMap<>();

    private Unseen(ChainOnRegion subject, NeighbourPool pool, FeatureFile features) {
        this.subject = subject;
        this.pool = pool;
        this.features = features;
        pool.images().forEach(image -> images.put(image.file(), image));
        try (Scope scope = Scope.open()) {
            this.queries = queries();
        }
        findCandidates();
    }

    /** Opens a pool, with features from its cache; close it in the same method. */
    static Unseen open(ChainOnRegion subject, NeighbourPool pool, Progress progress) {
        FeatureFile features = new FeatureCache(pool, subject.original(), subject.microBatch()).open(progress);
        return new Unseen(subject, pool, features);
    }

    /**
     * What both networks say of an image.
     *
     * @param divergence KL(F || chain), in nats
     */
    record Answer(
            String predicted,
            String chainPredicted,
            double divergence,
            @Nullable Pixels pixels) {
        boolean agrees() {
            return predicted.equals(chainPredicted);
        }
    }

    private float[] queries() {
        float[][] rows =
                PenultimateFeatures.rows(subject.original(), subject.samples().batch(), subject.microBatch());
        int width = rows[0].length;
        float[] all = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * width, width);
        }
        return all;
    }

    private void findCandidates() {
        Set<String> files = new HashSet<>(pool.seen());
        Set<String> digests = new HashSet<>();
        subject.samples().list().forEach(sample -> {
            files.add(sample.file());
            digests.add(sample.sha256());
        });
        features.entries().stream()
                .filter(entry -> files.contains(entry.file()))
                .forEach(entry -> digests.add(entry.sha256()));
        for (int i = 0; i < features.count(); i++) {
            FeatureFile.Entry entry = features.entries().get(i);
            boolean unseen = entry.readable() && !files.contains(entry.file()) && digests.add(entry.sha256());
            candidates.set(i, unseen);
        }
    }

    /** The number of unseen images. */
    int count() {
        return candidates.cardinality();
    }

    /**
     * How many neighbours to look for.
     *
     * @throws InputException if more are asked for than there are
     */
    int neighbours(MeasureOptions options) {
        Integer asked = options.neighbours();
        if (asked == null) {
            return Math.min(MeasureOptions.NEIGHBOURS, count());
        }
        if (asked < 1 || asked > count()) {
            throw InputException.of(
                    parameter("neighbours"),
                    "is " + asked + ", " + pool.name() + " holds " + count() + " images that the chain has not seen",
                    count() == 0 ? "name a folder with more images" : "give 1 to " + count());
        }
        return asked;
    }

    /** Each of the region's images' nearest unseen ones by the Euclidean distance of penultimate features. */
    List<List<Neighbour>> byFeatures(int k) {
        return Neighbours.byDistance(features, BlockTable.of(queries, features.width()), k, candidates::get);
    }

    /** The Euclidean distance of penultimate features between an image of the region and an unseen one. */
    double distance(int image, int index) {
        float[] row = features.row(index);
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            double difference = (double) row[i] - queries[image * row.length + i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /** Whether an image of the pool, by its place among the features, is unseen. */
    boolean isCandidate(int index) {
        return candidates.get(index);
    }

    /** The number of the pool's images, unseen or not. */
    int all() {
        return features.count();
    }

    ImageEntry image(int index) {
        String file = features.entries().get(index).file();
        ImageEntry image = images.get(file);
        if (image == null) {
            throw new IllegalStateException("no image " + file);
        }
        return image;
    }

    String file(int index) {
        return features.entries().get(index).file();
    }

    /** Reads the pool's images. */
    ImageLoader loader() {
        return pool.loader();
    }

    /** Asks both networks about images; each is asked once. */
    void ask(Collection<Integer> indices, Progress progress) {
        List<Integer> open = new TreeSet<>(indices)
                .stream().filter(index -> !answers.containsKey(index)).toList();
        List<ImageEntry> entries = open.stream().map(this::image).toList();
        int read = loader().each(entries, subject.microBatch(), progress, "unseen neighbours", (loaded, first) -> {
            try (Scope scope = Scope.open()) {
                Tensor batch = loader().batch(loaded);
                Outputs original = subject.originalOutputs(batch);
                Outputs chain = subject.chainOutputs(batch);
                for (int i = 0; i < loaded.size(); i++) {
                    answers.put(
                            open.get(first + i),
                            new Answer(
                                    original.answer(i, subject.samples().labels()),
                                    chain.answer(i, subject.samples().labels()),
                                    original.divergence(chain, i),
                                    loaded.get(i).pixels()));
                }
            }
        });
        if (read != open.size()) {
            throw InputException.of(pool.name(), "changed while it was read", "start again");
        }
    }

    /** What was answered for an image that was asked about. */
    Answer answer(int index) {
        Answer answer = answers.get(index);
        if (answer == null) {
            throw new IllegalStateException("not asked about " + index);
        }
        return answer;
    }

    /** Share of images for which both networks predict the same class; 0 for none. */
    double agreement(Collection<Integer> indices) {
        return indices.stream()
                .mapToDouble(index -> answer(index).agrees() ? 1 : 0)
                .average()
                .orElse(0);
    }

    /** Mean over images of KL(F || chain), in nats; 0 for none. */
    double divergence(Collection<Integer> indices) {
        return indices.stream()
                .mapToDouble(index -> answer(index).divergence())
                .average()
                .orElse(0);
    }

    @Override
    public void close() {
        features.close();
    }
}
