package org.neurochains.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.neurochains.network.Executor;
import org.neurochains.network.Flow;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Retention;
import org.neurochains.network.Scoring;
import org.neurochains.network.UnitKind;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Chooses a number of filters in the whole network, once. */
final class FilterChoice {
    private final Problem problem;
    private final UnitLayout layout;
    private final BaselineOptions options;
    private final PassMeter meter;

    FilterChoice(Problem problem, UnitLayout layout, BaselineOptions options, PassMeter meter) {
        this.problem = problem;
        this.layout = layout;
        this.options = options;
        this.meter = meter;
    }

    /**
     * The choice.
     *
     * @param cutThrough whether filters had to be added for a path from the image to the logits
     */
    record Chosen(boolean[] kept, boolean cutThrough) {}

    Chosen choose(Baseline.Choice choice) {
        return switch (choice) {
            case MAGNITUDE -> largest(magnitudes());
            case CONTRIBUTION -> top(contributions());
            case RANDOM -> top(chance());
        };
    }

    // --- ranked over the whole network ---

    /** The units of highest rank up to the budget of filters; layers that no path avoids keep one. */
    private Chosen top(float[] ranks) {
        Stage whole = Stage.whole(layout.size());
        return new Chosen(new Selection(layout, 1).topFilters(whole, ranks, options.budget()), false);
    }

    private float[] contributions() {
        try (Scope scope = Scope.open()) {
            Objective objective = new Objective(layout, problem.microBatch(), meter);
            Objective.Importance importance = objective.importance(problem.batch(), Tensor.full(1, layout.size()));
            return Ranking.ROOT.ranks(layout, importance);
        }
    }

    private float[] chance() {
        Random random = new Random(options.seed());
        float[] ranks = new float[layout.size()];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = random.nextFloat();
        }
        return ranks;
    }

    // --- ranked within each layer ---

    /** The units of highest rank in each layer, as many as each layer may have. */
    private Chosen largest(float[] ranks) {
        Map<String, Integer> counts = options.counts().isEmpty() ? even() : options.counts();
        boolean[] kept = new boolean[layout.size()];
        for (UnitLayout.Span span : layout.spans()) {
            IntStream.range(span.start(), span.start() + span.length())
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -ranks[i]))
                    .limit(counts.getOrDefault(span.unit().name(), 0))
                    .forEach(i -> kept[i] = true);
        }
        return connected(kept, ranks);
    }

    /** The same number in each layer of filters, as far as they have so many; a shortcut as many as a layer. */
    private Map<String, Integer> even() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        int left = options.budget();
        boolean given = true;
        int rounds = 0;
        while (left > 0 && given) {
            given = false;
            rounds++;
            for (UnitLayout.Span span : layout.spans()) {
                boolean filters = span.unit().kind() != UnitKind.IDENTITY;
                if (filters && left > 0 && counts.getOrDefault(span.unit().name(), 0) < span.length()) {
                    counts.merge(span.unit().name(), 1, Integer::sum);
                    left--;
                    given = true;
                }
            }
        }
        for (UnitLayout.Span span : layout.spans()) {
            if (span.unit().kind() == UnitKind.IDENTITY) {
                counts.put(span.unit().name(), Math.min(rounds, span.length()));
            }
        }
        return counts;
    }

    private Chosen connected(boolean[] kept, float[] ranks) {
        Network network = layout.network();
        Retention retention = layout.retention(kept, options.bypassed());
        if (!Flow.of(network, retention).cutThrough()) {
            return new Chosen(kept, false);
        }
        Scores asScores = Scores.ones(network).with(layout, ranks, Retention.all(network));
        Retention filled = CleanUp.reconnect(network, retention, asScores);
        boolean[] more = kept.clone();
        for (UnitLayout.Span span : layout.spans()) {
            filled.of(span.unit().name()).stream()
                    .forEach(c -> more[span.start() + span.unit().retained().positionOf(c)] = true);
        }
        return new Chosen(more, true);
    }

    /** Mean over images of the L2 norm of each unit's map in the whole network, behind the ReLU where one follows. */
    private float[] magnitudes() {
        List<UnitLayout.Span> spans = new ArrayList<>();
        layout.spans().forEach(spans::add);
        List<Integer> nodes = spans.stream().map(span -> span.unit().node()).toList();
        float[] sums = new float[layout.size()];
        try (Scope scope = Scope.open()) {
            Executor executor = Executor.of(problem.network());
            for (long start = 0; start < problem.images().dim(0); start += problem.microBatch()) {
                try (Scope inner = Scope.open()) {
                    long length =
                            Math.min(problem.microBatch(), problem.images().dim(0) - start);
                    Tensor images = problem.images().narrow(0, start, length);
                    List<Tensor> maps = executor.evaluate(Map.of(0, images), nodes, Scoring.NONE);
                    for (int i = 0; i < spans.size(); i++) {
                        add(sums, spans.get(i), maps.get(i));
                    }
                    meter.count(PassMeter.convolutionOperations(problem.network()), length, false);
                }
            }
        }
        return sums;
    }

    private void add(float[] sums, UnitLayout.Span span, Tensor maps) {
        Tensor seen = rectified(span.unit().node()) ? maps.relu() : maps;
        float[] norms = seen.square().sum(2L, 3L).sqrt().sum(0L).toFloats();
        for (int i = 0; i < norms.length; i++) {
            sums[span.start() + i] += norms[i];
        }
    }

    private boolean rectified(int node) {
        List<Integer> consumers = layout.network().consumers(node);
        return !consumers.isEmpty()
                && consumers.stream().allMatch(i -> layout.network().node(i).op() instanceof Op.Relu);
    }
}
