package org.neurochains.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.neurochains.Progress;
import org.neurochains.chain.Solution;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Point;
import org.neurochains.plot.Series;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

/**
 * Draws the curves of docs/reference/solvers.md: KL against filters on shrink's way through a sweep, with the paper's solver's chains as
 * points, read from paper.jsonl.
 *
 * <p>Arguments: folder with models/ and data/, results folder, SVG file to write.
 */
final class SolverCurves {
    private SolverCurves() {}

    public static void main(String[] args) throws IOException {
        Engine.useThreads(2);
        Solvers.Subject subject = Solvers.SUBJECTS.get(0);
        RunFile papers = new RunFile(Path.of(args[1], "paper.jsonl"));
        List<String> pairs = subject.pairs().subList(0, 3);
        Chart chart = Chart.of("ResNet-20: size and divergence", Axis.log("filters", "1"), Axis.log("KL", "nats"));
        try (Scope outer = Scope.open()) {
            Model model = ModelReader.read(Path.of(args[0], "models", subject.file()), ModelOptions.NONE);
            for (String pair : pairs) {
                try (Scope scope = Scope.open()) {
                    BenchRegion region = new BenchRegion(model, Path.of(args[0], "data/cifar10/test"), pair, 0);
                    Solution solution = org.neurochains.chain.Solvers.of(
                                    "shrink", model.architecture(), Map.of("sweep", true))
                            .solve(region.problem(), Progress.NONE);
                    List<Point> points = solution.curve().stream()
                            .filter(point -> point.kl() > 0)
                            .map(point -> new Point(point.size().filters(), point.kl()))
                            .toList();
                    chart = chart.with(new Series.Line("shrink: " + pair.replace(":", ", "), points, true));
                }
            }
            for (String pair : pairs) {
                List<Point> points = papers.all().stream()
                        .filter(run ->
                                run.model().equals(subject.file()) && run.pair().equals(pair) && run.seed() == 0)
                        .map(run -> new Point(run.filters(), run.kl(), run.solver()))
                        .toList();
                chart = chart.with(new Series.Points("paper: " + pair.replace(":", ", "), points));
            }
        }
        chart = chart.with(new Series.Rule("goal: KL ≤ 0.1", Series.Direction.HORIZONTAL, 0.1))
                .describe(
                        "Each of shrink's rounds as a point of a line, and the paper's solver with each lambda as a point.");
        Files.writeString(Path.of(args[2]), chart.svg());
    }
}
