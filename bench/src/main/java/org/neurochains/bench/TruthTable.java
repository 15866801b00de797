package org.neurochains.bench;

import static org.neurochains.Phrase.text;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.neurochains.measure.Overlap;

/** Medians over the pairs and halves of a network, apart for those on which settings were chosen. */
final class TruthTable {
    private TruthTable() {}

    static void print(List<TruthRun> runs, PrintStream out) {
        out.println(
                "| solver | network | pairs | chains | filters | layers | region KL | unseen agreement | unseen KL | overlap"
                        + " | largest score | scores in [.5, 2] | r of effects | rank r of score and effect | passes | seconds |");
        out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        Map<List<String>, List<TruthRun>> groups = new LinkedHashMap<>();
        for (TruthRun run : runs) {
            groups.computeIfAbsent(List.of(run.label(), run.network(), pairs(run)), key -> new ArrayList<>())
                    .add(run);
        }
        groups.forEach((key, group) -> out.println(row(key, group)));
        out.println();
        curves(groups, out);
    }

    private static String pairs(TruthRun run) {
        return Truth.subject(run.network()).chosen().contains(run.pair()) ? "chosen" : "reported";
    }

    /** What other sizes cost: medians over the families of a network. */
    private static void curves(Map<List<String>, List<TruthRun>> groups, PrintStream out) {
        out.println(
                "| solver | network | pairs | at most | families | filters | region KL | unseen agreement | unseen KL | overlap |");
        out.println("|---|---|---|---|---|---|---|---|---|---|");
        groups.forEach((key, group) -> {
            for (double share : TruthJudge.SHARES) {
                Map<TruthRun, TruthRun.Member> members = new LinkedHashMap<>();
                group.forEach(run -> run.curve().stream()
                        .filter(member -> member.share() == share)
                        .forEach(member -> members.put(run, member)));
                if (!members.isEmpty()) {
                    out.printf(
                            Locale.ROOT,
                            "| %s | %s | %s | %.0f %% | %d | %.0f | %s | %s | %s | %s |%n",
                            key.get(0),
                            key.get(1),
                            key.get(2),
                            100 * share,
                            members.size(),
                            median(members.values(), member -> (double) member.filters()),
                            two(median(members.values(), TruthRun.Member::kl)),
                            two(median(members.values(), TruthRun.Member::unseenAgreement)),
                            two(median(members.values(), TruthRun.Member::unseenKl)),
                            overlap(
                                    List.copyOf(members.keySet()),
                                    run -> Objects.requireNonNull(members.get(run))
                                            .kept()));
                }
            }
        });
    }

    private static String row(List<String> key, List<TruthRun> group) {
        return text(
                "| %s | %s | %s | %d | %.0f (%.1f %%) | %.0f | %s | %s | %s | %s | %s | %s | %s | %s | %.0f | %.0f |",
                key.get(0),
                key.get(1),
                key.get(2),
                group.size(),
                median(group, run -> (double) run.filters()),
                100 * median(group, run -> run.filters() / (double) run.totalFilters()),
                median(group, run -> (double) run.layers()),
                two(median(group, TruthRun::kl)),
                two(median(group, TruthRun::unseenAgreement)),
                two(median(group, TruthRun::unseenKl)),
                overlap(group, TruthRun::kept),
                two(median(group, TruthRun::largestScore)),
                two(median(group, TruthRun::scoresNearOne)),
                two(median(group, TruthRun::effectCorrelation)),
                two(median(group, TruthRun::scoreCorrelation)),
                median(group, TruthRun::passes),
                median(group, TruthRun::seconds));
    }

    private static String two(double value) {
        return Double.isNaN(value) ? "-" : text("%.2f", value);
    }

    private static <T> double median(Collection<T> group, Function<T, @Nullable Double> value) {
        double[] sorted = group.stream()
                .map(value)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return median(sorted);
    }

    private static double median(double[] sorted) {
        int n = sorted.length;
        return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    /** Median over pairs of both halves' intersection over union. */
    private static String overlap(List<TruthRun> group, Function<TruthRun, List<String>> kept) {
        double[] overlaps = group.stream()
                .filter(run -> run.half() == 0)
                .map(run -> group.stream()
                        .filter(other -> other.half() == 1 && other.pair().equals(run.pair()))
                        .findFirst()
                        .map(other -> overlap(kept.apply(run), kept.apply(other))))
                .flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return two(median(overlaps));
    }

    private static double overlap(List<String> one, List<String> other) {
        return Overlap.of(Set.copyOf(one), Set.copyOf(other), one.size() + other.size())
                .intersectionOverUnion()
                .orElse(1);
    }
}
