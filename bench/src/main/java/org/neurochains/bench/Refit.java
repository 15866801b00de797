package org.neurochains.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.neurochains.NeuroChains;
import org.neurochains.Progress;
import org.neurochains.chain.Problem;
import org.neurochains.chain.ShrinkOptions;
import org.neurochains.chain.ShrinkSolver;
import org.neurochains.chain.Solution;
import org.neurochains.image.Region;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * The refit ratio of docs/reference/truth.md: filters that a chain needs for the same divergence if its teacher is
 * nonsense, each image having the network's outputs for a random image of the other class, over those it needs for the
 * truth. A method that fits anything has 1.
 */
public final class Refit {
    private Refit() {}

    /** SHARED DRAWN NETWORK [PAIRS]. */
    public static void main(String[] arguments) {
        Path shared = Path.of(arguments[0]);
        Truth.Subject subject = Truth.subject(arguments[2]);
        int most = arguments.length > 3
                ? Integer.parseInt(arguments[3])
                : subject.reported().size();
        System.out.println("| network | pair | filters | KL | with a nonsense teacher | KL | ratio | seconds |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (String pair : subject.reported().stream().limit(most).toList()) {
            Path images = Truth.images(shared, Path.of(arguments[1]), subject, pair);
            try (NeuroChains nc = NeuroChains.open(shared.resolve(subject.model()));
                    Scope scope = Scope.open()) {
                Region region = nc.region(images).classes(pair.split(",")).select();
                long start = System.nanoTime();
                Problem problem = Problem.of(
                        nc.model().model().network(), region.batch(), nc.model().batch());
                Problem truth =
                        region.support().isEmpty() ? problem : problem.withSupport(region.batch(region.support()));
                int all = nc.model().model().size().filters();
                Smallest right = smallest(truth, all);
                Smallest wrong = smallest(nonsense(truth), all);
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %s | %s | %.3f | %s | %.3f | %s%.1f | %.0f |%n",
                        arguments[2],
                        pair.replace(",", ", "),
                        right.words(),
                        right.kl,
                        wrong.words(),
                        wrong.kl,
                        wrong.found ? "" : "> ",
                        wrong.filters / (double) right.filters,
                        (System.nanoTime() - start) / 1e9);
            }
        }
    }

    /**
     * @param found whether any member holds; else the one of least divergence
     * @param filters of the smallest member that holds, or of the whole network
     */
    private record Smallest(boolean found, int filters, double kl) {
        String words() {
            return found ? Integer.toString(filters) : "none";
        }
    }

    private static Smallest smallest(Problem problem, int all) {
        ShrinkOptions options = ShrinkOptions.defaults().withSweep(true);
        Solution solution = new ShrinkSolver(options).solve(problem, Progress.NONE);
        List<Solution.CurvePoint> holding = solution.curve().stream()
                .filter(point -> point.kl() <= options.maxKl())
                .toList();
        if (holding.isEmpty()) {
            double least = solution.curve().stream()
                    .mapToDouble(Solution.CurvePoint::kl)
                    .min()
                    .orElse(Double.NaN);
            return new Smallest(false, all, least);
        }
        Solution.CurvePoint last = holding.get(holding.size() - 1);
        return new Smallest(true, last.size().filters(), last.kl());
    }

    private static Problem nonsense(Problem truth) {
        Random random = new Random(0);
        int[] own = truth.logits().argmax(1);
        Tensor support = truth.support() == null
                ? null
                : truth.logits().indexSelect(0, others(truth.support().logits().argmax(1), own, random));
        return truth.withTeacher(truth.logits().indexSelect(0, others(own, own, random)), support);
    }

    /** For each class the index of a random image whose class is another. */
    private static int[] others(int[] classes, int[] images, Random random) {
        return IntStream.of(classes)
                .map(own -> {
                    int[] other = IntStream.range(0, images.length)
                            .filter(i -> images[i] != own)
                            .toArray();
                    return other[random.nextInt(other.length)];
                })
                .toArray();
    }
}
