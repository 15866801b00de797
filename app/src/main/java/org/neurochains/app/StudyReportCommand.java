package org.neurochains.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.neurochains.study.StudyFolder;
import org.neurochains.study.StudyReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes a study's page. */
@Command(
        name = "report",
        description =
                "Writes report.html, with the paper's quantitative figures for the trials at hand, and figures.csv.")
final class StudyReportCommand extends Subcommand {
    @Parameters(paramLabel = "FOLDER", description = "The study's folder.")
    @Nullable Path folder;

    @Override
    protected int run(Session session) {
        StudyFolder study = StudyFolder.open(Objects.requireNonNull(folder, "FOLDER is required"));
        Path page = StudyReport.write(study);
        if (session.json()) {
            Json.print(session.out(), Map.of("report", page.toString()));
        } else {
            session.out().println(page.toAbsolutePath().normalize());
        }
        return ExitCode.DONE;
    }
}
