package org.neurochains.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.network.Cut;
import org.neurochains.network.Network;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tunes the scores of a stage in the network cut to it, and measures its units' importance there. */
final class Tuner {
    private static final Logger LOG = LoggerFactory.getLogger(Tuner.class);

    /** The share of units below which two or three gradient passes a step cost little. */
    private static final double CURVED_BELOW = 0.3;
    /** The share of units below which every image has a say in the importance. */
    private static final double ALL_IMAGES_BELOW = 0.4;

    /** A step that leaves more than this share of the value is slow; tuning ends after a few in a row. */
    private static final double SLOW = 0.97;

    private static final int PATIENCE = 2;
    private static final int TURNS = 3;

    private final Problem problem;
    private final UnitLayout whole;
    private final boolean identities;
    private final PassMeter meter;
    private final @Nullable Extras extras;
    private final Progress progress;
    private final double enough;
    private final Newton.Damping dampings = new Newton.Damping();
    private int steps;
    private int rotation;

    /** @param enough the divergence below which no other kind of rows is tried where one has come to a halt */
    Tuner(
            Problem problem,
            UnitLayout whole,
            boolean identities,
            @Nullable Extras extras,
            double enough,
            Progress progress) {
        this.problem = problem;
        this.whole = whole;
        this.identities = identities;
        this.meter = problem.meter();
        this.extras = extras;
        this.enough = enough;
        this.progress = progress;
    }

    /** A tuned stage and its units' importance in the whole network's layout (zero where not kept). */
    record Tuned(Stage stage, Objective.Importance importance) {}

    PassMeter meter() {
        return meter;
    }

    int steps() {
        return steps;
    }

    /** Tunes, and measures the importance of what is left. */
    Tuned tune(Stage stage, TuningPlan plan) {
        Stage connected = stage.connected(whole);
        if (connected.size() == 0) {
            return empty(connected);
        }
        try (Scope scope = Scope.open()) {
            Objective objective = objective(connected);
            int[] positions = positions(objective.layout());
            if (plan.glance() && extras == null) {
                Objective.Importance seen = importance(objective, positions, connected, null);
                if (seen.fit().kl() <= plan.goal()) {
                    return new Tuned(connected.with(connected.scores(), seen.fit()), seen);
                }
            }
            Descent descent = descend(objective, positions, connected, plan);
            return new Tuned(descent.stage(), importance(objective, positions, descent.stage(), descent.pass()));
        }
    }

    /** Tunes alone. */
    Stage finish(Stage stage, TuningPlan plan) {
        Stage connected = stage.connected(whole);
        if (connected.size() == 0) {
            return empty(connected).stage();
        }
        try (Scope scope = Scope.open()) {
            Objective objective = objective(connected);
            return descend(objective, positions(objective.layout()), connected, plan)
                    .stage();
        }
    }

    /** A tuned stage with the importance of what is left. */
    Tuned measured(Stage tuned) {
        return tune(tuned, new TuningPlan(0, 0, 0));
    }

    private Objective objective(Stage stage) {
        Network cut = Cut.of(problem.network(), whole.retention(stage.kept(), stage.bypassed()));
        return problem.objective(cut, identities, meter);
    }

    private Objective uncut() {
        return new Objective(whole, problem.microBatch(), meter);
    }

    /** Where every layer is bypassed there is nothing to tune. */
    private Tuned empty(Stage none) {
        Outcome outcome = problem.outcome(none.subnetwork(whole), meter);
        Objective.Fit fit = new Objective.Fit(outcome.kl(), outcome.agreement());
        Objective.Importance nothing =
                new Objective.Importance(new float[whole.size()], new float[whole.lengths().length], fit);
        return new Tuned(none.with(none.scores(), fit), nothing);
    }

    /**
     * The whole network, with the importance of its units.
     *
     * @param sample images to measure it on
     */
    Tuned whole(Objective.Batch sample) {
        try (Scope scope = Scope.open()) {
            return new Tuned(Stage.whole(whole.size()), uncut().importance(sample, Tensor.full(1, whole.size())));
        }
    }

    /**
     * How much the region's classes owe to each unit of the whole network, over the region and copies of its images: what two draws of a region agree on.
     */
    Objective.Importance shared(int copies) {
        try (Scope scope = Scope.open()) {
            return uncut().importanceTo(
                            RegionOutputs.of(problem.logits()), withCopies(copies), Tensor.full(1, whole.size()));
        }
    }

    /** |dKL / dS_i| in the whole network where all but a stage's units have a score of zero. */
    float[] slopes(Stage stage) {
        float[] scores = stage.scores().clone();
        for (int i = 0; i < scores.length; i++) {
            scores[i] = stage.kept()[i] ? scores[i] : 0;
        }
        try (Scope scope = Scope.open()) {
            return uncut().slopes(problem.batch(), Tensor.of(scores, scores.length));
        }
    }

    /**
     * A tuned stage.
     *
     * @param pass the last forward pass over the region, not yet differentiated; null where there is none
     */
    private record Descent(Stage stage, Objective.@Nullable Kept pass) {}

