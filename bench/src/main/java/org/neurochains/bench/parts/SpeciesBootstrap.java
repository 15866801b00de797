package org.neurochains.bench.parts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.Phrase;

/**
 * Means with 95 % intervals. Regions share species, so that they are no independent draws: the species are drawn with
 * replacement, and what belongs to several counts the product of the times that they were drawn.
 */
final class SpeciesBootstrap {
    private static final int DRAWS = 2000;

    private final List<Map<String, Integer>> draws = new ArrayList<>();

    SpeciesBootstrap(List<RegionChain> trials) {
        TreeSet<String> all = new TreeSet<>();
        trials.forEach(trial -> all.addAll(trial.species()));
        List<String> species = List.copyOf(all);
        Random random = new Random(1);
        for (int draw = 0; draw < DRAWS; draw++) {
            Map<String, Integer> times = new HashMap<>();
            species.forEach(one -> times.merge(species.get(random.nextInt(species.size())), 1, Integer::sum));
            draws.add(times);
        }
    }

    /** A number that belongs to some species. */
    record Observation(List<String> species, double value) {}

    /** The number of each trial that has one, which is the case where it is not NaN. */
    static List<Observation> of(List<RegionChain> trials, ToDoubleFunction<RegionChain> value) {
        return trials.stream()
                .map(trial -> new Observation(trial.species(), value.applyAsDouble(trial)))
                .filter(observation -> !Double.isNaN(observation.value()))
                .toList();
    }

    /** Mean and interval, as text. */
    String mean(List<Observation> values) {
        return text(mean(values, null), draws.stream().mapToDouble(draw -> mean(values, draw)));
    }

    /** Difference of two means and its interval, as text. */
    String difference(List<Observation> ones, List<Observation> others) {
        return text(
                mean(ones, null) - mean(others, null),
                draws.stream().mapToDouble(draw -> mean(ones, draw) - mean(others, draw)));
    }

    private static double mean(List<Observation> values, @Nullable Map<String, Integer> times) {
        double sum = 0;
        double weights = 0;
        for (Observation value : values) {
            double weight = 1;
            for (String species : value.species()) {
                weight *= times == null ? 1 : times.getOrDefault(species, 0);
            }
            sum += weight * value.value();
            weights += weight;
        }
        return sum / weights;
    }

    private static String text(double mean, DoubleStream resampled) {
        double[] sorted = resampled.filter(Double::isFinite).sorted().toArray();
        if (Double.isNaN(mean) || sorted.length == 0) {
            return "-";
        }
        String format = Math.abs(mean) >= 10 ? "%.0f (%.0f to %.0f)" : "%.2f (%.2f to %.2f)";
        return Phrase.text(format, mean, sorted[sorted.length / 40], sorted[sorted.length - 1 - sorted.length / 40]);
    }
}
