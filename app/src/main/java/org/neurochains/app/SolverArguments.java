package org.neurochains.app;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.chain.BaselineOptions;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.Solver;
import org.neurochains.chain.Solvers;
import org.neurochains.image.FurtherImages;
import org.neurochains.image.OpenModel;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of the solvers. What is not given is left to the solver. */
final class SolverArguments {
    private static final Set<String> OF_THE_COMMAND = Set.of("--solver", "--like");
    private static final Set<String> NUMBER_OR_AUTO = Set.of("--support", "--held-out", "--augment");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--solver",
            paramLabel = "NAME",
            description = "shrink (the default), paper, or a baseline: magnitude, contribution, random.")
    @Nullable String name;

    @Option(
            names = "--max-kl",
            paramLabel = "T",
            description =
                    "How far the chain's probabilities may be from the network's: mean KL in nats (default: 0.1).")
    @Nullable Double maxKl;

    @Option(names = "--budget", paramLabel = "N", description = "Stop at N filters instead.")
    @Nullable Integer budget;

    @Option(
            names = "--like",
            paramLabel = "DIR",
            description =
                    "Baselines: as many filters and shortcut channels as this chain has, its groups bypassed; magnitude:"
                            + " as many in each layer (default: --budget alone).")
    @Nullable Path like;

    @Option(
            names = "--tuning",
            paramLabel = "KIND",
            description =
                    "Baselines: how scores are tuned, adam as the paper does (the default) or newton as shrink does.")
    @Nullable String tuning;

    @Option(names = "--sweep", description = "Record every size on the way, each with its scores.")
    boolean sweep;

    @Option(
            names = "--min-agreement",
            paramLabel = "P",
            description = "On what share of held-out images the chain must predict as the network does,"
                    + " as a 95 %% bound (shrink: 0.8).")
    @Nullable Double minAgreement;

    @Option(
            names = "--support",
            paramLabel = "N|auto",
            description = "Further images of the region's kind to hold the chain to"
                    + " (shrink: half of what is left of its kind, at most 200; others: 0).")
    @Nullable String support;

    @Option(
            names = "--held-out",
            paramLabel = "N|auto",
            description =
                    "Images of the region's kind to test the chain on (default: the other half, at most 400; 0: none).")
    @Nullable String heldOut;

    @Option(
            names = "--augment",
            paramLabel = "K|auto",
            description = "Hold the chain to K shifted, mirrored, contrast-changed copies of each image too"
                    + " (shrink: 1 where there is no support, else 0).")
    @Nullable String augment;

    @Option(
            names = "--score-shortcuts",
            paramLabel = "KIND",
            description = "identity: score all shortcuts (the default); projection: only those with a convolution.")
    @Nullable String scoreShortcuts;

    @Option(
            names = "--lambda",
            paramLabel = "X",
            description = "Weight of the scores' L1 norm (paper: 0.007 for VGGs, else 0.0065).")
    @Nullable Double lambda;

    @Option(
            names = "--lambda-gate",
            paramLabel = "X",
            description = "Weight of the gates' sum (paper: 2 for VGGs, 0.9 for ResNets, else 0.1).")
    @Nullable Double lambdaGate;

    @Option(names = "--temperature", paramLabel = "T", description = "T of G = sigmoid(alpha / T) (paper: 0.2).")
    @Nullable Double temperature;

    @Option(names = "--threshold", paramLabel = "X", description = "Scores below it in size are removed (paper: 0.1).")
    @Nullable Double threshold;

    @Option(names = "--signed-threshold", description = "Remove negative scores whatever their size (paper).")
    boolean signedThreshold;

    @Option(names = "--steps", paramLabel = "N", description = "Steps of Adam (paper: 300).")
    @Nullable Integer steps;

    @Option(names = "--lr", paramLabel = "X", description = "Learning rate of Adam (paper: 0.005).")
    @Nullable Double lr;

    @Option(
            names = "--stop-delta",
            paramLabel = "X",
            description = "Stop when the loss changes by less for 10 steps, from step 200 (paper: 0, never).")
    @Nullable Double stopDelta;

    @Option(names = "--fine-tune-steps", paramLabel = "N", description = "Last steps on KL alone (paper: 50).")
    @Nullable Integer fineTuneSteps;

    @Option(names = "--fine-tune-lr", paramLabel = "X", description = "Learning rate of these (paper: 0.01).")
    @Nullable Double fineTuneLr;

    /** Whether any of these options is given. */
    boolean given() {
        return command.commandLine().getParseResult().matchedOptions().stream().anyMatch(SolverArguments::own);
    }

    private static boolean own(OptionSpec option) {
        return option.userObject() instanceof Field field && field.getDeclaringClass() == SolverArguments.class;
    }

    /** Whether further images were asked for. */
    boolean furtherGiven() {
        return support != null || heldOut != null;
    }

    /** What is given for a solver, by the names of chain.json: those of the options without their hyphens. */
    private Map<String, Object> given(String solver) {
        Map<String, Object> given = new LinkedHashMap<>();
        for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
            if (own(option) && !OF_THE_COMMAND.contains(option.longestName())) {
                Object value = option.getValue();
                boolean further = NUMBER_OR_AUTO.contains(option.longestName());
                given.put(
                        parameter(option.longestName()),
                        further ? numberOrAuto(option.longestName(), String.valueOf(value)) : value);
            }
        }
        if (like != null) {
            putLike(ChainFile.read(like), solver, given);
        }
        return given;
    }

    private static String parameter(String option) {
        return Pattern.compile("-(.)")
                .matcher(option.substring(2))
                .replaceAll(letter -> String.valueOf(letter.group(1)).toUpperCase(Locale.ROOT));
    }

    private static Object numberOrAuto(String option, String text) {
        if (text.equals(FurtherImages.AUTOMATIC)) {
            return text;
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw InputException.of(option, "is " + text, "give a whole number, or " + FurtherImages.AUTOMATIC, e);
        }
    }

    /** The numbers of a chain's channels and, where no budget is given, that of its filters. */
    private static void putLike(ChainRecord chain, String solver, Map<String, Object> values) {
        if (Solvers.options(solver).contains("counts")) {
            Map<String, Integer> counts = new LinkedHashMap<>();
            chain.layers()
                    .forEach(layer -> counts.put(layer.name(), layer.filters().size()));
            values.put("counts", counts);
        }
        BaselineOptions.sizeOf(chain).forEach(values::putIfAbsent);
    }

    /**
     * The solver.
     *
     * @param repeated a chain whose options hold where none is given; null for the defaults
     * @param seed for what is drawn at random
     * @throws org.neurochains.InputException if the solver is unknown or a value is out of range
     */
    Solver solver(OpenModel model, @Nullable ChainRecord repeated, long seed, Session session) {
        String recorded = repeated == null ? null : repeated.solver().name();
        String chosen = name != null ? name : recorded != null ? recorded : Solvers.DEFAULT;
        Map<String, Object> given = given(chosen);
        warnOfOthers(chosen, given.keySet(), session);
        Map<String, Object> values = new LinkedHashMap<>();
        if (repeated != null && chosen.equals(recorded)) {
            values.putAll(Solvers.values(repeated.solver()));
        }
        if (given.containsKey("sweep")) {
            values.remove("budget");
        } else if (given.containsKey("budget")) {
            values.remove("sweep");
        }
        values.putAll(given);
        values.put("seed", seed);
        return Solvers.of(chosen, model.model().architecture(), values);
    }

    private static void warnOfOthers(String solver, Set<String> given, Session session) {
        Set<String> known = Solvers.options(solver);
        given.stream()
                .filter(key -> !known.contains(key))
                .forEach(key ->
                        session.message("warning: " + Failures.option(key) + " has no effect with --solver " + solver));
    }
}
