package org.neurochains.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.evidence.VisualisationOptions.Form;
import org.neurochains.image.Pixels;
import org.neurochains.image.Preprocessing;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.EngineException;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Pictures that excite filters: the mean of a filter's map, before the activation function, made as large as it gets by
 * gradient ascent on the image, in the original network.
 *
 * <p>Several filters are optimised in one batch, and the network is computed no further than their layer. All start
 * from the same noise, so a filter's picture depends neither on the other filters asked for nor on its own index.
 */
public final class ActivationMaximisation {
    private static final String STAGE = "visualising filters";
    /** Pictures of this many pixels in all make a batch, as far as there are that many filters close to each other. */
    private static final int BATCH_PIXELS = 1 << 17;

    private static final int LARGEST_BATCH = 32;

    private final Network network;
    private final Preprocessing preprocessing;
    private final VisualisationOptions options;

    /**
     * @param network the whole original network, of images of three channels
     * @param preprocessing gives the mean and deviation of its input; the size is the options'
     * @throws InputException if the network takes other images
     */
    public ActivationMaximisation(Network network, Preprocessing preprocessing, VisualisationOptions options) {
        if (network.inputShape().channels() != 3) {
            throw InputException.of(
                    "visualisation",
                    "the network takes images of " + network.inputShape().channels() + " channels",
                    "pictures have 3");
        }
        this.network = network;
        this.preprocessing = preprocessing;
        this.options = options;
    }

    /** How it is done. */
    public VisualisationOptions options() {
        return options;
    }

    /**
     * A picture for each filter.
     *
     * @param finished gets the pictures of every batch as soon as they are there
     * @return the pictures, in the filters' order
     * @throws InputException if a filter is not in the network
     * @throws java.util.concurrent.CancellationException if the progress asks for it; what {@code finished} has got
     *     stays valid
     */
    public List<Visualisation> run(List<Filter> filters, Consumer<List<Visualisation>> finished, Progress progress) {
        List<Target> targets = new ArrayList<>();
        for (Filter filter : filters.stream().distinct().toList()) {
            targets.add(new Target(filter, filter.in(network)));
        }
        targets.sort(Comparator.comparingInt((Target t) -> t.unit().node()));
        List<Visualisation> made = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            Executor executor = Executor.of(network);
            VisualisationOptions possible = possible(executor, targets);
            for (List<Target> batch : batches(targets, possible)) {
                List<Visualisation> some = new Batch(executor, batch, possible)
                        .run(new Meter(progress, made.size(), targets.size(), batch.size()));
                finished.accept(some);
                made.addAll(some);
            }
        }
        progress.report(STAGE, targets.size(), targets.size(), "");
        return filters.stream()
                .map(filter -> made.stream()
                        .filter(v -> v.filter().equals(filter))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    private record Target(Filter filter, UnitLayer unit) {}

    /**
     * The options, at the network's own size where it cannot be run at another, and all at one size where it cannot be
     * run at half.
     */
    private VisualisationOptions possible(Executor executor, List<Target> targets) {
        if (targets.isEmpty()) {
            return options;
        }
        int deepest = targets.get(targets.size() - 1).unit().node();
        if (!runs(executor, deepest, options.side())) {
            int own =
                    Math.min(network.inputShape().height(), network.inputShape().width());
            return options.withSide(own).withCoarse(0);
        }
        boolean half = options.coarse() == 0 || runs(executor, deepest, options.sideAt(0));
        return half ? options : options.withCoarse(0);
    }

    private static boolean runs(Executor executor, int node, int side) {
        try (Scope scope = Scope.open()) {
            executor.evaluate(Map.of(0, Tensor.full(0, 1, 3, side, side)), List.of(node), Scoring.NONE);
            return true;
        } catch (EngineException e) {
            if (e.outOfMemory()) {
                throw e;
            }
            return false;
        }
    }

    /** Neighbours in depth together: a batch ends where it is full, and at a layer's end once it is half full. */
    private static List<List<Target>> batches(List<Target> targets, VisualisationOptions options) {
        int most = Math.max(1, Math.min(LARGEST_BATCH, BATCH_PIXELS / (options.side() * options.side())));
        List<List<Target>> batches = new ArrayList<>();
        List<Target> batch = new ArrayList<>();
        for (Target target : targets) {
            boolean deeper = !batch.isEmpty()
                    && target.unit().node()
                            != batch.get(batch.size() - 1).unit().node();
            if (batch.size() == most || (deeper && 2 * batch.size() >= most)) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
            batch.add(target);
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    /** Where the work stands, counted in pictures and steps. */
    private record Meter(Progress progress, int before, int all, int batch) {
        void step(int step, int steps, Filter first) {
            progress.check();
            progress.report(
                    STAGE,
                    (long) before * steps + (long) batch * step,
                    (long) all * steps,
                    first.layer() + ", step " + step + " of " + steps);
        }
    }

    private final class Batch {
        private final Executor executor;
        private final List<Target> targets;
        private final VisualisationOptions settings;
        private final List<Integer> nodes;

        Batch(Executor executor, List<Target> targets, VisualisationOptions settings) {
            this.executor = executor;
            this.targets = targets;
            this.settings = settings;
            this.nodes = targets.stream().map(t -> t.unit().node()).distinct().toList();
        }

        List<Visualisation> run(Meter meter) {
            try (Scope scope = Scope.open()) {
                Ascent ascent = settings.form() == Form.FOURIER
                        ? new FourierAscent(settings, preprocessing, targets.size())
                        : new SphereAscent(settings, preprocessing, targets.size());
                boolean[] moved = new boolean[targets.size()];
                for (int step = 0; step < settings.steps(); step++) {
                    meter.step(step, settings.steps(), targets.get(0).filter());
                    double[] lengths =
                            ascent.step(step, images -> activations(images).sum());
                    for (int i = 0; i < moved.length; i++) {
                        moved[i] |= lengths[i] > 0;
                    }
                }
                double[] reached = activations(ascent.images()).toDoubles();
                return visualisations(ascent.shown(), reached, moved);
            }
        }

        /** Each picture's own filter: the mean of its map, (N). */
        private Tensor activations(Tensor images) {
            List<Tensor> values = executor.evaluate(Map.of(0, images), nodes, Scoring.NONE);
            Tensor sum = Tensor.full(0, targets.size());
            for (int n = 0; n < nodes.size(); n++) {
                Tensor means = values.get(n).mean(2, 3);
                sum = sum.add(means.mul(own(nodes.get(n), (int) means.dim(1))).sum(1L));
            }
            return sum;
        }

        /** 1 where a picture's filter is at the node, (N, channels). */
        private Tensor own(int node, int channels) {
            float[] ones = new float[targets.size() * channels];
            for (int i = 0; i < targets.size(); i++) {
                if (targets.get(i).unit().node() == node) {
                    ones[i * channels + targets.get(i).filter().channel()] = 1;
                }
            }
            return Tensor.of(ones, targets.size(), channels);
        }

        private List<Visualisation> visualisations(Tensor shown, double[] reached, boolean[] moved) {
            List<Visualisation> made = new ArrayList<>();
            int side = (int) shown.dim(2);
            for (int i = 0; i < targets.size(); i++) {
                float[] unit = shown.select(0, i).toFloats();
                if (!moved[i]) {
                    Arrays.fill(unit, .5f);
                }
                Pixels picture = Preprocessing.unitPicture(unit, side, side);
                made.add(new Visualisation(targets.get(i).filter(), settings.form(), picture, reached[i], !moved[i]));
            }
            return made;
        }
    }
}
