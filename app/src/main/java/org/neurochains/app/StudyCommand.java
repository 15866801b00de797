package org.neurochains.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.neurochains.Study;
import org.neurochains.study.StudyExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Thousands of trials in a folder. */
@Command(
        name = "study",
        description = "Plans, runs and reports many trials: each finds the chain of one region with one solver.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            StudyPlanCommand.class,
            StudyRunCommand.class,
            StudyStatusCommand.class,
            StudyCommand.Export.class,
            StudyCommand.Report.class,
        })
final class StudyCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: plan, run, status, export or report");
    }

    /** A command on a study's folder. */
    abstract static class OnFolder extends Subcommand {
        @Parameters(paramLabel = "FOLDER", description = "The study's folder.")
        Path folder;

        /** @throws org.neurochains.InputException if the folder holds no study */
        final Study study() {
            return Study.open(folder);
        }
    }

    /** Writes a study's page. */
    @Command(
            name = "report",
            description =
                    "Writes report.html, with the paper's quantitative figures for the trials at hand, and figures.csv.")
    static final class Report extends OnFolder {
        @Override
        protected int run(Session session) {
            Path page = study().report();
            session.print(page, Map.of("report", page.toString()));
            return ExitCode.DONE;
        }
    }

    /** Writes a study's tables. */
    @Command(
            name = "export",
            description = "Writes a study's tables of trials, images and filters.",
            footer = {"", "Columns that differ between equal runs end in Seconds, Time or Host."})
    static final class Export extends OnFolder {
        @Option(names = "--format", paramLabel = "FORMAT", description = "csv (the default) or jsonl.")
        StudyExport.TableFormat format = StudyExport.TableFormat.CSV;

        @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where to write them.")
        Path out;

        @Override
        protected int run(Session session) {
            List<Path> files = study().export(format, out);
            if (session.json()) {
                Json.print(
                        session.out(),
                        Map.of("files", files.stream().map(Path::toString).toList()));
            } else {
                files.forEach(session.out()::println);
            }
            return ExitCode.DONE;
        }
    }
}
