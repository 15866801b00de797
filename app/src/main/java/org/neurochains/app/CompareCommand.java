package org.neurochains.app;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.NeuroChains;
import org.neurochains.chain.ChainFile;
import org.neurochains.report.ComparisonDocument;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares chains of one model, each with each. */
@Command(
        name = "compare",
        description =
                "Says what two or more chains of one model share, and writes a page with their graphs side by side.",
        footer = {"", "KL of each chain on the other's region needs --model and --images; without them it is left out."
        })
final class CompareCommand extends Subcommand {
    @Parameters(paramLabel = "DIR", arity = "2..*", description = "The folders of two or more chains.")
    List<Path> folders;

    @ArgGroup(exclusive = false)
    @Nullable ModelArguments model;

    @ArgGroup(exclusive = false)
    @Nullable ImageArguments images;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = ComparisonDocument.FILE,
            description = "The page to write (default: ${DEFAULT-VALUE} in the working folder).")
    Path out;

    @Option(names = "--no-report", description = "Leave the page out.")
    boolean noReport;

    @Override
    protected int run(Session session) {
        ComparisonDocument document = compare(session);
        if (!noReport) {
            document.write(out);
        }
        if (session.json()) {
            Json.print(session.out(), document.json());
        } else {
            new ComparisonTable(document, session.out()).print();
            if (!noReport) {
                session.out().println();
                new Closing(session.out()).place("The page", out);
            }
        }
        return ExitCode.DONE;
    }

    private ComparisonDocument compare(Session session) {
        if (model == null || images == null) {
            return NeuroChains.compare(folders);
        }
        folders.forEach(ChainFile::read); // a wrong folder is told before the model is loaded
        try (NeuroChains nc = model.open(session)) {
            return nc.compare(folders, images.source());
        }
    }
}
