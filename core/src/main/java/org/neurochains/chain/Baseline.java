package org.neurochains.chain;

import static org.neurochains.InputException.parameter;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Scope;

/**
 * A solver to compare others with: it chooses filters in one shot, by their feature maps' size (Fig. 12 of the paper),
 * by their contribution to the outputs, or at random; then it tunes the scores of those on KL, and cleans up.
 */
public final class Baseline implements Solver {
    private final BaselineOptions options;

    /** What filters are chosen by. */
    public enum Choice {
        /** The mean over images of the L2 norm of the feature map, the largest in each layer. */
        @JsonProperty("magnitude")
        MAGNITUDE,
        /** The importance that {@code shrink} ranks by, measured once in the whole network. */
        @JsonProperty("contribution")
        CONTRIBUTION,
        /** Chance. */
        @JsonProperty("random")
        RANDOM;

        /** The solver's name. */
        String solver() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A baseline with these options. */
    public Baseline(BaselineOptions options) {
        this.options = options;
    }

    @Override
    public BaselineOptions options() {
        return options;
    }

    @Override
    public Solution solve(Problem problem, Progress progress) {
        try (Scope scope = Scope.open()) {
            UnitLayout layout = UnitLayout.of(problem.network(), options.scoreIdentities());
            requireBudget(layout);
            PassMeter meter = problem.meter(progress);
            progress.report(options.name(), 0, 0, "choosing filters");
            Stage stage = new FilterChoice(problem, layout, options, meter).choose();
            progress.check();
            ScoreTuning.Tuned tuned = tune(problem, stage.subnetwork(layout), meter, progress);
            return conclude(problem, stage.subnetwork(layout), tuned, meter, progress);
        }
    }

    private void requireBudget(UnitLayout layout) {
        int filters = layout.filters();
        Integer budget = options.budget();
        if (budget == null || budget < 1) {
            throw InputException.of(
                    parameter("budget"),
                    "is needed with " + parameter("solver") + " " + options.name(),
                    "give the number of filters, 1 to " + filters);
        }
        if (budget > filters) {
            throw InputException.of(parameter("budget"), "is " + budget, "the network has " + filters + " filters");
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

    private ScoreTuning.Tuned tune(Problem problem, Subnetwork start, PassMeter meter, Progress progress) {
        if (options.fineTuneSteps() == 0) {
            return new ScoreTuning.Tuned(start, problem.kl(start, meter), 0);
        }
        ScoreTuning tuning = new ScoreTuning(problem, options.scoreIdentities(), meter);
        return options.tuning() == BaselineOptions.Tuning.ADAM
                ? tuning.adam(start, options.fineTuneSteps(), options.fineTuneLearningRate(), progress)
                : tuning.gaussNewton(start, options.fineTuneSteps(), progress);
    }

    private Solution conclude(
            Problem problem, Subnetwork start, ScoreTuning.Tuned tuned, PassMeter meter, Progress progress) {
        CleanUp.Result clean = new CleanUp(problem, options.maxKl(), meter).apply(tuned.subnetwork(), progress);
        Outcome outcome = problem.outcome(clean.subnetwork(), meter);
        Subnetwork.Size size = clean.subnetwork().size(problem.network());
        boolean within = size.filters() <= Objects.requireNonNull(options.budget()) && outcome.kl() <= options.maxKl();
        return new Solution(
                clean.subnetwork(),
                outcome,
                tuned.klBefore(),
                start.size(problem.network()),
                false,
                clean.notes(),
                List.of(new Solution.CurvePoint(size, outcome.kl(), outcome.agreement(), null)),
                new Solution.Effort(tuned.steps(), meter.fullPasses(), within),
                Solution.End.USUAL);
    }
}
