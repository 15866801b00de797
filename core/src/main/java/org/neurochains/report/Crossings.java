package org.neurochains.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts how often the edges between each two ranks of a layered drawing cross. */
final class Crossings {
    private Crossings() {}

    private record Place(int rank, int index) {}

    private record Segment(int from, int to) {}

    /**
     * Crossings between edges that join the same two ranks; edges of different pairs of ranks are not compared.
     *
     * @param ranks the nodes of each rank from left to right
     * @param weights the edges, by source and target
     */
    static long count(List<List<String>> ranks, Map<String, Map<String, Double>> weights) {
        Map<String, Place> places = new HashMap<>();
        for (int rank = 0; rank < ranks.size(); rank++) {
            for (int index = 0; index < ranks.get(rank).size(); index++) {
                places.put(ranks.get(rank).get(index), new Place(rank, index));
            }
        }
        Map<List<Integer>, List<Segment>> pairs = new HashMap<>();
        weights.forEach((from, targets) -> {
            @Nullable Place start = places.get(from);
            Set<String> names = start == null ? Set.of() : targets.keySet();
            for (String to : names) {
                @Nullable Place end = places.get(to);
                if (start != null && end != null) {
                    pairs.computeIfAbsent(List.of(start.rank(), end.rank()), pair -> new ArrayList<>())
                            .add(new Segment(start.index(), end.index()));
                }
            }
        });
        return pairs.values().stream().mapToLong(Crossings::inversions).sum();
    }

    /** Pairs of segments whose ends are in the opposite order of their starts, by a Fenwick tree over the ends. */
    private static long inversions(List<Segment> segments) {
        segments.sort(Comparator.comparingInt(Segment::from).thenComparingInt(Segment::to));
        int size = segments.stream().mapToInt(Segment::to).max().orElse(0) + 2;
        int[] tree = new int[size];
        long crossings = 0;
        for (int done = 0; done < segments.size(); done++) {
            int end = segments.get(done).to() + 1;
            int notBeyond = 0;
            for (int i = end; i > 0; i -= i & -i) {
                notBeyond += tree[i];
            }
            crossings += done - notBeyond;
            for (int i = end; i < size; i += i & -i) {
                tree[i]++;
            }
        }
        return crossings;
    }
}
