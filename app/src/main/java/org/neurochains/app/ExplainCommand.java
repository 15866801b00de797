package org.neurochains.app;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.neurochains.NeuroChains;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
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
        names.take(chain.folder, session);
        try (NeuroChains nc = open(session)) {
            SavedChain saved = nc.read(chain.folder);
            ExplainPlan plan = ExplainPlan.of(saved, options);
            if (plan.large()) {
                session.message(plan + "; fewer: --evidence, --top");
            }
            nc.explain(saved, images.source(), options);
        } catch (CancellationException e) {
            report(); // with what is finished
            throw e;
        }
        report();
        conclude(session);
        return ExitCode.DONE;
    }

    private void conclude(Session session) {
        Path folder = chain.folder;
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
        PathPrinter.print(record, session.out(), session.style());
        if (session.whole()) {
            session.out().println();
            Closing closing = new Closing(session.out());
            closing.place(noReport ? "The evidence" : "The page", noReport ? index : report);
            closing.next("what holds of the chain", Closing.command("evaluate", folder, spec));
        }
    }
}
