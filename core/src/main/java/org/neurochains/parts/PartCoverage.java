package org.neurochains.parts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * How well the filters of a chain cover some parts: for each part the largest effect, either way, that removing it has
 * on one of the filters; the mean over the parts. Compared with as many filters of the same layers, drawn at random.
 *
 * @param coverage of the chain
 * @param random mean over the draws
 * @param low the draws' 2.5th percentile
 * @param high the draws' 97.5th percentile
 * @param rank share of the draws that cover less, those that cover the same counting half
 */
record PartCoverage(double coverage, double random, double low, double high, double rank) {
    /** Draws that a chain is compared with. */
    public static final int DRAWS = 200;

    /**
     * Measures.
     *
     * @param parts the parts to cover, at least one, each with responses
     * @param chain the chain's filters by layer
     * @param seed of the draws
     */
    public static PartCoverage of(
            PartResponses responses, List<String> parts, Map<String, List<Integer>> chain, long seed) {
        double own = coverage(responses, parts, chain);
        Random random = new Random(seed);
        double[] draws = new double[DRAWS];
        double rank = 0;
        for (int i = 0; i < DRAWS; i++) {
            draws[i] = coverage(responses, parts, draw(responses, chain, random));
            rank += draws[i] < own ? 1. / DRAWS : draws[i] == own ? .5 / DRAWS : 0;
        }
        Arrays.sort(draws);
        double mean = Arrays.stream(draws).average().orElse(0);
        return new PartCoverage(own, mean, draws[DRAWS / 40], draws[DRAWS - 1 - DRAWS / 40], rank);
    }

    private static double coverage(PartResponses responses, List<String> parts, Map<String, List<Integer>> filters) {
        double sum = 0;
        for (String part : parts) {
            double best = 0;
            for (Map.Entry<String, List<Integer>> layer : filters.entrySet()) {
                for (int filter : layer.getValue()) {
                    double effect = responses.of(layer.getKey(), filter, part).effect();
                    best = Math.max(best, Math.abs(effect));
                }
            }
            sum += best;
        }
        return sum / parts.size();
    }

    /** As many filters of each layer. */
    private static Map<String, List<Integer>> draw(
            PartResponses responses, Map<String, List<Integer>> like, Random random) {
        Map<String, List<Integer>> drawn = new LinkedHashMap<>();
        like.forEach((layer, filters) -> {
            List<Integer> all = new ArrayList<>(
                    IntStream.range(0, responses.filters(layer)).boxed().toList());
            Collections.shuffle(all, random);
            drawn.put(layer, all.subList(0, filters.size()));
        });
        return drawn;
    }
}
