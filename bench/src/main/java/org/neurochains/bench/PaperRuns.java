package org.neurochains.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.neurochains.chain.PaperOptions;
import org.neurochains.chain.PaperSolver;
import org.neurochains.weights.Model;

/** The paper's solver with the lambdas of its grid and its default; VGGs also with weights small enough not to cut this network through. */
final class PaperRuns {
    private static final double[] GRID = {.001, .01, .005};

    private PaperRuns() {}

    /** A setting of the paper's solver. */
    record Setting(double lambda, double lambdaGate) {
        String solver() {
            return String.format(Locale.ROOT, "paper %s %s", lambda, lambdaGate);
        }
    }

    /** The default first. */
    static List<Setting> settings(String architecture) {
        PaperOptions usual = PaperOptions.defaults(architecture);
        List<Setting> settings = new ArrayList<>();
        settings.add(new Setting(usual.lambda(), usual.lambdaGate()));
        if (architecture.startsWith("vgg")) {
            settings.add(new Setting(.0002, .05));
            settings.add(new Setting(.0001, .05));
        }
        for (double lambda : GRID) {
            settings.add(new Setting(lambda, usual.lambdaGate()));
        }
        return settings;
    }

    /** The first that leaves a chain: VGGs are cut through by their default. */
    static Setting uncut(String architecture) {
        return settings(architecture).get(architecture.startsWith("vgg") ? 1 : 0);
    }

    /** Runs one, or reads it. */
    static SolverRun run(Model model, BenchRegion region, RunFile file, String pair, long seed, Setting setting)
            throws IOException {
        PaperOptions d = PaperOptions.defaults(model.architecture());
        PaperOptions options = new PaperOptions(
                setting.lambda(),
                setting.lambdaGate(),
                d.temperature(),
                d.threshold(),
                d.signed(),
                d.steps(),
                d.learningRate(),
                d.stopDelta(),
                d.fineTuneSteps(),
                d.fineTuneLearningRate(),
                d.maxKl(),
                d.scoreIdentities());
        return file.get(
                String.valueOf(model.file().getFileName()),
                pair,
                seed,
                setting.solver(),
                () -> region.run(setting.solver(), new PaperSolver(options)));
    }
}
