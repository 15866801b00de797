package org.neurochains.app;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neurochains.NeuroChains;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.FilterNames;
import org.neurochains.chain.SavedChain;
import org.neurochains.report.ExplainOptions;
import org.neurochains.report.ExplainPlan;
import org.neurochains.report.Explaining;
import org.neurochains.report.OutputFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what a chain's filters respond to and how the classes are reached. */
@Command(
        name = "explain",
        description = "Shows what a chain's filters respond to, and how its classes are reached.",
        footer = {
            "",
            "Writes pictures and index.json into DIR/evidence, contributions and paths into chain.json, and"
                    + " report.html again. Stopped by Ctrl-C, it keeps what is finished; started again, it takes"
                    + " visualisations over."
        })
final class ExplainCommand extends ChainCommand {
    @Mixin
    private final ExplainArguments explain = new ExplainArguments();

    @Mixin
    private final NamesArgument names = new NamesArgument();

    @Override
    protected int run(Session session) {
        ExplainOptions options = explain.options(session.seed());
        names.take(folder(), session);
        try (NeuroChains nc = open(session)) {
            SavedChain saved = nc.read(folder());
            ExplainPlan plan = ExplainPlan.of(saved, options);
            if (plan.large()) {
                session.message(plan + "; fewer: --evidence, --top");
            }
            nc.explain(saved, images().source(), options);
        } catch (CancellationException e) {
            report(); // with what is finished
            throw e;
        }
        report();
        conclude(folder(), session);
        return ExitCode.DONE;
    }

    private void conclude(Path folder, Session session) {
        ChainRecord record = ChainFile.read(folder);
        Path index = folder.resolve(Explaining.FOLDER).resolve(Explaining.INDEX);
        Path report = folder.resolve(OutputFolder.REPORT);
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("index", index.toString());
            if (!noReport) {
                document.put("report", report.toString());
            }
            document.put("inferenceChains", record.inferenceChains());
            document.put("pathGroups", record.pathGroups());
            Json.print(session.out(), document);
            return;
        }
        FilterNames called = FilterNames.of(record);
        record.pathGroups().forEach(group -> session.out().println(words(group, called)));
        if (!record.pathGroups().isEmpty()) {
            session.out().println();
            session.out().println("The heaviest single paths:");
        }
        for (ChainRecord.InferenceChain path : record.inferenceChains()) {
            List<String> steps = path.filters();
            session.out()
                    .println(String.format(
                            Locale.ROOT,
                            "%s  %.3g%s  %s",
                            path.label(),
                            path.weight(),
                            removed(path.lost(), path.lostByOther(), path.holds()),
                            steps.isEmpty()
                                    ? "the image alone"
                                    : steps.stream().map(called::called).collect(Collectors.joining(" -> "))));
        }
        record.edges().stream()
                .map(ChainRecord.Edge::label)
                .distinct()
                .filter(label -> record.inferenceChains().stream()
                        .noneMatch(path -> path.label().equals(label)))
                .forEach(label ->
                        session.out().println(label + "  no chain: some step on the way has no positive edge"));
        session.out().println();
        session.out().println((noReport ? index : report).toAbsolutePath().normalize());
    }

    /** A group of paths: {@code dragon  17.2 % ends in L4.305  without it: 0.8 lost  mostly by stem.6, L1.5}. */
    private static String words(ChainRecord.PathGroup group, FilterNames names) {
        List<String> through = group.through();
        String what = through.isEmpty()
                ? "comes from the image alone"
                : (group.last() ? "ends in " : "runs through ")
                        + (through.size() == 1 ? names.called(through.get(0)) : "one of " + through.size() + " filters");
        String mostly = group.along().entrySet().stream()
                .filter(entry -> entry.getValue() >= .5 && !through.contains(entry.getKey()))
                .map(entry -> names.called(entry.getKey()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%s  %.1f %% %s%s%s",
                group.label(),
                100 * group.weight(),
                what,
                removed(group.lost(), group.lostByOther(), group.holds()),
                mostly.isEmpty() ? "" : "  mostly by " + mostly);
    }

    /** What a removal costs, and whether the class hangs on what was removed. */
    private static String removed(@Nullable Double lost, @Nullable Double lostByOther, boolean holds) {
        if (lost == null) {
            return "";
        }
        String other = lostByOther == null ? "" : String.format(Locale.ROOT, ", another class %.3f", lostByOther);
        return String.format(Locale.ROOT, "  without it: %.3f lost%s%s", lost, other, holds ? "" : " - does not hold");
    }
}
