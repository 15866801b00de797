package org.neurochains.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.hipparchus.stat.inference.MannWhitneyUTest;
import org.neurochains.Progress;
import org.neurochains.chain.Chain;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.RunRecord;
import org.neurochains.chain.ShrinkOptions;
import org.neurochains.chain.ShrinkSolver;
import org.neurochains.image.Classifier;
import org.neurochains.image.ImageEntry;
import org.neurochains.image.ImageFolder;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Labels;
import org.neurochains.image.Preprocessing;
import org.neurochains.image.Region;
import org.neurochains.image.RegionSelection;
import org.neurochains.image.RegionSelector;
import org.neurochains.measure.ChainComparison;
import org.neurochains.measure.ChainOverlap;
import org.neurochains.measure.NamedChain;
import org.neurochains.network.Executor;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

/**
 * Whether chains of the same pair of classes, found from disjoint images, overlap more than chains of pairs without a
 * common class: {@code bench/run ClassPairs MODEL IMAGES FOLDER [PAIRS]}.
 *
 * <p>Images with an even place in their class folder make one region of each pair, the others the second one. Chains
 * are kept in FOLDER and not found twice. 24 pairs of classes, drawn from seed 0, unless given.
 */
record ClassPairs(Model model, Path images, Path folder) {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] args) {
        Engine.useThreads(Integer.getInteger("threads", 2));
        try (Scope scope = Scope.open()) {
            Model model = ModelReader.read(Path.of(args[0]), ModelOptions.NONE);
            new ClassPairs(model, Path.of(args[1]), Path.of(args[2]))
                    .run(args.length > 3 ? Integer.parseInt(args[3]) : 24);
        }
    }

    private void run(int wanted) {
        int classes = model.network().classes();
        List<int[]> pairs = new ArrayList<>();
        for (int a = 0; a < classes; a++) {
            for (int b = a + 1; b < classes; b++) {
                pairs.add(new int[] {a, b});
            }
        }
        Collections.shuffle(pairs, new Random(0));
        List<int[]> chosen = pairs.subList(0, Math.min(wanted, pairs.size()));
        List<NamedChain> chains = new ArrayList<>();
        for (int[] pair : chosen) {
            for (int half = 0; half < 2; half++) {
                String name = pair[0] + "-" + pair[1] + (half == 0 ? "-even" : "-odd");
                chains.add(new NamedChain(name, chain(pair, half, folder.resolve(name))));
                ChainRecord.Result result =
                        chains.get(chains.size() - 1).record().result();
                OUT.printf("%s: %d filters, KL %.4f%n", name, result.filters(), result.kl());
            }
        }
        report(ChainComparison.of(chains), chosen);
    }

    private ChainRecord chain(int[] pair, int half, Path place) {
        if (java.nio.file.Files.exists(place.resolve(ChainFile.NAME))) {
            return ChainFile.read(place);
        }
        try (Scope scope = Scope.open()) {
            ShrinkSolver solver = new ShrinkSolver(ShrinkOptions.defaults());
            Chain extraction = Chain.of(
                    model, region(pair, half), solver, new RunRecord("bench", "ClassPairs", 64), Progress.NONE);
            ChainFile.write(place, extraction, model.network());
            return extraction.record();
        }
    }

    private Region region(int[] pair, int half) {
        ImageFolder all = ImageFolder.scan(images);
        List<ImageEntry> some = IntStream.range(0, all.images().size())
                .filter(i -> i % 2 == half)
                .mapToObj(all.images()::get)
                .toList();
        Labels labels = Labels.of(model);
        ImageSet set = ImageSet.of(new ImageFolder(all.root(), all.classFolders(), some, false), labels);
        Classifier classifier = Classifier.of(Executor.of(model.network()), 64);
        List<String> names = Arrays.stream(pair).mapToObj(Integer::toString).toList();
        return new RegionSelector(set, new ImageLoader(Preprocessing.of(model.input()), 2), classifier, Progress.NONE)
                .select(new RegionSelection(names, null, null, null, 0));
    }

    private static void report(ChainComparison comparison, List<int[]> pairs) {
        List<ChainOverlap> same = new ArrayList<>();
        List<ChainOverlap> disjoint = new ArrayList<>();
        for (ChainOverlap overlap : comparison.pairs()) {
            int[] one = pairs.get(overlap.first() / 2);
            int[] other = pairs.get(overlap.second() / 2);
            if (one == other) {
                same.add(overlap);
            } else if (Arrays.stream(one).noneMatch(a -> a == other[0] || a == other[1])) {
                disjoint.add(overlap);
            }
        }
        describe("the same two classes", same);
        describe("no common class", disjoint);
        int higher = 0;
        for (ChainOverlap pair : same) {
            double others = disjoint.stream()
                    .filter(each -> each.first() / 2 == pair.first() / 2 || each.second() / 2 == pair.first() / 2)
                    .mapToDouble(ClassPairs::overlap)
                    .average()
                    .orElseThrow();
            higher += overlap(pair) > others ? 1 : 0;
        }
        OUT.printf(
                "%d of %d pairs overlap more than with the mean of the pairs without a common class%n",
                higher, same.size());
        OUT.printf(
                "Mann-Whitney, two-sided: p = %.3g%n",
                new MannWhitneyUTest().mannWhitneyUTest(values(same), values(disjoint)));
    }

    private static void describe(String name, List<ChainOverlap> pairs) {
        double[] values = values(pairs);
        Arrays.sort(values);
        OUT.printf(
                "%s: %d comparisons, intersection over union mean %.3f, median %.3f, %.3f to %.3f; shared %.1f filters where chance gives %.1f; "
                        + "p < 0.05 in %d%n",
                name,
                values.length,
                Arrays.stream(values).average().orElseThrow(),
                values[values.length / 2],
                values[0],
                values[values.length - 1],
                pairs.stream()
                        .mapToInt(pair -> pair.filters().shared())
                        .average()
                        .orElseThrow(),
                pairs.stream()
                        .mapToDouble(pair -> pair.chance().expected())
                        .average()
                        .orElseThrow(),
                pairs.stream().filter(pair -> pair.chance().chance() < 0.05).count());
    }

    private static double[] values(List<ChainOverlap> pairs) {
        return pairs.stream().mapToDouble(ClassPairs::overlap).toArray();
    }

    private static double overlap(ChainOverlap pair) {
        return pair.filters().intersectionOverUnion().orElse(0);
    }
}
