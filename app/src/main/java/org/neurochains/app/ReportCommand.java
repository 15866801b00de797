package org.neurochains.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.neurochains.NeuroChains;
import org.neurochains.report.GraphPng;
import org.neurochains.report.GraphSvg;
import org.neurochains.report.ReportDocument;
import org.neurochains.report.ReportFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the page again from what is in a chain's folder. */
@Command(name = "report", description = "Writes report.html, or the graph alone, from what is in a chain's folder.")
final class ReportCommand extends Subcommand {
    /** What can be written. */
    private enum Format {
        HTML,
        SVG,
        PNG
    }

    @Option(names = "--chain", paramLabel = "DIR", required = true, description = "The folder that extract wrote.")
    @Nullable Path chain;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "html",
            description =
                    "html (the default): the page, report.html; svg or png: the graph alone, graph.svg or graph.png.")
    Format format = Format.HTML;

    @Mixin
    private final NamesArgument names = new NamesArgument();

    @Override
    protected int run(Session session) {
        Path folder = Objects.requireNonNull(chain, "--chain is required");
        names.take(folder, session);
        ReportDocument document = new ReportFolder(folder).read();
        Path file = write(document, folder);
        if (session.json()) {
            Json.print(session.out(), Map.of("file", file.toString()));
        } else {
            session.out().println(file.toAbsolutePath().normalize());
        }
        return ExitCode.DONE;
    }

    private Path write(ReportDocument document, Path folder) {
        switch (format) {
            case SVG -> {
                Path file = folder.resolve("graph.svg");
                GraphSvg.write(document, file);
                return file;
            }
            case PNG -> {
                Path file = folder.resolve("graph.png");
                GraphPng.write(document, file);
                return file;
            }
            default -> {
                return NeuroChains.page(folder);
            }
        }
    }
}
