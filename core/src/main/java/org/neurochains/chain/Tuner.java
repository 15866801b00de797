package org.neurochains.chain;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.network.Cut;
import org.neurochains.network.Network;
import org.neurochains.tensor.Adam;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Tunes the scores of a stage in the network cut to it, and measures its units' importance there. */
final class Tuner {
    private final Problem problem;
    private final UnitLayout whole;
    private final boolean identities;
    private final PassMeter meter;
    private final @Nullable Extras extras;
    private final Progress progress;
    private int steps;

    Tuner(Problem problem, UnitLayout whole, boolean identities, @Nullable Extras extras, Progress progress) {
        this.problem = problem;
        this.whole = whole;
        this.identities = identities;
        this.meter = problem.meter();
        this.extras = extras;
        this.progress = progress;
    }

    /**
     * How long and how to tune.
     *
     * @param goal the divergence at which tuning may stop
     */
    record Plan(int steps, double learningRate, double l1, double goal) {}

    /** A tuned stage and its units' importance in the whole network's layout (zero where not kept). */
    record Tuned(Stage stage, Objective.Importance importance) {}

    PassMeter meter() {
        return meter;
    }

    int steps() {
        return steps;
    }

    /** The work of one gradient step at a stage, in full passes. */
    double passesPerStep(Stage stage) {
        try (Scope scope = Scope.open()) {
            Network cut = Cut.of(problem.network(), whole.retention(stage.kept(), stage.bypassed()));
            return PassMeter.convolutionOperations(cut) / PassMeter.convolutionOperations(problem.network());
        }
    }

    /** Tunes, keeping the best iterate, and measures the importance of what is left. */
    Tuned tune(Stage stage, Plan plan) {
        try (Scope scope = Scope.open()) {
            Stage connected = stage.connected(whole);
            Network cut = Cut.of(problem.network(), whole.retention(connected.kept(), connected.bypassed()));
            Objective objective = new Objective(UnitLayout.of(cut, identities), problem.microBatch(), meter);
            int[] positions = positions(objective.layout());
            Stage tuned = plan.steps() == 0 ? connected : descend(objective, positions, connected, plan);
            return new Tuned(tuned, importance(objective, positions, tuned));
        }
    }

    /** The importance of every unit of the whole network, from some of the images: KL is flat there, so of the margin. */
    Objective.Importance firstImportance(Objective.Batch images) {
        try (Scope scope = Scope.open()) {
            Objective objective = new Objective(whole, problem.microBatch(), meter);
            return objective.importance(images, Tensor.full(1, whole.size()), Objective.Target.MARGIN);
        }
    }

    private Stage descend(Objective objective, int[] positions, Stage stage, Plan plan) {
        Tensor scores = Tensor.of(gather(stage.scores(), positions), positions.length);
        Adam.Memory memory = new Adam.Memory(
                gather(stage.memory().means(), positions),
                gather(stage.memory().squares(), positions),
                stage.memory().steps());
        Adam adam = Adam.resume(scores, plan.learningRate(), memory);
        Tensor best = scores.copy();
        double bestKl = Double.POSITIVE_INFINITY;
        for (int step = 1; step <= plan.steps(); step++) {
            progress.check();
            try (Scope inner = Scope.open()) {
                Objective.Slope slope = objective.slope(problem.batch(), scores, null, 1);
                if (slope.kl() < bestKl) {
                    bestKl = slope.kl();
                    best.copyInPlace(scores);
                }
                if (slope.kl() <= plan.goal()) {
                    break;
                }
                adam.step(List.of(direction(objective, scores, slope.scores(), plan.l1())));
                steps++;
                progress.report(
                        "shrink", 0, 0, String.format(Locale.ROOT, "KL %.4f, %d units", slope.kl(), positions.length));
            }
        }
        double last = bestKl <= plan.goal() ? bestKl : objective.kl(problem.batch(), scores);
        if (last < bestKl) {
            bestKl = last;
            best = scores;
        }
        return scattered(stage, positions, best.toFloats(), adam.memory(), bestKl);
    }

    private Tensor direction(Objective objective, Tensor scores, Tensor slope, double l1) {
        Tensor direction = slope;
        if (extras != null) {
            Tensor more = objective.slope(extras.draw(), scores, null, 1).scores();
            direction = direction.add(more.mul(extras.weight()));
        }
        return l1 == 0 ? direction : direction.add(scores.sign().mul(l1));
    }

    private Objective.Importance importance(Objective objective, int[] positions, Stage stage) {
        try (Scope scope = Scope.open()) {
            Tensor scores = Tensor.of(gather(stage.scores(), positions), positions.length);
            Objective.Batch images = Extras.joined(
                    problem.batch(), extras, 2 * (int) problem.images().dim(0));
            Objective.Importance own = objective.importance(images, scores, Objective.Target.DIVERGENCE);
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

    private static Stage scattered(Stage stage, int[] positions, float[] scores, Adam.Memory memory, double kl) {
        float[] all = stage.scores().clone();
        float[] means = new float[all.length];
        float[] squares = new float[all.length];
        for (int i = 0; i < positions.length; i++) {
            all[positions[i]] = scores[i];
            means[positions[i]] = memory.means()[i];
            squares[positions[i]] = memory.squares()[i];
        }
        return stage.with(all, new Adam.Memory(means, squares, memory.steps()), kl);
    }
}
