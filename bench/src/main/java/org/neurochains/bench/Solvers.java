package org.neurochains.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.neurochains.chain.Ranking;
import org.neurochains.chain.ShrinkOptions;
import org.neurochains.chain.ShrinkSolver;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

/**
 * The tables of solvers. Finished runs are kept in two files of JSON lines, paper.jsonl and shrink.jsonl, and are not repeated; a run that is
 * missing is made.
 *
 * <p>Arguments: folder with models/ and data/, results folder, then {@code paper} (the paper's solver), {@code shrink}, {@code support},
 * {@code seeds}, {@code choices} (rankings and bypasses) or {@code tables} (print what there is), and which model files, by how their names begin (default: all).
 */
final class Solvers {
    /** A network with its regions. */
    record Subject(String file, List<String> pairs) {
        String architecture() {
            return file.startsWith("vgg") ? "vgg19" : "";
        }
    }

    private static final List<String> THREE = List.of("automobile:horse", "airplane:ship", "cat:dog");

    static final List<Subject> SUBJECTS = List.of(
            new Subject(
                    "resnet20-12fca82f.th",
                    List.of(
                            "automobile:horse",
                            "airplane:ship",
                            "cat:dog",
                            "bird:frog",
                            "deer:truck",
                            "airplane:bird",
                            "automobile:truck",
                            "deer:horse",
                            "cat:frog",
                            "dog:ship")),
            new Subject("vgg19-cifar10.safetensors", List.of("automobile:horse", "airplane:ship", "airplane:truck")),
            new Subject("resnet56-4bfd9763.th", THREE));

    /** Filters at which rankings are compared. */
    private static final int BUDGET = 40;

    /** Shrink's chain with as many filters as the paper's on the same images. */
    static final String AS_MANY = "shrink as many as paper";

    /** Sizes of support that are tried: on the smallest network all, on the others the first. */
    static final List<Integer> SUPPORTS = List.of(180, 360, 60);

    private final Path shared;
    private final RunFile papers;
    private final RunFile shrinks;

    private Solvers(Path shared, Path results) throws IOException {
        this.shared = shared;
        this.papers = new RunFile(results.resolve("paper.jsonl"));
        this.shrinks = new RunFile(results.resolve("shrink.jsonl"));
    }

    public static void main(String[] args) throws IOException {
        Engine.useThreads(Integer.getInteger("threads", 2));
        Solvers bench = new Solvers(Path.of(args[0]), Path.of(args[1]));
        String prefix = args.length > 3 ? args[3] : "";
        List<Subject> subjects =
                SUBJECTS.stream().filter(s -> s.file().startsWith(prefix)).toList();
        for (Subject subject : subjects) {
            switch (args[2]) {
                case "paper" -> bench.paper(subject);
                case "shrink" -> bench.shrink(subject);
                case "support" -> bench.support(subject);
                case "seeds" -> bench.seeds(subject);
                case "choices" -> bench.choices(subject);
                case "tables" -> new SolverTables(bench.papers, bench.shrinks, subject).print(System.out);
                default -> throw new IllegalArgumentException(args[2]);
            }
        }
    }

    /** The default of every region, then the other settings. */
    private void paper(Subject subject) throws IOException {
        for (PaperRuns.Setting setting : PaperRuns.settings(subject.architecture())) {
            for (String pair : subject.pairs()) {
                if (papers.find(subject.file(), pair, 0, setting.solver()).isEmpty()) {
                    with(subject, pair, 0, (model, region) -> PaperRuns.run(model, region, papers, pair, 0, setting));
                }
            }
        }
    }

    private void shrink(Subject subject) throws IOException {
        for (String pair : subject.pairs()) {
            String name = shrinkName(goal(papers, subject, pair));
            if (shrinks.find(subject.file(), pair, 0, name).isEmpty()) {
                double goal = goal(papers, subject, pair);
                with(
                        subject,
                        pair,
                        0,
                        (model, region) -> shrinks.get(
                                subject.file(),
                                pair,
                                0,
                                name,
                                () -> region.run(name, new ShrinkSolver(options(goal)))));
            }
        }
    }

