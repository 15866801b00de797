package org.neurochains.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Op;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Chooses a number of filters in the whole network, once. */
record FilterChoice(Problem problem, UnitLayout layout, BaselineOptions options, PassMeter meter) {
    /** The whole network without what was not chosen, its options' groups bypassed. */
    Stage choose() {
        boolean layers = options.choice() == Baseline.Choice.MAGNITUDE
                && !options.counts().isEmpty();
        float[] ranks = switch (options.choice()) {
            case MAGNITUDE -> places(magnitudes());
            case CONTRIBUTION -> contributions();
            case RANDOM -> chance();
        };
        Stage whole = Stage.whole(layout.size());
        for (String group : options.bypassed()) {
            whole = whole.bypassing(group);
        }
        return (layers ? byLayers(ranks) : byKinds(ranks)).of(whole);
    }

    /** So many filters, and so many shortcut channels or those that rank as high. */
    private Thinning byKinds(float[] ranks) {
        boolean[] filters = layout.filterUnits();
        int[] kinds = new int[layout.size()];
        Arrays.setAll(kinds, i -> filters[i] ? 0 : 1);
        Integer shortcuts = options.shortcutChannels();
        return new Thinning(
                layout,
                kinds,
                new int[] {Objects.requireNonNull(options.budget()), shortcuts == null ? Thinning.ANY : shortcuts},
                ranks);
    }

    /** So many channels of each layer. */
    private Thinning byLayers(float[] ranks) {
        List<Integer> wanted = new ArrayList<>();
        int[] kinds = new int[layout.size()];
        for (UnitLayout.Span span : layout.spans()) {
            Arrays.fill(kinds, span.start(), span.start() + span.length(), wanted.size());
            wanted.add(options.counts().getOrDefault(span.unit().name(), 0));
        }
        return new Thinning(
                layout, kinds, wanted.stream().mapToInt(Integer::intValue).toArray(), ranks);
    }

    private float[] contributions() {
        try (Scope scope = Scope.open()) {
            float[] importance =
                    Importance.of(new BatchedPasses(layout, problem.microBatch(), meter), problem.tuning());
            return Pruning.balanced(layout, Stage.whole(layout.size()), importance);
        }
    }

    private float[] chance() {
        Random random = new Random(Objects.requireNonNull(options.seed()));
        float[] ranks = new float[layout.size()];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = random.nextFloat();
        }
        return ranks;
    }

    /**
     * Ranks by place within each layer, so that each layer keeps as many; of one place, the earlier layer ranks higher.
     */
    private float[] places(float[] sizes) {
        float[] ranks = new float[layout.size()];
        int layer = 0;
        int layers = layout.lengths().length;
        for (UnitLayout.Span span : layout.spans()) {
            List<Integer> order = IntStream.range(span.start(), span.start() + span.length())
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -sizes[i]))
                    .toList();
            for (int place = 0; place < order.size(); place++) {
                ranks[order.get(place)] = -(place * layers + layer);
            }
            layer++;
        }
        return ranks;
    }

    /** Mean over images of the L2 norm of each unit's map in the whole network, behind the ReLU where one follows. */
    private float[] magnitudes() {
        List<UnitLayout.Span> spans = new ArrayList<>();
        layout.spans().forEach(spans::add);
        List<Integer> nodes = spans.stream().map(span -> span.unit().node()).toList();
        float[] sums = new float[layout.size()];
        try (Scope scope = Scope.open()) {
            Executor executor = Executor.of(problem.network());
            ForwardBatches.each(problem.images(), problem.microBatch(), (images, first) -> {
                List<Tensor> maps = executor.evaluate(Map.of(0, images), nodes, Scoring.NONE);
                for (int i = 0; i < spans.size(); i++) {
                    add(sums, spans.get(i), maps.get(i));
                }
            });
            meter.count(
                    PassMeter.convolutionOperations(problem.network()),
                    problem.images().dim(0),
                    false);
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
