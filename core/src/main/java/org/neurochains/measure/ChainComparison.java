package org.neurochains.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.InputException;

/**
 * Chains of one model, each compared with each.
 *
 * @param pairs every two of them, the first before the second
 * @param consistency for each set of classes that more than one chain has: over seeds, re-drawn images or solvers
 */
public record ChainComparison(List<NamedChain> chains, List<ChainOverlap> pairs, List<Consistency> consistency) {
    /** The most chains that can be compared at once. */
    public static final int MOST = 500;

    public ChainComparison {
        chains = List.copyOf(chains);
        pairs = List.copyOf(pairs);
        consistency = List.copyOf(consistency);
    }

    /**
     * How much chains of the same classes agree.
     *
     * @param chains their places
     * @param meanOverlap mean intersection over union of their filters, over all pairs of them
     * @param inAll filters that all of them retain
     * @param inAny filters that one of them retains
     */
    public record Consistency(List<String> classes, List<Integer> chains, double meanOverlap, int inAll, int inAny) {}

    /**
     * Compares.
     *
     * @throws InputException if there are fewer than two, more than {@link #MOST}, or two are of different models
     */
    public static ChainComparison of(List<NamedChain> chains) {
        if (chains.size() < 2 || chains.size() > MOST) {
            throw InputException.of(
                    "compare", chains.size() + " chains were given", "give the folders of 2 to " + MOST + " chains");
        }
        NamedChain.requireOneModel(chains);
        List<ChainOverlap> pairs = new ArrayList<>();
        for (int i = 0; i < chains.size(); i++) {
            for (int j = i + 1; j < chains.size(); j++) {
                pairs.add(ChainOverlap.of(chains, i, j));
            }
        }
        return new ChainComparison(chains, pairs, consistency(chains, pairs));
    }

    private static List<Consistency> consistency(List<NamedChain> chains, List<ChainOverlap> pairs) {
        Map<List<String>, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < chains.size(); i++) {
            groups.computeIfAbsent(chains.get(i).classes(), classes -> new ArrayList<>())
                    .add(i);
        }
        List<Consistency> all = new ArrayList<>();
        groups.forEach((classes, members) -> {
            if (members.size() > 1) {
                all.add(consistency(classes, members, chains, pairs));
            }
        });
        return all;
    }

    private static Consistency consistency(
            List<String> classes, List<Integer> members, List<NamedChain> chains, List<ChainOverlap> pairs) {
        double mean = pairs.stream()
                .filter(pair -> members.contains(pair.first()) && members.contains(pair.second()))
                .flatMapToDouble(pair -> pair.filters().intersectionOverUnion().stream())
                .average()
                .orElse(0);
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int member : members) {
            retained(chains.get(member)).forEach(name -> counts.merge(name, 1, Integer::sum));
        }
        int inAll = (int) counts.values().stream()
                .filter(count -> count == members.size())
                .count();
        return new Consistency(classes, members, mean, inAll, counts.size());
    }

    /** Names of the retained filters, projections included. */
    public static List<String> retained(NamedChain chain) {
        List<String> names = new ArrayList<>();
        chain.record().layers().stream()
                .filter(layer -> !layer.bypassed() && !layer.kind().equals(NamedChain.IDENTITY))
                .forEach(layer -> layer.filters().forEach(filter -> names.add(layer.nameOf(filter))));
        return names;
    }

    /** The overlap of two chains, in either order of their places. */
    public ChainOverlap pair(int one, int other) {
        int first = Math.min(one, other);
        int second = Math.max(one, other);
        int before = first * chains.size() - first * (first + 1) / 2;
        return pairs.get(before + second - first - 1);
    }
}
