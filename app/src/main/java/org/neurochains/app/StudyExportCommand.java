package org.neurochains.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.neurochains.study.StudyExport;
import org.neurochains.study.StudyFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a study's tables. */
@Command(
        name = "export",
        description = "Writes a study's tables of trials, images and filters.",
        footer = {"", "Columns that differ between equal runs end in Seconds, Time or Host."})
final class StudyExportCommand extends Subcommand {
    @Parameters(paramLabel = "FOLDER", description = "The study's folder.")
    @Nullable Path folder;

    @Option(names = "--format", paramLabel = "FORMAT", description = "csv (the default) or jsonl.")
    StudyExport.Format format = StudyExport.Format.CSV;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where to write them.")
    @Nullable Path out;

    @Override
    protected int run(Session session) {
        StudyFolder study = StudyFolder.open(Objects.requireNonNull(folder, "FOLDER is required"));
        List<Path> files = StudyExport.write(study, format, Objects.requireNonNull(out, "--out is required"));
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
