package org.neurochains.chain;

import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.network.Cut;
import org.neurochains.network.Network;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Tunes the scores of a stage in the network cut to it, and measures its units' importance there. */
final class Tuner {
    /** How many classes of each image a step heeds. */
    private static final int CLASSES = 3;

    private final Problem problem;
    private final UnitLayout whole;
    private final boolean identities;
    private final PassMeter meter;
    private final @Nullable Extras extras;
    private final Progress progress;
    private int steps;
    private int rotation;

    Tuner(Problem problem, UnitLayout whole, boolean identities, @Nullable Extras extras, Progress progress) {
        this.problem = problem;
        this.whole = whole;
        this.identities = identities;
        this.meter = problem.meter();
        this.extras = extras;
        this.progress = progress;
    }

    /**
     * How long to tune.
     *
     * @param steps at most
     * @param goal the divergence at which tuning may stop
     */
    record Plan(int steps, double goal) {}

    /** A tuned stage and its units' importance in the whole network's layout (zero where not kept). */
    record Tuned(Stage stage, Objective.Importance importance) {}

    PassMeter meter() {
        return meter;
    }

    int steps() {
        return steps;
    }

    /** Tunes, and measures the importance of what is left. */
    Tuned tune(Stage stage, Plan plan) {
        try (Scope scope = Scope.open()) {
            Stage connected = stage.connected(whole);
            Network cut = Cut.of(problem.network(), whole.retention(connected.kept(), connected.bypassed()));
            Objective objective = new Objective(UnitLayout.of(cut, identities), problem.microBatch(), meter);
            int[] positions = positions(objective.layout());
            Stage tuned = descend(objective, positions, connected, plan);
            return new Tuned(tuned, importance(objective, positions, tuned));
        }
    }

    /** The importance of every unit of the whole network. */
    Objective.Importance firstImportance() {
        try (Scope scope = Scope.open()) {
            Objective objective = new Objective(whole, problem.microBatch(), meter);
            return objective.importance(some(), Tensor.full(1, whole.size()));
        }
    }

    private Stage descend(Objective objective, int[] positions, Stage stage, Plan plan) {
        Tensor start = Tensor.of(gather(stage.scores(), positions), positions.length);
        Newton newton = new Newton(objective, problem.batch(), extras, CLASSES);
        Newton.Point point = newton.start(start);
        for (int step = 1; step <= plan.steps() && point.kl() > plan.goal(); step++) {
            progress.check();
            Newton.Point next = newton.step(point);
            steps++;
            progress.report(
                    "shrink", 0, 0, String.format(Locale.ROOT, "KL %.4f, %d units", next.kl(), positions.length));
            if (next.value() >= point.value()) {
                break;
            }
            point = next;
        }
        return scattered(stage, positions, point);
    }

    private Objective.Importance importance(Objective objective, int[] positions, Stage stage) {
        try (Scope scope = Scope.open()) {
            Tensor scores = Tensor.of(gather(stage.scores(), positions), positions.length);
            Objective.Importance own = objective.importance(some(), scores);
            float[] units = new float[whole.size()];
            for (int i = 0; i < positions.length; i++) {
                units[positions[i]] = own.units()[i];
            }
            float[] layers = new float[whole.lengths().length];
            for (UnitLayout.Span span : objective.layout().spans()) {
                layers[whole.positionOf(span.unit().name())] = own.layers()[span.position()];
            }
            return new Objective.Importance(units, layers);
        }
    }

    /** Where each unit of a cut network's layout stands in the whole one's. */
    private int[] positions(UnitLayout cut) {
        int[] positions = new int[cut.size()];
        for (UnitLayout.Span span : cut.spans()) {
            for (int i = 0; i < span.length(); i++) {
                positions[span.start() + i] = whole.startOf(span.unit().name())
                        + span.unit().retained().get(i);
            }
        }
        return positions;
    }

    private static float[] gather(float[] values, int[] positions) {
        float[] gathered = new float[positions.length];
        for (int i = 0; i < positions.length; i++) {
            gathered[i] = values[positions[i]];
        }
        return gathered;
    }

    private static Stage scattered(Stage stage, int[] positions, Newton.Point point) {
        float[] all = stage.scores().clone();
        float[] tuned = point.scores().toFloats();
        for (int i = 0; i < positions.length; i++) {
            all[positions[i]] = tuned[i];
        }
        return stage.with(all, point.kl());
    }

    /** Part of the region for an importance, another part each time: every third image, at least seven. */
    private Objective.Batch some() {
        int count = (int) problem.images().dim(0);
        int step = Math.max(1, Math.min(3, count / 7));
        int turn = rotation++ % step;
        int[] chosen = IntStream.range(0, count).filter(i -> i % step == turn).toArray();
        return new Objective.Batch(
                problem.images().indexSelect(0, chosen), problem.logits().indexSelect(0, chosen));
    }
}
