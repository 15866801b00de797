package org.neurochains.bench.parts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.neurochains.NeuroChains;
import org.neurochains.bench.DrawnWorld;
import org.neurochains.bench.JsonLines;
import org.neurochains.tensor.Scope;

/**
 * What the chains of different solvers have to do with the parts of the demo's images: for each network chains of pairs
 * of species and of single ones, by every solver, the baselines with as many filters as {@code shrink} kept. Finished
 * chains are kept in a file of JSON lines and not made again; the tables come from that file.
 *
 * <p>Arguments: the demo's folder, the results file, the number of pairs (66 are all, 0 only prints), networks, solvers
 * (lists by comma; all of both where left out).
 */
final class PartsStudy {
    private static final List<String> NETWORKS = List.of("bestiary-resnet", "bestiary-vgg");
    private static final List<String> SOLVERS =
            List.of("shrink", "magnitude", "contribution", "random", "paper", RegionChain.WHOLE);
    private static final List<String> ALONE = List.of("shrink", "paper");

    private static final int EACH = 200;
    private static final long SEED = 3;

    private final Path demo;
    private final DrawnWorld drawn;
    private final JsonLines<RegionChain> trials;
    private final int pairs;

    private PartsStudy(Path demo, Path results, int pairs) {
        this.demo = demo;
        this.drawn = new DrawnWorld(results.resolveSibling("parts-drawn"), SEED, EACH);
        this.trials = new JsonLines<>(results, RegionChain.class);
        this.pairs = pairs;
    }

    public static void main(String[] args) {
        PartsStudy study = new PartsStudy(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]));
        List<String> networks = args.length > 3 ? List.of(args[3].split(",", -1)) : NETWORKS;
        List<String> solvers = args.length > 4 ? List.of(args[4].split(",", -1)) : SOLVERS;
        if (study.pairs > 0) {
            networks.forEach(network -> study.run(network, solvers));
        }
        networks.forEach(network -> new PartsTables(study.trials.all(), network, SOLVERS).print());
    }

    private void run(String network, List<String> solvers) {
        Path file = demo.resolve("models").resolve(network + ".safetensors");
        try (NeuroChains nc = NeuroChains.model(file)
                .threads(Integer.getInteger("threads", 2))
                .open()) {
            for (String region : regions(nc.model().model().labels())) {
                List<String> missing = solvers.stream()
                        .filter(solver -> region.contains(":") || ALONE.contains(solver))
                        .filter(solver -> find(network, region, solver) == null)
                        .toList();
                if (!missing.isEmpty()) {
                    run(nc, network, region, missing);
                }
            }
        }
    }

    private void run(NeuroChains nc, String network, String region, List<String> solvers) {
        try (Scope scope = Scope.open()) {
            RegionTrials here = new RegionTrials(nc, drawn.images(List.of(region.split(":", -1))), network, region);
            for (String solver : solvers) {
                Supplier<RegionChain> trial = solver.equals(RegionChain.WHOLE)
                        ? here::whole
                        : () -> here.run(solver, options(network, region, solver));
                trials.add(trial.get());
                System.err.println(network + " " + region + " " + solver);
            }
        }
    }

    /** The baselines get as many filters as {@code shrink} kept, and are tuned as it is. */
    private Map<String, ?> options(String network, String region, String solver) {
        if (ALONE.contains(solver)) {
            return Map.of();
        }
        RegionChain shrink = find(network, region, "shrink");
        if (shrink == null) {
            throw new IllegalStateException(region + " has no chain of shrink");
        }
        return Map.of("budget", shrink.kept().size(), "tuning", "newton");
    }

    private @Nullable RegionChain find(String network, String region, String solver) {
        return trials.all().stream()
                .filter(trial -> trial.isOf(network, region, solver))
                .findFirst()
                .orElse(null);
    }

    /** Pairs of species in an order drawn once for all; with all of them, each by itself too. */
    private List<String> regions(List<String> species) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < species.size(); i++) {
            for (int j = i + 1; j < species.size(); j++) {
                all.add(species.get(i) + ":" + species.get(j));
            }
        }
        Collections.shuffle(all, new Random(1));
        List<String> regions = new ArrayList<>(all.subList(0, Math.min(pairs, all.size())));
        if (pairs >= all.size()) {
            regions.addAll(species);
        }
        return regions;
    }
}
