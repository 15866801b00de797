package org.neurochains.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.neurochains.Progress;
import org.neurochains.chain.MemoryPlan;
import org.neurochains.chain.PaperOptions;
import org.neurochains.chain.PaperSolver;
import org.neurochains.chain.Problem;
import org.neurochains.chain.Solution;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.ImageFile;
import org.neurochains.image.Pixels;
import org.neurochains.image.Preprocessing;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

/**
 * The paper's solver on listed images, as the PyTorch reference runs it; prints one JSON line of the same fields.
 *
 * <p>Arguments: model file, image folder, list of images (a path a line), steps, threads, lambda_g, and how many steps of
 * fine-tuning (the solver's default where left out) and MiB of memory that it plans for (where left out, all images go in one pass).
 */
final class PaperRun {
    private PaperRun() {}

    public static void main(String[] args) throws IOException {
        Engine.useThreads(Integer.parseInt(args[4]));
        int steps = Integer.parseInt(args[3]);
        try (Scope scope = Scope.open()) {
            Model model = ModelReader.read(Path.of(args[0]), ModelOptions.NONE);
            Preprocessing preprocessing =
                    model.input().height() > 64 ? Preprocessing.imageNet() : Preprocessing.cifar();
            List<Pixels> images = Files.readAllLines(Path.of(args[2])).stream()
                    .filter(line -> !line.isBlank())
                    .map(line -> preprocessing.fit(ImageFile.read(Path.of(args[1], line))))
                    .toList();
            MemoryPlan plan = MemoryPlan.of(model.network());
            int batch = args.length > 7 ? plan.microBatch(images.size(), Long.parseLong(args[7]) << 20) : images.size();
            Problem problem = Problem.of(model.network(), preprocessing.batch(images), batch);
            PaperOptions d = PaperOptions.defaults("");
            PaperOptions options = new PaperOptions(
                    d.lambda(),
                    Double.parseDouble(args[5]),
                    d.temperature(),
                    d.threshold(),
                    false,
                    steps,
                    d.learningRate(),
                    0,
                    args.length > 6 ? Integer.parseInt(args[6]) : d.fineTuneSteps(),
                    d.fineTuneLearningRate(),
                    d.maxKl(),
                    true);
            long start = System.nanoTime();
            Solution solution = new PaperSolver(options).solve(problem, Progress.NONE);
            double seconds = (System.nanoTime() - start) / 1e9;
            Subnetwork.Size size = solution.subnetwork().size(model.network());
            System.out.printf(
                    Locale.ROOT,
                    "{\"images\": %d, \"steps\": %d, \"seconds\": %.3f, \"secondsPerStep\": %.4f, \"kl\": %.4f, "
                            + "\"filters\": %d, \"layers\": %d, \"microBatch\": %d, \"plannedMemoryMb\": %d, \"peakMemoryMb\": %d}%n",
                    images.size(),
                    steps,
                    seconds,
                    seconds / solution.effort().steps(),
                    solution.outcome().kl(),
                    size.filters(),
                    size.layers(),
                    batch,
                    (plan.fixedBytes() + batch * plan.bytesPerImage()) >> 20,
                    peakMemory() / 1024);
        }
    }

    /** The process's largest resident size, in KiB. */
    private static long peakMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