    private Descent descend(Objective objective, int[] positions, Stage stage, TuningPlan plan) {
        Tensor start = Tensor.of(gather(stage.scores(), positions), positions.length);
        int before = steps;
        Newton newton = newton(objective, positions.length, plan);
        Newton.Point point = descend(newton, newton.start(start), plan);
        double worthless = Math.max(plan.goal(), Math.log(problem.network().classes()));
        if (point.kl() > worthless) { // lost far from the goal: once more, from outputs that say less
            point.freed();
            Newton second = newton(objective, positions.length, plan);
            point = descend(second, second.cooled(start), plan);
        }
        LOG.debug(
                "{} units after {} steps: KL {}, {} passes so far",
                positions.length,
                steps - before,
                point.kl(),
                meter.fullPasses());
        Stage tuned = scattered(stage, positions, point);
        if (!onHalf(plan)
                && extras == null
                && cheap(positions)
                && !point.passes().isEmpty()) {
            return new Descent(tuned, point.passes().get(0));
        }
        point.freed();
        return new Descent(tuned, null);
    }

    private Newton newton(Objective objective, int units, TuningPlan plan) {
        return new Newton(
                objective,
                onHalf(plan) ? part(2) : problem.batch(),
                extras == null || plan.alone() ? null : extras.draw((double) units / whole.size()),
                extras == null ? 0 : extras.weight(),
                plan.curved() || units <= CURVED_BELOW * whole.size() ? NewtonRows.LOGITS : NewtonRows.IMAGES,
                dampings);
    }

    private boolean onHalf(TuningPlan plan) {
        return plan.half() && extras == null;
    }

    private Newton.Point descend(Newton newton, Newton.Point start, TuningPlan plan) {
        Newton.Point point = start;
        int slow = 0;
        int turns = 0;
        double spent = meter.fullPasses();
        List<Double> kls = new ArrayList<>(List.of(point.kl()));
        for (int step = 0;
                slow < PATIENCE && !plan.hopeless(kls) && plan.goesOn(step, meter.fullPasses() - spent, point.kl());
                step++) {
            progress.check();
            Newton.Point next = newton.step(point);
            steps++;
            int units = (int) next.scores().dim(0);
            progress.report("shrink", 0, 0, String.format(Locale.ROOT, "KL %.4f, %d units", next.kl(), units));
            boolean stuck = next.value() >= point.value();
            slow = stuck ? PATIENCE : next.value() > SLOW * point.value() ? slow + 1 : 0;
            point = next;
            kls.add(point.kl());
            if (slow == PATIENCE && turns < TURNS && point.kl() > enough) {
                newton.turn(); // what one kind of rows does not see, the other may
                turns++;
                slow = 0;
            }
        }
        return point;
    }

    /** Whether a pass over all images costs little. */
    private boolean cheap(int[] positions) {
        return positions.length < ALL_IMAGES_BELOW * whole.size();
    }

    /** @param pass over the region at the stage's scores, not yet differentiated; null to make one */
    private Objective.Importance importance(
            Objective objective, int[] positions, Stage stage, Objective.@Nullable Kept pass) {
        try (Scope scope = Scope.open()) {
            Tensor scores = Tensor.of(gather(stage.scores(), positions), positions.length);
            Objective.Importance own = objective.importance(cheap(positions) ? all() : some(), scores, pass);
            float[] units = new float[whole.size()];
            for (int i = 0; i < positions.length; i++) {
                units[positions[i]] = own.units()[i];
            }
            float[] layers = new float[whole.lengths().length];
            for (UnitLayout.Span span : objective.layout().spans()) {
                layers[whole.positionOf(span.unit().name())] = own.layers()[span.position()];
            }
            return new Objective.Importance(units, layers, own.fit());
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
        return stage.with(all, point.fit());
    }

    /** A third of the region, another one each time. Belongs to the caller's scope. */
    Objective.Batch part() {
        return part(3);
    }

    /** Part of the region for an importance; with further images, as many of those. */
    Objective.Batch some() {
        Objective.Batch part = part();
        return extras == null ? part : part.with(extras.draw((int) part.size()));
    }

    /** Every n-th image of the region, or more of them to have seven; others each time. */
    private Objective.Batch part(int n) {
        int count = (int) problem.images().dim(0);
        int step = Math.max(1, Math.min(n, count / 7));
        int turn = rotation++ % step;
        int[] chosen = IntStream.range(0, count).filter(i -> i % step == turn).toArray();
        return new Objective.Batch(
                problem.images().indexSelect(0, chosen), problem.logits().indexSelect(0, chosen));
    }

    /** The region and changed copies of its images, which count for their images' classes. */
    private Objective.Batch withCopies(int copies) {
        int[] originals = IntStream.range(0, copies * (int) problem.batch().size())
                .map(i -> i / copies)
                .toArray();
        Tensor changed = new Augmentation(0).copies(problem.images(), copies);
        return problem.batch()
                .with(new Objective.Batch(changed, problem.logits().indexSelect(0, originals)));
    }

    /** The region and as many further images. */
    Objective.Batch all() {
        Objective.Batch region = problem.batch();
        return extras == null ? region : region.with(extras.draw(2 * (int) region.size()));
    }
}
