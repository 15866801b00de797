package org.neurochains.app;

import static org.neurochains.InputException.requireInRange;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.neurochains.app.serve.WebServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A local web app that runs the other commands. */
@Command(
        name = "serve",
        description =
                "Shows the program as a page in the browser of this machine: choose a model and images there, watch the"
                        + " chain shrink, look at its page.",
        footer = {
            "",
            "It listens on 127.0.0.1 only and answers to the address that it prints, with its token, and to no other page."
                    + " Everything it makes is a folder in --out, as the commands write it. Ctrl-C ends it; what was found"
                    + " by then is kept."
        })
final class ServeCommand extends Subcommand {
    private static final int LARGEST_PORT = 65535;
    private static final long LOOK_MILLIS = 100;

    @Option(names = "--port", paramLabel = "N", description = "The port (default: one that is free).")
    int port;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description =
                    "A folder to choose models and images from; may be given several times (default: this folder).")
    List<Path> roots = List.of(Path.of(""));

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "neurochains-work",
            description = "The folder to write into (default: ${DEFAULT-VALUE}).")
    Path out;

    @Option(
            names = "--max-upload",
            paramLabel = "MIB",
            defaultValue = "1024",
            description = "The largest file that the page may send, in MiB (default: ${DEFAULT-VALUE}).")
    int maxUpload;

    @Option(names = "--open", description = "Open the browser.")
    boolean open;

    @Override
    protected int run(Session session) throws InterruptedException {
        requireInRange(port >= 0 && port <= LARGEST_PORT, "--port", port, "0 to " + LARGEST_PORT);
        requireInRange(maxUpload >= 0, "--max-upload", maxUpload, "0 or more");

        WebServer.Settings settings =
                new WebServer.Settings(port, roots, out, (long) maxUpload << 20, new ServedProgram());
        try (WebServer server = WebServer.start(settings)) {
            if (session.json()) {
                Json.print(session.out(), Map.of("address", server.address().toString()));
            } else {
                session.out().println(server.address());
            }
            session.out().flush();
            session.message("open this address in a browser of this machine; Ctrl-C ends it");
            if (open && !Browser.open(server.address())) {
                session.message("warning: no browser found");
            }
            while (!session.progress().cancelled()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
        return ExitCode.INTERRUPTED;
    }
}
