package org.neurochains.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.neurochains.Progress;
import org.neurochains.image.RegionSelection;
import org.neurochains.network.Cut;
import org.neurochains.network.Network;
import org.neurochains.network.OutputKind;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One way down through nested chains: remove what matters least ({@link Pruning}), cut the network physically, so that
 * a round costs what is left of it, tune the scores ({@link GaussNewton}) on the region and the images in support, and
 * measure importance again.
 */
final class Shrinking {
    private static final Logger LOG = LoggerFactory.getLogger(Shrinking.class);

    /**
     * Gauss-Newton steps of a round: with three, chains miss the goal at twice the size; with twelve, a round costs
     * twice as much for little.
     */
    private static final int STEPS = 10;
    /** The share of the goal by which a step lowers what is minimised; one that lowers it less has settled. */
    private static final double SETTLED = 0.02;
    /** Steps in a row that end a round when they have settled: a single one may only have been damped too much. */
    private static final int SETTLED_STEPS = 2;
    /**
     * The share of the goal that does no harm: with less divergence scores are not tuned, and a bypass may add as much.
     */
    private static final double HARMLESS = 0.2;
    /**
     * Nats for scores that are all 1 away from {@link #REST}: less lets them drift, and unseen images suffer; more fits
     * too little.
     */
    private static final double RIDGE = 1;
    /**
     * Where scores go that the images ask nothing of: below 1, so that a score tells what its filter matters; but 1 in
     * layers that every path leads through, each of which would take its share of the whole signal.
     */
    private static final double REST = 0.7;
    /** Members in a row that miss the goal before the way down ends: single ones recover. */
    private static final int PATIENCE = 4;

    private final Problem problem;
    private final ShrinkOptions options;
    private final UnitLayout layout;
    private final PassMeter meter;
    private final Progress progress;
    private final Batch tuning;
    private final double[] weights;
    private final float[] rests;
    private final List<Member> family = new ArrayList<>();
    private int steps;
    private double damping = GaussNewton.LEAST_DAMPING;

    /** Belongs to the caller's scope. */
    Shrinking(Problem problem, ShrinkOptions options, PassMeter meter, Progress progress) {
        this.problem = problem;
        this.options = options;
        this.layout = UnitLayout.of(problem.network(), options.scoreIdentities());
        this.meter = meter;
        this.progress = progress;
        this.tuning = withCopies();
        this.weights = weights((int) problem.region().size(), (int) tuning.size());
        this.rests = rests(layout);
    }

    /**
     * A chain of the family.
     *
     * @param outcome over the region
     * @param kl over the region and its support
     * @param klUntuned the same before the scores were tuned
     */
    record Member(Subnetwork subnetwork, Outcome outcome, double kl, double klUntuned) {
        Solution.CurvePoint point(Network network) {
            return new Solution.CurvePoint(subnetwork.size(network), outcome.kl(), outcome.agreement(), subnetwork);
        }
    }

    /** The members found so far, large to small. */
    List<Member> family() {
        return family;
    }

    int steps() {
        return steps;
    }

    /** The region's own images count as much as all others together. */
    private static double[] weights(int region, int all) {
        double[] weights = new double[all];
        for (int i = 0; i < all; i++) {
            weights[i] = all == region ? 1.0 / region : i < region ? 0.5 / region : 0.5 / (all - region);
        }
        return weights;
    }

    private static float[] rests(UnitLayout layout) {
        boolean[] all = Stage.whole(layout.size()).kept();
        Set<String> unavoidable = Selection.unavoidable(layout.network(), layout.retention(all, Set.of()));
        float[] rests = new float[layout.size()];
        for (UnitLayout.Span span : layout.spans()) {
            float rest = unavoidable.contains(span.unit().name()) ? 1 : (float) REST;
            Arrays.fill(rests, span.start(), span.start() + span.length(), rest);
        }
        return rests;
    }

    /**
     * The images to hold chains to, with sure copies of the region's own where they were asked for or nothing else
     * supports it.
     */
    private Batch withCopies() {
        Batch all = problem.tuning();
        int copies = options.copies() != null ? options.copies() : problem.support() == null ? 1 : 0;
        if (copies == 0) {
            return all;
        }
        Tensor changed = new Augmentation(options.seed()).copies(problem.images(), copies);
        Tensor taught = Problem.logits(problem.network(), Scoring.NONE, changed, problem.microBatch(), progress);
        meter.count(PassMeter.convolutionOperations(problem.network()), changed.dim(0), false);
        int[] sure = sure(problem.network().outputs(), problem.logits(), taught, copies);
        return sure.length == 0 ? all : all.with(new Batch(changed.indexSelect(0, sure), taught.indexSelect(0, sure)));
    }

    /**
     * The copies of whose original's answer the network is as sure as a region's images are to be, or as it is
     * somewhere in this one: others are no images of the region.
     *
     * @param original the region's logits
     * @param changed the copies' logits, image by image
     */
    static int[] sure(OutputKind outputs, Tensor original, Tensor changed, int copies) {
        double bar = Math.log(RegionSelection.MIN_CONFIDENCE / (1 - RegionSelection.MIN_CONFIDENCE));
        double least =
                Arrays.stream(outputs.margins(original, original).toDoubles()).reduce(bar, Math::min);
        int[] originals =
                IntStream.range(0, (int) changed.dim(0)).map(i -> i / copies).toArray();
        double[] margins =
                outputs.margins(changed, original.indexSelect(0, originals)).toDoubles();
        return IntStream.range(0, margins.length)
                .filter(i -> margins[i] >= least)
                .toArray();
    }

