package org.neurochains.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.jspecify.annotations.Nullable;
import org.neurochains.NeuroChains;
import org.neurochains.Progress;
import org.neurochains.chain.Batch;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.Effects;
import org.neurochains.chain.Outcome;
import org.neurochains.chain.SavedChain;
import org.neurochains.chain.Scores;
import org.neurochains.chain.Subnetwork;
import org.neurochains.chain.UnitLayout;
import org.neurochains.image.ImageEntry;
import org.neurochains.image.ImageFolder;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.LoadedImage;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.GateGroup;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;

/**
 * Judges a chain on images that its solver cannot have seen.
 *
 * @param work holds the chain, and the two halves of the images
 * @param options of the command line for the images
 */
record TruthJudge(Path model, ModelOptions reading, Path work, List<String> options) {
    private static final double BAR = 0.95;
    private static final int PASS = 50;
    /** Images that effects are measured on. */
    private static final int MOST = 100;
    /** Of all filters: the sizes at which members of the family are judged. */
    static final List<Double> SHARES = List.of(.02, .04, .09, .15, .25, .5);

    TruthRun judge(String label, String network, String pair, int half) {
        try (NeuroChains nc = NeuroChains.model(model).options(said()).open()) {
            Model read = nc.model().model();
            SavedChain saved = nc.read(work.resolve("chain"));
            ChainRecord record = saved.record();
            Subnetwork chain = saved.subnetwork();
            ImageLoader loader = new ImageLoader(nc.model().preprocessing(), 2);
            Tensor region = batch(
                    loader,
                    record.region().images().stream()
                            .map(ChainRecord.Image::file)
                            .toList(),
                    half);
            Unseen unseen = unseen(read.network(), loader, half, record);
            Outcome outcome = outcome(read.network(), chain, unseen);
            Effects here =
                    effects(read.network(), chain, new Batch(region, logits(read.network(), region, Scoring.NONE)));
            int[] some = spread((int) unseen.images.dim(0));
            Effects there = effects(
                    read.network(),
                    chain,
                    new Batch(unseen.images.indexSelect(0, some), unseen.logits.indexSelect(0, some)));
            double[] scores = here.byImage().keySet().stream()
                    .mapToDouble(unit -> Math.abs(chain.scores().of(unit.layer())[unit.channel()]))
                    .toArray();
            Subnetwork.Size size = chain.size(read.network());
            return new TruthRun(
                    label,
                    network,
                    pair,
                    half,
                    size.filters(),
                    read.size().filters(),
                    size.shortcutChannels(),
                    size.layers(),
                    record.result().kl(),
                    (int) unseen.images.dim(0),
                    outcome.agreement(),
                    outcome.kl(),
                    Arrays.stream(scores).max().orElse(0),
                    Arrays.stream(scores).filter(s -> s >= 0.5 && s <= 2).count() / (double) scores.length,
                    finite(new PearsonsCorrelation().correlation(means(here, here), means(here, there))),
                    here.rankCorrelation(chain),
                    record.result().heldOut() == null
                            ? null
                            : record.result().heldOut().lowerBound(),
                    record.result().fullPasses(),
                    record.result().seconds(),
                    here.byImage().keySet().stream().map(UnitLayout.Unit::name).toList(),
                    curve(read, record, unseen));
        }
    }

    private static Outcome outcome(Network network, Subnetwork chain, Unseen unseen) {
        try (Scope scope = Scope.open()) {
            Network cut = Cut.of(network, chain.retention());
            return Outcome.of(network.outputs(), unseen.logits, logits(cut, unseen.images, chain.scoring()));
        }
    }

    /** The largest member of the family with at most each share of the filters. */
    private List<TruthRun.Member> curve(Model read, ChainRecord record, Unseen unseen) {
        List<TruthRun.Member> curve = new ArrayList<>();
        for (double share : SHARES) {
            record.curve().stream()
                    .filter(point -> point.chain() != null
                            && point.filters() <= share * read.size().filters())
                    .max(Comparator.comparingInt(ChainRecord.CurvePoint::filters))
                    .ifPresent(point -> {
                        Subnetwork member = member(read.network(), Objects.requireNonNull(point.chain()));
                        Outcome outcome = outcome(read.network(), member, unseen);
                        curve.add(new TruthRun.Member(
                                share,
                                point.filters(),
                                point.kl(),
                                outcome.agreement(),
                                outcome.kl(),
                                names(read.network(), member)));
                    });
        }
        return curve;
    }

