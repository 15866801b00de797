package org.neurochains.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
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
            StudyExportCommand.class,
            StudyReportCommand.class,
        })
final class StudyCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: plan, run, status, export or report");
    }
}
