package org.neurochains.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.neurochains.Progress;
import org.neurochains.chain.Outcome;
import org.neurochains.chain.Problem;
import org.neurochains.chain.Solution;
import org.neurochains.chain.Solver;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.Classifier;
import org.neurochains.image.ImageEntry;
import org.neurochains.image.ImageFolder;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Labels;
import org.neurochains.image.LoadedImage;
import org.neurochains.image.Preprocessing;
import org.neurochains.image.Region;
import org.neurochains.image.RegionSelection;
import org.neurochains.image.RegionSelector;
import org.neurochains.network.Channels;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Retention;
import org.neurochains.network.Scoring;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.weights.Model;

/**
 * Two classes' region, drawn as the command line draws it, and further images of both classes: the first two fifths of each class's folder may
 * support a solver, the rest is unseen. The region's own images are in neither.
 */
final class BenchRegion {
    private static final int PASS = 100;
    private static final double SUPPORT_SHARE = 0.4;

    private final Model model;
    private final String pair;
    private final long seed;
    private final ImageLoader loader;
    private final Problem problem;
    private final List<ImageEntry> support = new ArrayList<>();
    private final Tensor unseen;
    private final Tensor unseenLogits;

    /** Belongs to the caller's scope. */
    BenchRegion(Model model, Path images, String pair, long seed) {
        this.model = model;
        this.pair = pair;
        this.seed = seed;
        int side = model.input().height();
        Preprocessing preprocessing = side > 64
                ? Preprocessing.imageNet()
                : Preprocessing.of(side, model.input().width());
        Labels labels =
                model.labels().isEmpty() ? Labels.unnamed(model.network().classes()) : Labels.of(model.labels());
        ImageSet set = ImageSet.of(ImageFolder.scan(images), labels);
        this.loader = new ImageLoader(preprocessing, 2);
        Classifier classifier = Classifier.of(Executor.of(model.network()), 64);
        RegionSelection selection = new RegionSelection(List.of(pair.split(":", -1)), null, null, null, seed);
        Region region = new RegionSelector(set, loader, classifier, Progress.NONE).select(selection);
        this.problem = Problem.of(model.network(), region.batch());
        List<ImageEntry> rest = new ArrayList<>();
        divide(set, region, rest);
        this.unseen = loader.batch(loader.load(rest));
        this.unseenLogits = logits(model.network(), unseen, Scoring.NONE);
    }

    private void divide(ImageSet set, Region region, List<ImageEntry> rest) {
        Set<String> own = region.files();
        for (int label : region.classes()) {
            List<ImageEntry> all = set.imagesOf(label);
            for (int i = 0; i < all.size(); i++) {
                if (!own.contains(all.get(i).file())) {
                    (i < SUPPORT_SHARE * all.size() ? support : rest).add(all.get(i));
                }
            }
        }
    }

    Problem problem() {
        return problem;
    }

    /** Where further images come from. */
    enum Source {
        /** Drawn at random from the classes. */
        DRAWN,
        /** The nearest of the classes' images to any of the region's, by the last linear layer's input. */
        NEAR
    }

    /** The problem with further images, both classes in turn where they are drawn. */
    Problem supported(int count, Source source) {
        List<LoadedImage> loaded = loader.load(support);
        Tensor all = loader.batch(loaded);
        int[] order = source == Source.DRAWN ? drawn(loaded.size()) : byDistance(all);
        return problem.withSupport(all.indexSelect(0, java.util.Arrays.copyOf(order, Math.min(count, order.length))));
    }

    private int[] drawn(int count) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    private int[] byDistance(Tensor images) {
        try (Scope scope = Scope.open()) {
            float[][] base = features(images);
            float[][] own = features(problem.images());
            double[] nearest = new double[base.length];
            for (int i = 0; i < base.length; i++) {
                nearest[i] = Double.POSITIVE_INFINITY;
                for (float[] query : own) {
                    double sum = 0;
                    for (int j = 0; j < query.length; j++) {
                        sum += (base[i][j] - query[j]) * (base[i][j] - query[j]);
                    }
                    nearest[i] = Math.min(nearest[i], sum);
                }
            }
            return IntStream.range(0, base.length)
                    .boxed()
                    .sorted(java.util.Comparator.comparingDouble(i -> nearest[i]))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
    }

    private float[][] features(Tensor images) {
        Network network = model.network();
        int last = network.output();
        while (!(network.node(last).op() instanceof Op.Linear)) {
            last--;
        }
        int input = network.node(last).inputs().get(0);
        Tensor values = Executor.of(network)
                .evaluate(Map.of(0, images), List.of(input), Scoring.NONE)
                .get(0);
        int n = (int) values.dim(0);
        float[] all = values.toFloats();
        float[][] rows = new float[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = java.util.Arrays.copyOfRange(all, i * all.length / n, (i + 1) * all.length / n);
        }
        return rows;
    }

    /** Runs a solver. */
    SolverRun run(String name, Solver solver) {
        return run(name, solver, problem);
    }

    /** Runs a solver on this region's problem with further images. */
    SolverRun run(String name, Solver solver, Problem problem) {
        long start = System.nanoTime();
        Solution solution = solver.solve(problem, Progress.NONE);
        double seconds = (System.nanoTime() - start) / 1e9;
        Subnetwork.Size size = solution.subnetwork().size(model.network());
        Outcome outcome = unseen(solution.subnetwork());
        return new SolverRun(
                String.valueOf(model.file().getFileName()),
                pair,
                seed,
                name,
                solution.outcome().kl(),
                size.filters(),
                size.shortcutChannels(),
                size.layers(),
                solution.effort().fullPasses(),
                seconds,
                solution.cutThrough(),
                outcome.kl(),
                outcome.agreement(),
                kept(solution.subnetwork()));
    }

    private Outcome unseen(Subnetwork subnetwork) {
        try (Scope scope = Scope.open()) {
            return Outcome.of(unseenLogits, logits(model.network(), unseen, subnetwork.scoring()));
        }
    }

    private static Tensor logits(Network network, Tensor images, Scoring scoring) {
        try (Scope scope = Scope.open()) {
            List<Tensor> parts = new ArrayList<>();
            for (long at = 0; at < images.dim(0); at += PASS) {
                parts.add(Executor.of(network)
                        .logits(images.narrow(0, at, Math.min(PASS, images.dim(0) - at)), scoring));
            }
            return scope.keep(Tensor.concat(0, parts));
        }
    }

    private String kept(Subnetwork subnetwork) {
        BitSet bits = new BitSet();
        Retention retention = subnetwork.retention();
        int offset = 0;
        for (UnitLayer unit : model.network().units()) {
            boolean gone = unit.group() != null && subnetwork.bypassed().contains(unit.group());
            Channels left = gone ? Channels.of() : retention.of(unit.name());
            int start = offset;
            left.stream().forEach(c -> bits.set(start + c));
            offset += unit.channels();
        }
        return Base64.getEncoder().encodeToString(bits.toByteArray());
    }
}
