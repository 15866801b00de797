package org.neurochains.app;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.neurochains.NeuroChains;
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
    Format format;

    @Mixin
    private final NamesArgument names = new NamesArgument();

    @Override
    protected int run(Session session) {
        Path folder = chain.folder;
        names.take(folder, session);
        Path file = folder.resolve("graph." + format.name().toLowerCase(Locale.ROOT));
        if (format == Format.HTML) {
            file = NeuroChains.page(folder);
        } else {
            NeuroChains.graph(folder, file);
        }
        session.print(file, Map.of("file", file.toString()));
        return ExitCode.DONE;
    }
}
