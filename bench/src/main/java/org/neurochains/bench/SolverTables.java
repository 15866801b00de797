package org.neurochains.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.neurochains.chain.Ranking;
import org.neurochains.chain.ShrinkOptions;

/** Prints the tables of one network from the runs there are, as Markdown. */
final class SolverTables {
    private final RunFile papers;
    private final RunFile shrinks;
    private final Solvers.Subject subject;

    SolverTables(RunFile papers, RunFile shrinks, Solvers.Subject subject) {
        this.papers = papers;
        this.shrinks = shrinks;
        this.subject = subject;
    }

    void print(PrintStream out) {
        out.println("### " + subject.file());
        equalDivergence(out);
        equalAgreement(out);
        overlaps(out);
        rankings(out);
        bypasses(out);
    }

    private record Pair(SolverRun paper, SolverRun shrink) {
        double ratio(ToDoubleFunction<SolverRun> of) {
            return of.applyAsDouble(shrink) / of.applyAsDouble(paper);
        }
    }

    private void equalDivergence(PrintStream out) {
        out.println();
        out.println("| region | `paper`: setting | filters + shortcut channels, layers | KL | passes |"
                + " `shrink`: filters + shortcut channels, layers | KL | passes | filters | passes |");
        out.println("|---|---|---|---|---|---|---|---|---|---|");
        List<Pair> pairs = new ArrayList<>();
        for (String pair : subject.pairs()) {
            Optional<SolverRun> paper = Solvers.bestPaper(papers, subject, pair);
            double goal = Solvers.goal(papers, subject, pair);
            Optional<SolverRun> shrink = shrinks.find(subject.file(), pair, 0, Solvers.shrinkName(goal));
            if (paper.isPresent() && shrink.isPresent()) {
                Pair both = new Pair(paper.get(), shrink.get());
                pairs.add(both);
                out.printf(
                        Locale.ROOT,
                        "| %s | %s | %s | %s | %.2f | 1/%.1f |%n",
                        pair.replace(":", ", "),
                        paper.get().solver().replace("paper ", "").replace(" ", ", "),
                        sizes(paper.get()),
                        sizes(shrink.get()),
                        both.ratio(SolverRun::filters),
                        1 / both.ratio(SolverRun::fullPasses));
            } else if (shrink.isPresent()) {
                out.printf(
                        Locale.ROOT,
                        "| %s | none with KL <= 0.1 | | | | %s | | |%n",
                        pair.replace(":", ", "),
                        sizes(shrink.get()));
            }
        }
        if (!pairs.isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "| median | | | | | | | | %.2f | 1/%.1f |%n",
                    median(pairs, p -> p.ratio(SolverRun::filters)),
                    1 / median(pairs, p -> p.ratio(SolverRun::fullPasses)));
        }
    }

    private static String sizes(SolverRun run) {
        return String.format(
                Locale.ROOT,
                "%d + %d, %d | %.3f | %.1f",
                run.filters(),
                run.shortcutChannels(),
                run.layers(),
                run.kl(),
                run.fullPasses());
    }

    private void equalAgreement(PrintStream out) {
        out.println();
        out.println("| region | `paper` | " + supports("`shrink`") + " |");
        out.println("|---|---|---|" + "---|".repeat(2 * Solvers.SUPPORTS.size()));
        for (String pair : subject.pairs()) {
            Optional<SolverRun> paper = Solvers.bestPaper(papers, subject, pair);
            StringBuilder row = new StringBuilder("| " + pair.replace(":", ", ") + " | "
                    + paper.map(SolverTables::unseen).orElse("-") + " | "
                    + shrinks.find(subject.file(), pair, 0, Solvers.shrinkName(Solvers.goal(papers, subject, pair)))
                            .map(SolverTables::unseen)
                            .orElse("-"));
            boolean any = false;
            for (BenchRegion.Source source : BenchRegion.Source.values()) {
                for (int count : Solvers.SUPPORTS) {
                    Optional<SolverRun> run = shrinks.find(subject.file(), pair, 0, Solvers.supportName(count, source));
                    any |= run.isPresent();
                    row.append(" | ").append(run.map(SolverTables::unseen).orElse("-"));
                }
            }
            if (any) {
                out.println(row + " |");
            }
        }
    }

    private static String supports(String first) {
        StringBuilder text = new StringBuilder(first);
        for (BenchRegion.Source source : BenchRegion.Source.values()) {
            for (int count : Solvers.SUPPORTS) {
                text.append(" | ")
                        .append(count)
                        .append(' ')
                        .append(source.name().toLowerCase(Locale.ROOT));
            }
        }
        return text.toString();
    }

    /** Filters, region KL; agreement and KL on unseen images. */
    private static String unseen(SolverRun run) {
        return String.format(
                Locale.ROOT, "%d (%.3f): %.3f, %.2f", run.filters(), run.kl(), run.unseenAgreement(), run.unseenKl());
    }

    private void overlaps(PrintStream out) {
        out.println();
        out.println("| region | overlap of two seeds' chains: `paper` | `shrink` | `shrink`, as many filters |");
        out.println("|---|---|---|---|");
        String solver = PaperRuns.uncut(subject.architecture()).solver();
        for (String pair : subject.pairs()) {
            Optional<String> paper = overlap(papers, pair, solver);
            Optional<String> shrink = overlap(shrinks, pair, Solvers.shrinkName(0.1));
            String asMany = overlap(shrinks, pair, Solvers.AS_MANY).orElse("-");
            if (paper.isPresent() && shrink.isPresent()) {
                out.printf("| %s | %s | %s | %s |%n", pair.replace(":", ", "), paper.get(), shrink.get(), asMany);
            }
        }
    }

    private void rankings(PrintStream out) {
        out.println();
        out.println("| region | KL of 40 filters by ranking: " + names(Ranking.values()) + " |");
        out.println("|---|" + "---|".repeat(Ranking.values().length));
        for (String pair : subject.pairs()) {
            row(out, pair, Ranking.values(), Solvers::rankingName, run -> String.format(Locale.ROOT, "%.3f", run.kl()));
        }
    }

    private void bypasses(PrintStream out) {
        ShrinkOptions.Bypass[] ways = ShrinkOptions.Bypass.values();
        out.println();
        out.println("| region | filters, layers, KL by way to bypass: " + names(ways) + " |");
        out.println("|---|" + "---|".repeat(ways.length));
        for (String pair : subject.pairs()) {
            row(
                    out,
                    pair,
                    ways,
                    Solvers::bypassName,
                    run -> String.format(Locale.ROOT, "%d, %d, %.3f", run.filters(), run.layers(), run.kl()));
        }
    }

    private static String names(Enum<?>[] values) {
        return java.util.Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .collect(java.util.stream.Collectors.joining(" | "));
    }

    private <T> void row(
            PrintStream out, String pair, T[] values, Function<T, String> name, Function<SolverRun, String> cell) {
        List<Optional<SolverRun>> runs = java.util.Arrays.stream(values)
                .map(value -> shrinks.find(subject.file(), pair, 0, name.apply(value)))
                .toList();
        if (runs.stream().anyMatch(Optional::isPresent)) {
            out.println("| " + pair.replace(":", ", ") + " | "
                    + runs.stream()
                            .map(run -> run.map(cell).orElse("-"))
                            .collect(java.util.stream.Collectors.joining(" | "))
                    + " |");
        }
    }

    private Optional<String> overlap(RunFile runs, String pair, String solver) {
        Optional<SolverRun> one = runs.find(subject.file(), pair, 0, solver);
        Optional<SolverRun> other = runs.find(subject.file(), pair, 1, solver);
        return one.isPresent() && other.isPresent()
                ? Optional.of(String.format(Locale.ROOT, "%.2f", one.get().overlap(other.get())))
                : Optional.empty();
    }

    private static double median(List<Pair> pairs, ToDoubleFunction<Pair> of) {
        double[] sorted = pairs.stream().mapToDouble(of).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
