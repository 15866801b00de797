package org.neurochains.bench.parts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.hipparchus.distribution.continuous.TDistribution;

/** Means over regions with 95 % intervals, as Markdown. */
final class PartsTable {
    private static final int RESAMPLES = 2000;

    private final String network;
    private final List<Trial> trials;

    PartsTable(String network, List<Trial> trials) {
        this.network = network;
        this.trials = trials.stream().filter(t -> t.network().equals(network)).toList();
    }

    void print() {
        Map<String, List<Trial>> bySolver = new LinkedHashMap<>();
        trials.forEach(t -> bySolver.computeIfAbsent(t.solver(), s -> new ArrayList<>()).add(t));
        System.out.println("\n### " + network + "\n");
        System.out.println("| solver | regions | filters | KL | respond to a part | most to a telling part | coverage |"
                + " random filters of the same layers | difference | rank |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        bySolver.forEach((solver, some) -> System.out.printf(
                Locale.ROOT,
                "| %s | %d | %s | %s | %s | %s | %s | %s | %s | %s |%n",
                solver,
                some.size(),
                mean(some, Trial::filters),
                mean(some, Trial::kl),
                mean(some, Trial::responding),
                mean(some, Trial::respondingToTelling),
                mean(some, Trial::coverage),
                mean(some, Trial::random),
                mean(some, t -> t.coverage() - t.random()),
                mean(some, Trial::rank)));
        System.out.println("\n| maps of | SMOE: on a part | on a telling part | Score-CAM: on a part | on a telling part |"
                + " random point: on a part | on a telling part |");
        System.out.println("|---|---|---|---|---|---|---|");
        bySolver.forEach((solver, some) -> System.out.printf(
                "| %s | %s | %s | %s | %s | %s | %s |%n",
                solver,
                mean(some, Trial::smoe),
                mean(some, Trial::smoeTelling),
                mean(some, Trial::scoreCam),
                mean(some, Trial::scoreCamTelling),
                mean(some, Trial::smoeArea),
                mean(some, Trial::tellingArea)));
        System.out.println("\n| solver | pairs of regions that share no class | overlap, some telling part in common | none in common"
                + " | difference | p |");
        System.out.println("|---|---|---|---|---|---|");
        bySolver.forEach((solver, some) -> System.out.println(overlap(solver, some)));
    }

    /** Mean and half the width of its 95 % interval (Student's t over regions). */
    private static String mean(List<Trial> some, ToDoubleFunction<Trial> value) {
        double[] values = some.stream().mapToDouble(value).filter(v -> v >= -1).toArray();
        int n = values.length;
        if (n < 2) {
            return "-";
        }
        double mean = java.util.Arrays.stream(values).average().orElse(0);
        double squares = java.util.Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        double half = new TDistribution(n - 1).inverseCumulativeProbability(.975) * Math.sqrt(squares / (n - 1) / n);
        return String.format(Locale.ROOT, Math.abs(mean) >= 10 ? "%.0f ± %.0f" : "%.3f ± %.3f", mean, half);
    }

    /** Mean overlaps of chains of regions without a common class. */
    private record Overlaps(double sharing, double others) {
        double difference() {
            return sharing - others;
        }
    }

    private static String overlap(String solver, List<Trial> some) {
        int n = some.size();
        double[][] overlap = new double[n][n];
        boolean[][] common = new boolean[n][n];
        boolean[][] counts = new boolean[n][n];
        int pairs = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                overlap[i][j] = overlap[j][i] = overlap(some.get(i).kept(), some.get(j).kept());
                common[i][j] = common[j][i] = meet(some.get(i).telling(), some.get(j).telling());
                counts[i][j] = counts[j][i] = !meet(some.get(i).classes(), some.get(j).classes());
                pairs += counts[i][j] ? 1 : 0;
            }
        }
        List<Integer> own = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            own.add(i);
        }
        Overlaps found = overlaps(overlap, common, counts, own, own);
        Random random = new Random(1);
        List<Double> resampled = new ArrayList<>();
        int larger = 0;
        for (int r = 0; r < RESAMPLES; r++) {
            List<Integer> drawn = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                drawn.add(random.nextInt(n));
            }
            resampled.add(overlaps(overlap, common, counts, drawn, drawn).difference());
            List<Integer> shuffled = new ArrayList<>(own);
            Collections.shuffle(shuffled, random);
            larger += overlaps(overlap, common, counts, own, shuffled).difference() >= found.difference() ? 1 : 0;
        }
        resampled.removeIf(d -> !Double.isFinite(d));
        Collections.sort(resampled);
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.3f | %.3f | %.3f (%.3f to %.3f) | %.4f |",
                solver,
                pairs,
                found.sharing(),
                found.others(),
                found.difference(),
                resampled.get(resampled.size() / 40),
                resampled.get(resampled.size() - 1 - resampled.size() / 40),
                (larger + 1.) / (RESAMPLES + 1));
    }

    /**
     * @param rows the regions, with repeats when resampled
     * @param named which region's parts each row is given; the rows themselves unless permuted (Mantel's test)
     */
    private static Overlaps overlaps(
            double[][] overlap, boolean[][] common, boolean[][] counts, List<Integer> rows, List<Integer> named) {
        double[] sums = new double[2];
        int[] numbers = new int[2];
        for (int a = 0; a < rows.size(); a++) {
            for (int b = 0; b < a; b++) {
                int i = rows.get(a);
                int j = rows.get(b);
                if (i != j && counts[i][j]) {
                    int kind = common[named.get(a)][named.get(b)] ? 0 : 1;
                    sums[kind] += overlap[i][j];
                    numbers[kind]++;
                }
            }
        }
        return new Overlaps(sums[0] / numbers[0], sums[1] / numbers[1]);
    }

    private static double overlap(Set<String> one, Set<String> other) {
        Set<String> both = new HashSet<>(one);
        both.retainAll(other);
        int union = one.size() + other.size() - both.size();
        return union == 0 ? 0 : (double) both.size() / union;
    }

    private static boolean meet(List<String> one, List<String> other) {
        return one.stream().anyMatch(other::contains);
    }
}
