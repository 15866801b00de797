package org.neurochains.study;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.neurochains.study.ReportFigures.Line;
import org.neurochains.study.ReportFigures.Section;
import org.neurochains.study.ReportRows.Variant;

/** Which filters the regions of a study share, and which only one uses. */
final class ReportOverlap {
    /** Pairs of more trials than this are not looked at: half a million pairs say enough. */
    private static final int MOST_TRIALS = 1000;

    private static final int NAMED = 12;

    private ReportOverlap() {}

    static List<Section> sections(List<Variant> variants) {
        List<Line> overlaps = new ArrayList<>();
        List<Line> uses = new ArrayList<>();
        for (Variant v : variants) {
            overlaps.addAll(overlaps(v));
            uses.addAll(uses(v));
        }
        return List.of(
                Section.ofNumbers(
                        "Overlap of chains: filters shared by two regions over those of either, by the classes they share",
                        overlaps),
                Section.ofNumbers("Filters that all regions use, and filters that only one uses", uses));
    }

    private static List<Line> overlaps(Variant v) {
        int n = Math.min(MOST_TRIALS, v.trials.size());
        List<Set<String>> classes = v.trials.stream()
                .limit(n)
                .map(trial ->
                        (Set<String>) new TreeSet<>(List.of(trial.classes().split("\\|", -1))))
                .toList();
        ReportRows.Doubles same = new ReportRows.Doubles();
        ReportRows.Doubles some = new ReportRows.Doubles();
        ReportRows.Doubles none = new ReportRows.Doubles();
        for (int a = 0; a < n; a++) {
            for (int b = a + 1; b < n; b++) {
                Set<String> shared = new TreeSet<>(classes.get(a));
                shared.retainAll(classes.get(b));
                boolean equal = classes.get(a).equals(classes.get(b));
                (equal ? same : shared.isEmpty() ? none : some).add(overUnion(v.used.get(a), v.used.get(b)));
            }
        }
        return List.of(
                ReportLines.overPairs(v.label(), "the same classes", same.finite()),
                ReportLines.overPairs(v.label(), "some class", some.finite()),
                ReportLines.overPairs(v.label(), "no class", none.finite()));
    }

    private static double overUnion(BitSet a, BitSet b) {
        BitSet both = (BitSet) a.clone();
        both.and(b);
        int shared = both.cardinality();
        int union = a.cardinality() + b.cardinality() - shared;
        return union == 0 ? Double.NaN : (double) shared / union;
    }

    private static List<Line> uses(Variant v) {
        int[] counts = new int[v.names.size()];
        v.used.forEach(used -> used.stream().forEach(filter -> counts[filter]++));
        int n = v.trials.size();
        return List.of(
                count(v, "used by every region", counts, n, n),
                count(v, "used by one region alone", counts, 1, 1),
                count(v, "used by at least half of the regions", counts, (n + 1) / 2, n));
    }

    private static Line count(Variant v, String quantity, int[] counts, int least, int most) {
        List<Integer> found = IntStream.range(0, counts.length)
                .filter(i -> counts[i] >= least && counts[i] <= most)
                .boxed()
                .toList();
        Set<Integer> wanted = Set.copyOf(found);
        String names = v.names.entrySet().stream()
                .filter(entry -> wanted.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .sorted(NaturalOrder.COMPARATOR)
                .limit(NAMED)
                .collect(Collectors.joining(" "));
        String more = found.size() > NAMED ? " ..." : "";
        return Line.of(v.label(), quantity + ", filters", v.trials.size(), found.size(), names + more);
    }
}
