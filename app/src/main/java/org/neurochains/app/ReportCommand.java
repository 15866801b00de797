package org.neurochains.app;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
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

    @Mixin
    private final ChainArguments chain = new ChainArguments();

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
        Path folder = chain.folder();
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
        Path graph = folder.resolve("graph." + format.name().toLowerCase(Locale.ROOT));
        switch (format) {
            case SVG -> GraphSvg.write(document, graph);
            case PNG -> GraphPng.write(document, graph);
            case HTML -> {
                return NeuroChains.page(folder);
            }
        }
        return graph;
    }
}
