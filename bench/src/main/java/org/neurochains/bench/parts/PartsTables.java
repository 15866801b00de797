package org.neurochains.bench.parts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.neurochains.bench.parts.SpeciesBootstrap.Observation;

/** The tables of one network, as Markdown. */
final class PartsTables {
    private final String network;
    private final List<RegionChain> trials;
    private final List<String> solvers;
    private final SpeciesBootstrap bootstrap;

    PartsTables(List<RegionChain> all, String network, List<String> solvers) {
        this.network = network;
        this.trials =
                all.stream().filter(trial -> trial.network().equals(network)).toList();
        this.solvers = solvers;
        this.bootstrap = new SpeciesBootstrap(trials);
    }

    void print() {
        System.out.println("\n### " + network);
        header(
                "solver",
                "regions",
                "filters",
                "KL",
                "held-out agreement",
                "removal agreement",
                "of telling parts",
                "respond to a part",
                "most to a telling part",
                "lie on their part");
        each(
                2,
                (solver, some) -> row(
                        solver,
                        Integer.toString(some.size()),
                        mean(some, "filters"),
                        mean(some, "kl"),
                        mean(some, "heldOutAgreement"),
                        mean(some, "removalAgreement"),
                        mean(some, "tellingRemovalAgreement"),
                        mean(some, "responding"),
                        mean(some, "respondingToTelling"),
                        mean(some, "onTheirPart")));
        header(
                "solver",
                "coverage",
                "random filters of the same layers",
                "difference",
                "share of draws that cover less",
                "r of a filter's size and effect",
                "share of smaller filters in its layer");
        each(
                2,
                (solver, some) -> row(
                        solver,
                        mean(some, "coverage"),
                        mean(some, "randomCoverage"),
                        bootstrap.mean(SpeciesBootstrap.of(
                                some, trial -> value(trial, "coverage") - value(trial, "randomCoverage"))),
                        mean(some, "coverageRank"),
                        mean(some, "sizeAndEffect"),
                        mean(some, "sizeRank")));
        for (String aim : List.of("Part", "Telling")) {
            String parts = aim.equals("Part") ? "any part" : "a telling part";
            header(
                    "maps of chains by",
                    "SMOE's peak on " + parts,
                    "Score-CAM's peak",
                    "SMOE's sum on " + parts,
                    "Score-CAM's sum",
                    "share of the image");
            each(
                    2,
                    (solver, some) -> row(
                            solver,
                            mean(some, "smoeOn" + aim),
                            mean(some, "scorecamOn" + aim),
                            mean(some, "smoe" + aim + "Energy"),
                            mean(some, "scorecam" + aim + "Energy"),
                            mean(some, "smoe" + aim + "Area")));
        }
        header("solver", "pairs of regions", "overlap, a telling part in common", "none in common", "difference");
        each(2, this::overlap);
        header("solver", "pairs of species", "overlap, a part in common", "none in common", "difference");
        each(1, this::overlap);
    }

    private interface Line {
        void print(String solver, List<RegionChain> some);
    }

    /** A line for each solver that has chains of as many species. */
    private void each(int species, Line line) {
        for (String solver : solvers) {
            List<RegionChain> some = trials.stream()
                    .filter(trial -> trial.solver().equals(solver))
                    .filter(trial -> trial.species().size() == species)
                    .toList();
            if (!some.isEmpty()) {
                line.print(solver, some);
            }
        }
    }

    /** Of chains of regions that have no species in common. */
    private void overlap(String solver, List<RegionChain> some) {
        if (solver.equals(RegionChain.WHOLE)) {
            return;
        }
        List<Observation> sharing = new ArrayList<>();
        List<Observation> others = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            for (int j = 0; j < i; j++) {
                RegionChain one = some.get(i);
                RegionChain other = some.get(j);
                if (Collections.disjoint(one.species(), other.species())) {
                    List<String> species = new ArrayList<>(one.species());
                    species.addAll(other.species());
                    (Collections.disjoint(one.telling(), other.telling()) ? others : sharing)
                            .add(new Observation(species, one.overlap(other)));
                }
            }
        }
        row(
                solver,
                sharing.size() + " and " + others.size(),
                bootstrap.mean(sharing),
                bootstrap.mean(others),
                bootstrap.difference(sharing, others));
    }

    private String mean(List<RegionChain> some, String key) {
        return bootstrap.mean(SpeciesBootstrap.of(some, trial -> value(trial, key)));
    }

    private static double value(RegionChain trial, String key) {
        return trial.values().getOrDefault(key, Double.NaN);
    }

    private static void header(String... titles) {
        System.out.println();
        row(titles);
        System.out.println(Arrays.stream(titles).map(title -> "---").collect(Collectors.joining("|", "|", "|")));
    }

    private static void row(String... cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }
}
