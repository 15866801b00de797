package org.neurochains.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.neurochains.Progress;
import org.neurochains.chain.Candidate;
import org.neurochains.chain.PaperOptions;
import org.neurochains.chain.PaperSolver;
import org.neurochains.chain.Problem;
import org.neurochains.chain.ShrinkOptions;
import org.neurochains.chain.ShrinkSolver;
import org.neurochains.chain.Solution;
import org.neurochains.chain.Solver;
import org.neurochains.image.Classifier;
import org.neurochains.image.ImageFolder;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Labels;
import org.neurochains.image.Preprocessing;
import org.neurochains.image.Region;
import org.neurochains.image.RegionSelection;
import org.neurochains.image.RegionSelector;
import org.neurochains.network.Executor;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table of solvers: for each pair of classes the paper's solver with every lambda, the smallest of its chains with KL at most 0.1 taken,
 * and the shrinking solver at no larger KL (or 0.05). Finished runs are kept in a file of JSON lines and not repeated.
 *
 * <p>Arguments: model file, image folder, results file, pairs such as automobile:horse,cat:dog, lambdas such as 0.0065,0.01.
 */
final class Solvers {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Model model;
    private final Path images;
    private final Path results;
    private final List<Row> rows = new ArrayList<>();

    private Solvers(Model model, Path images, Path results) throws IOException {
        this.model = model;
        this.images = images;
        this.results = results;
        if (Files.exists(results)) {
            for (String line : Files.readAllLines(results)) {
                rows.add(MAPPER.readValue(line, Row.class));
            }
        }
    }

    /** One run; name is the solver with its setting. */
    record Row(
            String model,
            String pair,
            String name,
            double goal,
            double kl,
            int filters,
            int shortcutChannels,
            int layers,
            double fullPasses,
            double seconds,
            boolean cutThrough) {}

    public static void main(String[] args) throws IOException {
        Engine.useThreads(Integer.getInteger("threads", 2));
        try (Scope scope = Scope.open()) {
            Model model = ModelReader.read(Path.of(args[0]), ModelOptions.NONE);
            Solvers bench = new Solvers(model, Path.of(args[1]), Path.of(args[2]));
            System.out.println(
                    "| region | paper: filters, shortcut channels, layers, KL, passes, s | shrink: the same | filters | passes |");
            System.out.println("|---|---|---|---|---|");
            for (String pair : args[3].split(",", -1)) {
                bench.run(pair, List.of(args[4].split(",", -1)));
            }
        }
    }

    private void run(String pair, List<String> lambdas) throws IOException {
        try (Scope scope = Scope.open()) {
            Problem problem = Problem.of(model.network(), region(pair).batch());
            List<Row> papers = new ArrayList<>();
            for (String lambda : lambdas) {
                papers.add(result(
                        pair, "paper " + lambda, 0.1, new PaperSolver(paper(Double.parseDouble(lambda))), problem));
            }
            Optional<Row> best =
                    papers.stream().filter(row -> row.kl() <= 0.1).min(Comparator.comparingInt(Row::filters));
            double goal = best.map(row -> Math.max(row.kl(), 0.05)).orElse(0.1);
            Row shrink = result(
                    pair,
                    String.format(Locale.ROOT, "shrink %.4f", goal),
                    goal,
                    new ShrinkSolver(ShrinkOptions.defaults().withMaxKl(goal)),
                    problem);
            String ratios = best.map(row -> String.format(
                            Locale.ROOT,
                            "%.2f | 1/%.0f",
                            (double) shrink.filters() / row.filters(),
                            row.fullPasses() / shrink.fullPasses()))
                    .orElse("- | -");
            System.out.printf(
                    "| %s | %s | %s | %s |%n",
                    pair,
                    best.map(row -> row.name() + ": " + describe(row)).orElse("none with KL <= 0.1"),
                    describe(shrink),
                    ratios);
        }
    }

    private static String describe(Row row) {
        return String.format(
                Locale.ROOT,
                "%d, %d, %d, %.3f, %.1f, %.0f",
                row.filters(),
                row.shortcutChannels(),
                row.layers(),
                row.kl(),
                row.fullPasses(),
                row.seconds());
    }

    private static PaperOptions paper(double lambda) {
        PaperOptions d = PaperOptions.defaults("");
        return new PaperOptions(
                lambda,
                d.lambdaGate(),
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
    }

    private Row result(String pair, String name, double goal, Solver solver, Problem problem) throws IOException {
        String file = String.valueOf(model.file().getFileName());
        for (Row row : rows) {
            if (row.model().equals(file)
                    && row.pair().equals(pair)
                    && row.name().equals(name)
                    && name.startsWith("paper")) {
                return row;
            }
        }
        long start = System.nanoTime();
        Solution solution = solver.solve(problem, Progress.NONE);
        Candidate.Size size = solution.candidate().size(model.network());
        Row row = new Row(
                file,
                pair,
                name,
                goal,
                solution.outcome().kl(),
                size.filters(),
                size.shortcutChannels(),
                size.layers(),
                solution.effort().fullPasses(),
                (System.nanoTime() - start) / 1e9,
                solution.cutThrough());
        Files.writeString(
                results, MAPPER.writeValueAsString(row) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return row;
    }

    private Region region(String pair) {
        int side = model.input().height();
        Preprocessing preprocessing = side > 64
                ? Preprocessing.imageNet()
                : Preprocessing.of(side, model.input().width());
        Labels labels =
                model.labels().isEmpty() ? Labels.unnamed(model.network().classes()) : Labels.of(model.labels());
        ImageSet set = ImageSet.of(ImageFolder.scan(images), labels);
        Classifier classifier = Classifier.of(Executor.of(model.network()), 64);
        RegionSelection selection = new RegionSelection(List.of(pair.split(":", -1)), null, null, null, 0);
        return new RegionSelector(set, new ImageLoader(preprocessing, 2), classifier, Progress.NONE).select(selection);
    }
}