    /** A tuned stage and its units' importance, in the whole network's layout. */
    private record Round(Stage stage, float[] importance) {}

    /** Goes down until the goal is out of reach, or nothing more can go. */
    void run() {
        try (Scope scope = Scope.open()) {
            Stage whole = Stage.whole(layout.size());
            int budget = options.budget() == null ? 0 : options.budget();
            BatchedPasses network = new BatchedPasses(layout, problem.microBatch(), meter);
            float[] original = Importance.of(network, tuning);
            boolean large = !network.inOnePass(tuning.size());
            Pruning pruning = new Pruning(layout, original);
            Round round = new Round(whole, original);
            record(whole, outcome(problem.logits()), 0, 0);
            for (int missed = 0; missed < PATIENCE; ) {
                progress.check();
                Stage next = layout.filters(round.stage.kept()) <= budget
                        ? null
                        : pruning.next(round.stage, round.importance, budget);
                if (next == null) {
                    return;
                }
                boolean more = budget == 0 || layout.filters(next.kept()) > budget;
                round = more ? perhapsBypassing(pruning, next) : tuned(next);
                if (large) {
                    Engine.trim(MemoryPlan.KEPT);
                }
                boolean holds = options.reached(smallest().outcome().kl());
                missed = holds || options.sweep() || budget > 0 ? 0 : missed + 1;
            }
        }
    }

    private Member smallest() {
        return family.get(family.size() - 1);
    }

    /** A round that removes a group too; made again without where tuning does not win that back. */
    private Round perhapsBypassing(Pruning pruning, Stage next) {
        Stage without = pruning.withoutGroup(next, this::margins);
        if (without.bypassed().equals(next.bypassed())) {
            return tuned(next);
        }
        double before = smallest().kl();
        Round bypassing = tuned(without);
        if (smallest().kl() <= before + HARMLESS * options.maxKl()) {
            pruning.accept();
            return bypassing;
        }
        pruning.refuse(without, next);
        family.remove(family.size() - 1);
        return tuned(next);
    }

    private void record(Stage stage, Outcome outcome, double kl, double klUntuned) {
        family.add(new Member(stage.subnetwork(layout), outcome, kl, klUntuned));
    }

    private Outcome outcome(Tensor logits) {
        return Outcome.of(
                problem.network().outputs(),
                problem.logits(),
                logits.narrow(0, 0, problem.region().size()));
    }

    /** Tunes a stage's scores in the network cut to it, and makes it a member. */
    private Round tuned(Stage stage) {
        try (Scope scope = Scope.open()) {
            BatchedPasses passes = cut(stage);
            int[] positions = layout.positionsOf(passes.layout());
            GaussNewton.Ridge ridge = new GaussNewton.Ridge(gathered(rests, positions), RIDGE / positions.length);
            GaussNewton descent = new GaussNewton(passes, tuning, weights, ridge, damping);
            GaussNewton.Point point = descent.at(Tensor.of(gathered(stage.scores(), positions), positions.length));
            double untuned = point.meanKl();
            int settled = 0;
            for (int i = 0; i < STEPS && settled < SETTLED_STEPS && point.meanKl() > HARMLESS * options.maxKl(); i++) {
                progress.check();
                GaussNewton.Point next = descent.step(point);
                steps++;
                settled = point.value() - next.value() <= SETTLED * options.maxKl() ? settled + 1 : 0;
                point = next;
            }
            damping = descent.damping();
            report(point, stage, positions.length, untuned);
            float[] scores = stage.scores().clone();
            scatter(point.scores().toFloats(), positions, scores);
            Stage tuned = stage.with(scores);
            record(tuned, outcome(point.logits()), point.meanKl(), untuned);
            float[] importance = new float[layout.size()];
            scatter(Importance.of(passes, tuning, point.scores(), point.pass()), positions, importance);
            return new Round(tuned, importance);
        }
    }

    private void report(GaussNewton.Point point, Stage stage, int units, double untuned) {
        LOG.debug("{} units: KL {}, tuned {}, {} passes", units, untuned, point.meanKl(), meter.fullPasses());
        progress.report(
                "shrink",
                0,
                0,
                String.format(Locale.ROOT, "KL %.4f, %s", point.meanKl(), layout.inWords(stage.kept())));
        progress.chain(point.meanKl(), layout.counts(stage.kept()));
    }

    private BatchedPasses cut(Stage stage) {
        Network cut = Cut.of(problem.network(), layout.retention(stage.kept(), stage.bypassed()));
        return problem.passes(cut, options.scoreIdentities(), meter);
    }

    /** The margins of F's class over the region, in a stage's cut network. */
    private double[] margins(Stage stage) {
        try (Scope scope = Scope.open()) {
            BatchedPasses passes = cut(stage);
            float[] scores = gathered(stage.scores(), layout.positionsOf(passes.layout()));
            Tensor logits = passes.logits(problem.images(), Tensor.of(scores, scores.length));
            return problem.network().outputs().margins(logits, problem.logits()).toDoubles();
        }
    }

    private static float[] gathered(float[] values, int[] positions) {
        float[] gathered = new float[positions.length];
        for (int i = 0; i < positions.length; i++) {
            gathered[i] = values[positions[i]];
        }
        return gathered;
    }

    private static void scatter(float[] values, int[] positions, float[] into) {
        for (int i = 0; i < positions.length; i++) {
            into[positions[i]] = values[i];
        }
    }
}
