package org.neurochains.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.evidence.VisualisationOptions.Form;
import org.neurochains.image.Pixels;
import org.neurochains.image.Preprocessing;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.network.Shape;
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
    /** Of a filter that sees less, a picture this large still shows what it is. */
    private static final int SMALLEST_SIDE = 8;

    private final Network network;
    private final Preprocessing preprocessing;
    private final VisualisationOptions options;
    private final NaturalSpectrum natural;

    /** With the usual spectrum where the form wants one. */
    public ActivationMaximisation(Network network, Preprocessing preprocessing, VisualisationOptions options) {
        this(network, preprocessing, options, NaturalSpectrum.usual());
    }

    /**
     * @param network the whole original network, of images of three channels
     * @param preprocessing gives the mean and deviation of its input; the size is the options'
     * @param natural the magnitudes of the magnitude-constrained form
     * @throws InputException if the network takes other images
     */
    public ActivationMaximisation(
            Network network, Preprocessing preprocessing, VisualisationOptions options, NaturalSpectrum natural) {
        if (network.inputShape().channels() != 3) {
            throw InputException.of(
                    "visualisation",
                    "the network takes images of " + network.inputShape().channels() + " channels",
                    "pictures have 3");
        }
        this.network = network;
        this.preprocessing = preprocessing;
        this.options = options;
        this.natural = natural;
    }

    /** How it is done. */
    public VisualisationOptions options() {
        return options;
    }

    /** The magnitudes that pictures of the magnitude-constrained form have. */
    public NaturalSpectrum natural() {
        return natural;
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
            UnitLayer unit = filter.in(network);
            targets.add(new Target(filter, unit, side(unit)));
        }
        targets.sort(Comparator.comparingInt((Target t) -> t.unit().node()));
        Map<Filter, Visualisation> made = new HashMap<>();
        try (Scope scope = Scope.open()) {
            Executor executor = Executor.of(network);
            for (List<Target> batch : batches(targets)) {
                List<Visualisation> some = new Batch(executor, batch, possible(executor, batch))
                        .run(new Meter(progress, made.size(), targets.size(), batch.size()));
                finished.accept(some);
                some.forEach(one -> made.put(one.filter(), one));
            }
        }
        progress.report(STAGE, targets.size(), targets.size(), "");
        return filters.stream()
                .map(filter -> Objects.requireNonNull(made.get(filter)))
                .toList();
    }

    /**
     * A filter to be shown.
     *
     * @param side of its picture, in pixels
     */
    private record Target(Filter filter, UnitLayer unit, int side) {}

    /** Where pictures are fitted, as much as the middle of the filter's map sees, at most the options' side. */
    private int side(UnitLayer unit) {
        if (!options.fitted()) {
            return options.side();
        }
        Shape map = network.shape(unit.node());
        ReceptiveField seen = ReceptiveField.of(network, unit.node(), map.height() / 2, map.width() / 2);
        int most = Math.max(seen.bottom() - seen.top(), seen.right() - seen.left());
        return Math.min(options.side(), Math.max(SMALLEST_SIDE, most));
    }

    /**
     * The options at the batch's side; at the network's own size where it cannot be run at another, and all at one size
     * where it cannot be run at half.
     */
    private VisualisationOptions possible(Executor executor, List<Target> batch) {
        int side = batch.get(0).side();
        VisualisationOptions wanted = side == options.side() ? options : options.withSide(side);
        int deepest = batch.get(batch.size() - 1).unit().node();
        if (!runs(executor, deepest, side)) {
            int own =
                    Math.min(network.inputShape().height(), network.inputShape().width());
            return wanted.withSide(own).withCoarse(0);
        }
        boolean half = wanted.coarse() == 0 || runs(executor, deepest, wanted.sideAt(0));
        return half ? wanted : wanted.withCoarse(0);
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

    /** Neighbours in depth of one size together: a batch ends where it is full, and at a layer's end once half full. */
    private List<List<Target>> batches(List<Target> targets) {
        List<List<Target>> batches = new ArrayList<>();
        List<Target> batch = new ArrayList<>();
        for (Target target : targets) {
            if (!batch.isEmpty() && ends(batch, target)) {
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

    private boolean ends(List<Target> batch, Target next) {
        Target last = batch.get(batch.size() - 1);
        int side = options.sideAt(options.steps());
        int pixels = Math.max(last.side() * last.side(), options.starts() * side * side);
        int most = Math.max(1, Math.min(LARGEST_BATCH, BATCH_PIXELS / pixels));
        boolean deeper = next.unit().node() != last.unit().node();
        return next.side() != last.side() || batch.size() >= most || (deeper && 2 * batch.size() >= most);
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
                Ascent ascent = settings.form() == Form.NORM_CONSTRAINED
                        ? new SphereAscent(settings, preprocessing, targets.size())
                        : new FourierAscent(settings, natural, preprocessing, targets.size());
                int starts = settings.starts();
                boolean[] moved = new boolean[targets.size()];
                for (int step = 0; step < settings.steps(); step++) {
                    meter.step(step, settings.steps(), targets.get(0).filter());
                    if (starts > 1 && step == settings.trial()) {
                        ascent.keep(best(ascent));
                        starts = 1;
                    }
                    double[] lengths =
                            ascent.step(step, images -> activations(images).sum());
                    for (int i = 0; i < lengths.length; i++) {
                        moved[i / starts] |= lengths[i] > 0;
                    }
                }
                if (starts > 1) {
                    ascent.keep(best(ascent));
                }
                double[] reached = activations(ascent.images()).toDoubles();
                return visualisations(ascent.shown(), reached, moved);
            }
        }

        /** Of each filter the start that is best by activation and by likeness to natural pictures. */
        private int[] best(Ascent ascent) {
            double[] activations = activations(ascent.images()).toDoubles();
            List<Pixels> pictures = pictures(ascent.shown());
            int starts = activations.length / targets.size();
            int[] best = new int[targets.size()];
            for (int filter = 0; filter < best.length; filter++) {
                int from = filter * starts;
                double[] unlike = pictures.subList(from, from + starts).stream()
                        .mapToDouble(
                                picture -> NaturalSpectrum.of(List.of(picture)).distance(natural))
                        .toArray();
                best[filter] =
                        from + RestartSelection.best(Arrays.copyOfRange(activations, from, from + starts), unlike);
            }
            return best;
        }

        /** Each picture's own filter: the mean of its map, (N), N a multiple of the filters' number. */
        private Tensor activations(Tensor images) {
            List<Tensor> values = executor.evaluate(Map.of(0, images), nodes, Scoring.NONE);
            int pictures = (int) images.dim(0);
            Tensor sum = Tensor.full(0, pictures);
            for (int n = 0; n < nodes.size(); n++) {
                Tensor means = values.get(n).mean(2, 3);
                sum = sum.add(means.mul(own(pictures, nodes.get(n), (int) means.dim(1)))
                        .sum(1L));
            }
            return sum;
        }

        /** 1 where a picture's filter is at the node, (N, channels). */
        private Tensor own(int pictures, int node, int channels) {
            float[] ones = new float[pictures * channels];
            for (int i = 0; i < pictures; i++) {
                Target target = targets.get(i / (pictures / targets.size()));
                if (target.unit().node() == node) {
                    ones[i * channels + target.filter().channel()] = 1;
                }
            }
            return Tensor.of(ones, pictures, channels);
        }

        private List<Visualisation> visualisations(Tensor shown, double[] reached, boolean[] moved) {
            List<Pixels> pictures = pictures(shown);
            List<Visualisation> made = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                Pixels picture = moved[i] ? pictures.get(i) : grey(pictures.get(i));
                made.add(new Visualisation(targets.get(i).filter(), settings.form(), picture, reached[i], !moved[i]));
            }
            return made;
        }

        private static Pixels grey(Pixels like) {
            float[] unit = new float[3 * like.width() * like.height()];
            Arrays.fill(unit, .5f);
            return Preprocessing.unitPicture(unit, like.width(), like.height());
        }

        private static List<Pixels> pictures(Tensor shown) {
            int side = (int) shown.dim(2);
            List<Pixels> pictures = new ArrayList<>();
            for (int i = 0; i < shown.dim(0); i++) {
                pictures.add(Preprocessing.unitPicture(shown.select(0, i).toFloats(), side, side));
            }
            return pictures;
        }
    }
}