    /** Half of the filters of the paper's best chain, held to further images. */
    private void support(Subject subject) throws IOException {
        List<Integer> counts = subject.equals(SUBJECTS.get(0)) ? SUPPORTS : SUPPORTS.subList(0, 1);
        for (String pair : subject.pairs().subList(0, 3)) {
            Optional<SolverRun> paper = bestPaper(papers, subject, pair);
            for (BenchRegion.Source source : BenchRegion.Source.values()) {
                for (int count : counts) {
                    String name = supportName(count, source);
                    if (paper.isPresent()
                            && shrinks.find(subject.file(), pair, 0, name).isEmpty()) {
                        ShrinkOptions options = ShrinkOptions.defaults()
                                .withBudget(paper.get().filters() / 2)
                                .withHeld(new ShrinkOptions.Held(0, count, 0));
                        with(
                                subject,
                                pair,
                                0,
                                (model, region) -> shrinks.get(
                                        subject.file(),
                                        pair,
                                        0,
                                        name,
                                        () -> region.run(
                                                name, new ShrinkSolver(options), region.supported(count, source))));
                    }
                }
            }
        }
    }

    /** Both solvers on images drawn with another seed, for three regions; shrink also with as many filters as the paper's chain has. */
    private void seeds(Subject subject) throws IOException {
        for (String pair : subject.pairs().subList(0, 3)) {
            PaperRuns.Setting setting = PaperRuns.uncut(subject.architecture());
            for (long seed : new long[] {0, 1}) {
                with(subject, pair, seed, (model, region) -> {
                    SolverRun paper = PaperRuns.run(model, region, papers, pair, seed, setting);
                    seed(subject, region, pair, seed, shrinkName(0.1), options(0.1));
                    ShrinkOptions asMany = ShrinkOptions.defaults().withBudget(paper.filters());
                    return seed(subject, region, pair, seed, AS_MANY, asMany);
                });
            }
        }
    }

    private SolverRun seed(
            Subject subject, BenchRegion region, String pair, long seed, String name, ShrinkOptions options) {
        return shrinks.get(subject.file(), pair, seed, name, () -> region.run(name, new ShrinkSolver(options)));
    }

    /** How rankings and ways to bypass compare: the KL of 40 filters by each ranking, the smallest chain with each way. */
    private void choices(Subject subject) throws IOException {
        for (String pair : subject.pairs().subList(0, 3)) {
            for (Ranking ranking : Ranking.values()) {
                choice(subject, pair, rankingName(ranking), Map.of("budget", BUDGET, "ranking", lower(ranking)));
            }
            for (ShrinkOptions.Bypass bypass : ShrinkOptions.Bypass.values()) {
                choice(subject, pair, bypassName(bypass), Map.of("maxKl", 0.05, "bypass", lower(bypass)));
            }
        }
    }

    private void choice(Subject subject, String pair, String name, Map<String, ?> options) throws IOException {
        if (shrinks.find(subject.file(), pair, 0, name).isEmpty()) {
            with(
                    subject,
                    pair,
                    0,
                    (model, region) -> shrinks.get(
                            subject.file(),
                            pair,
                            0,
                            name,
                            () -> region.run(
                                    name, org.neurochains.chain.Solvers.of("shrink", model.architecture(), options))));
        }
    }

    static String rankingName(Ranking ranking) {
        return "shrink budget " + BUDGET + " ranking " + lower(ranking);
    }

    static String bypassName(ShrinkOptions.Bypass bypass) {
        return "shrink 0.0500 bypass " + lower(bypass);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private interface Task {
        SolverRun run(Model model, BenchRegion region) throws IOException;
    }

    private void with(Subject subject, String pair, long seed, Task task) throws IOException {
        try (Scope scope = Scope.open()) {
            Model model = ModelReader.read(shared.resolve("models").resolve(subject.file()), ModelOptions.NONE);
            BenchRegion region = new BenchRegion(model, shared.resolve("data/cifar10/test"), pair, seed);
            System.out.println(task.run(model, region));
        }
    }

    private static ShrinkOptions options(double goal) {
        return ShrinkOptions.defaults().withMaxKl(goal);
    }

    static String shrinkName(double goal) {
        return String.format(Locale.ROOT, "shrink %.4f", goal);
    }

    static String supportName(int count, BenchRegion.Source source) {
        return String.format(
                Locale.ROOT,
                "shrink %.4f support %d %s",
                0.1,
                count,
                source.name().toLowerCase(Locale.ROOT));
    }

    /** The smallest chain of the paper's solver with KL at most 0.1. */
    static Optional<SolverRun> bestPaper(RunFile papers, Subject subject, String pair) {
        return papers.all().stream()
                .filter(run -> run.model().equals(subject.file())
                        && run.pair().equals(pair)
                        && run.seed() == 0
                        && run.kl() <= 0.1)
                .min(Comparator.comparingInt(SolverRun::filters));
    }

    /** What shrink is given: the KL of the paper's best, 0.05 if that is larger; 0.1 where the paper has none. */
    static double goal(RunFile papers, Subject subject, String pair) {
        return bestPaper(papers, subject, pair)
                .map(run -> Math.max(run.kl(), 0.05))
                .orElse(0.1);
    }
}