    /** A file has zeros throughout a bypassed group. */
    private Subnetwork member(Network network, String file) {
        Scores scores = ChainFile.readScores(work.resolve("chain").resolve(file), network);
        Subnetwork open = new Subnetwork(scores, Set.of());
        Set<String> bypassed = network.groups().stream().map(GateGroup::name).collect(Collectors.toSet());
        network.units().stream()
                .filter(unit -> open.retention().of(unit.name()).size() > 0)
                .map(UnitLayer::group)
                .forEach(bypassed::remove);
        return new Subnetwork(scores, bypassed);
    }

    private static List<String> names(Network network, Subnetwork chain) {
        return network.units().stream()
                .flatMap(unit -> chain.retention().of(unit.name()).stream().mapToObj(unit::nameOf))
                .toList();
    }

    /** At most {@link #MOST} of so many, from all of them alike: they are in the order of their classes. */
    private static int[] spread(int count) {
        int chosen = Math.min(MOST, count);
        return IntStream.range(0, chosen)
                .map(i -> (int) ((long) i * count / chosen))
                .toArray();
    }

    private static @Nullable Double finite(double r) {
        return Double.isNaN(r) ? null : r;
    }

    /** Mean effects of one's units, as the other has them. */
    private static double[] means(Effects order, Effects effects) {
        return order.byImage().keySet().stream()
                .mapToDouble(unit -> Objects.requireNonNullElse(effects.mean(unit), 0.0))
                .toArray();
    }

    private ModelOptions said() {
        return options.isEmpty()
                ? reading
                : reading.with().mean(".5,.5,.5").std(".5,.5,.5").build();
    }

    private Tensor batch(ImageLoader loader, List<String> files, int half) {
        Path root = work.resolve("half" + half);
        return loader.batch(loader.load(files.stream()
                .map(file -> new ImageEntry(root.resolve(file), file, null))
                .toList()));
    }

    /** @param logits F's */
    private record Unseen(Tensor images, Tensor logits) {}

    /**
     * The other half's images with p of at least .95 (or as few as the region's least confident has) for a class that F
     * sees in the region.
     */
    private Unseen unseen(Network network, ImageLoader loader, int half, ChainRecord record) {
        double bar = Math.min(
                BAR,
                record.region().images().stream()
                        .mapToDouble(ChainRecord.Image::probability)
                        .min()
                        .orElse(BAR));
        List<ImageEntry> entries = new ArrayList<>(ImageFolder.scan(work.resolve("half" + (1 - half))).images().stream()
                .filter(image -> record.region().images().stream()
                        .anyMatch(own -> folder(own.file()).equals(folder(image.file()))))
                .toList());
        Set<Integer> classes = classes(network, loader, half, record);
        List<LoadedImage> kept = new ArrayList<>();
        for (int start = 0; start < entries.size(); start += PASS) {
            try (Scope scope = Scope.open()) {
                List<LoadedImage> some = loader.load(entries.subList(start, Math.min(entries.size(), start + PASS)));
                Tensor p = Functional.softmax(logits(network, loader.batch(some), Scoring.NONE), 1);
                int[] best = p.argmax(1);
                List<float[]> rows = p.rows();
                for (int i = 0; i < best.length; i++) {
                    if (classes.contains(best[i]) && rows.get(i)[best[i]] >= bar) {
                        kept.add(some.get(i));
                    }
                }
            }
        }
        Tensor images = loader.batch(kept);
        return new Unseen(images, logits(network, images, Scoring.NONE));
    }

    private static String folder(String file) {
        return file.substring(0, Math.max(0, file.indexOf('/')));
    }

    /** The indices that F gives most of the images of each of the region's classes. */
    private Set<Integer> classes(Network network, ImageLoader loader, int half, ChainRecord record) {
        Map<String, Map<Integer, Integer>> counts = new LinkedHashMap<>();
        List<ChainRecord.Image> images = record.region().images();
        int[] best = logits(
                        network,
                        batch(
                                loader,
                                images.stream().map(ChainRecord.Image::file).toList(),
                                half),
                        Scoring.NONE)
                .argmax(1);
        for (int i = 0; i < best.length; i++) {
            counts.computeIfAbsent(images.get(i).label(), name -> new LinkedHashMap<>())
                    .merge(best[i], 1, Integer::sum);
        }
        return counts.values().stream()
                .map(each -> each.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .orElseThrow()
                        .getKey())
                .collect(Collectors.toSet());
    }

    private static Effects effects(Network network, Subnetwork chain, Batch batch) {
        return Effects.of(network, chain, batch, PASS, Progress.NONE);
    }

    private static Tensor logits(Network network, Tensor images, Scoring scoring) {
        return ForwardBatches.logits(Executor.of(network), scoring, images, PASS);
    }
}
