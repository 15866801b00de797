package org.neurochains.chain;

import static org.neurochains.InputException.parameter;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Scope;

/**
 * A solver to compare others with: it chooses filters in one shot, by their feature maps' size (Fig. 12 of the paper), by their contribution
 * to the outputs, or at random; then it tunes the scores of those on KL, and cleans up.
 */
public final class Baseline implements Solver {
    private final Choice choice;
    private final BaselineOptions options;

    /** What filters are chosen by. */
    public enum Choice {
        /** The mean over images of the L2 norm of the feature map, the largest in each layer. */
        MAGNITUDE("magnitude"),
        /** The importance that {@code shrink} ranks by, measured once in the whole network. */
        CONTRIBUTION("contribution"),
        /** Chance. */
        RANDOM("random");

        private final String solver;

        Choice(String solver) {
            this.solver = solver;
        }
    }

    /** A baseline with these options. */
    public Baseline(Choice choice, BaselineOptions options) {
        this.choice = choice;
        this.options = options;
    }

    @Override
    public String name() {
        return choice.solver;
    }

    @Override
    public Map<String, Object> options() {
        Map<String, Object> map = options.toMap();
        if (choice != Choice.RANDOM) {
            map.remove("seed");
        }
        return map;
    }

    @Override
    public Solution solve(Problem problem, Progress progress) {
        try (Scope scope = Scope.open()) {
            UnitLayout layout = UnitLayout.of(problem.network(), options.scoreIdentities());
            requireBudget(layout);
            Tuner tuner = new Tuner(problem, layout, options.scoreIdentities(), null, 1e-3, progress);
            PassMeter meter = tuner.meter();
            progress.report(name(), 0, 0, "choosing filters");
            Stage stage = new FilterChoice(problem, layout, options, meter).choose(choice);
            progress.check();
            ScoreTuning.Tuned tuned = tune(problem, stage, layout, tuner, progress);
            return conclude(problem, stage.subnetwork(layout), tuned, meter, progress);
        }
    }

    private void requireBudget(UnitLayout layout) {
        int filters = layout.filters();
        if (options.budget() < 1) {
            throw InputException.of(
                    parameter("budget"),
                    "is needed with " + parameter("solver") + " " + name(),
                    "give the number of filters, 1 to " + filters);
        }
        if (options.budget() > filters) {
            throw InputException.of(
                    parameter("budget"), "is " + options.budget(), "the network has " + filters + " filters");
        }
        requireKnown(layout);
    }

    private void requireKnown(UnitLayout layout) {
        Set<String> layers =
                layout.network().units().stream().map(UnitLayer::name).collect(Collectors.toSet());
        for (String layer : options.counts().keySet()) {
            if (!layers.contains(layer)) {
                throw unknown("layer " + layer);
            }
        }
        for (String group : options.bypassed()) {
            if (!layout.groups().contains(group)) {
                throw unknown("group " + group);
            }
        }
    }

    private static InputException unknown(String what) {
        return InputException.of(
                parameter("like"), "has the " + what + ", the model has not", "name a chain of this model");
    }

    private ScoreTuning.Tuned tune(Problem problem, Stage stage, UnitLayout layout, Tuner tuner, Progress progress) {
        Subnetwork start = stage.subnetwork(layout);
        double before = problem.kl(start, tuner.meter());
        if (options.fineTuneSteps() == 0) {
            return new ScoreTuning.Tuned(start, before, 0);
        }
        if (options.tuning() == BaselineOptions.Tuning.ADAM) {
            return new ScoreTuning(problem, options.scoreIdentities(), tuner.meter())
                    .adam(start, options.fineTuneSteps(), options.fineTuneLearningRate(), progress);
        }
        Stage tuned = tuner.tune(stage, new TuningPlan(options.fineTuneSteps(), 1e-3, Double.POSITIVE_INFINITY))
                .stage();
        return new ScoreTuning.Tuned(tuned.subnetwork(layout), before, tuner.steps());
    }

    private Solution conclude(
            Problem problem, Subnetwork start, ScoreTuning.Tuned tuned, PassMeter meter, Progress progress) {
        CleanUp.Result clean = new CleanUp(problem, options.maxKl(), meter).apply(tuned.subnetwork(), progress);
        Outcome outcome = problem.outcome(clean.subnetwork(), meter);
        Subnetwork.Size size = clean.subnetwork().size(problem.network());
        boolean within = size.filters() <= options.budget() && outcome.kl() <= options.maxKl();
        return new Solution(
                clean.subnetwork(),
                outcome,
                tuned.klBefore(),
                start.size(problem.network()),
                false,
                clean.notes(),
                List.of(new Solution.CurvePoint(size, outcome.kl(), outcome.agreement(), null)),
                new Solution.Effort(tuned.steps(), meter.fullPasses(), within));
    }
}
