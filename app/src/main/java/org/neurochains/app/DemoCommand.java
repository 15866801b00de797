package org.neurochains.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.neurochains.chain.ChainFile;
import org.neurochains.report.OutputFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The whole story on a network and images that come with the program. Every step is a command that users can give
 * themselves.
 */
@Command(
        name = "demo",
        description = "Finds, explains and measures the chain of two classes of a network that comes with the program.",
        footer = {
            "",
            "The network tells drawn animals apart, whose parts are known. Draws pictures of them to DIR/world, writes what"
                    + " extract, explain and evaluate write, and prints where the page is."
        })
final class DemoCommand extends Subcommand {
    /** Those that take seconds. */
    private static final String MEASURES = "fidelity,quotient,faithfulness,parts,dead";

    private static final List<String> PURPOSES = List.of(
            "pictures of two classes",
            "the filters that decide",
            "what they respond to, and how the classes are reached",
            "what holds of it");

    /** Images of each class that a chain is found for where nothing is said. */
    private static final int USUAL_REGION = 10;

    /** Steps with results that stand below those of another one. */
    private static final List<String> CHAINED = List.of("explain", "evaluate");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "neurochains-demo",
            description = "The folder to write (default: ${DEFAULT-VALUE}); an older chain in it is replaced.")
    Path out;

    @Option(
            names = "--classes",
            paramLabel = "a,b",
            split = ",",
            defaultValue = "dragon,unicorn",
            description = "The classes, of the twelve that the network knows (default: ${DEFAULT-VALUE}).")
    List<String> classes;

    @Option(
            names = "--each",
            paramLabel = "N",
            defaultValue = "200",
            description = "Pictures of each class: ten of them for the chain, the others to find and to test it"
                    + " (default: ${DEFAULT-VALUE}).")
    int each;

    @Option(names = "--open", description = "Open the page in the browser.")
    boolean open;

    @Override
    protected int run(Session session) throws Exception {
        DemoData data = DemoData.find();
        List<List<String>> steps = steps(data);
        int code = ExitCode.DONE;
        for (int i = 0; i < steps.size(); i++) {
            say(i + 1, steps, session);
            int step = run(steps.get(i), session);
            if (step != ExitCode.DONE && step != ExitCode.SHORT_OF_GOAL) {
                return step;
            }
            code = Math.max(code, step);
        }
        conclude(session);
        return code;
    }

    private List<List<String>> steps(DemoData data) {
        String chain = out.toString();
        String world = out.resolve("world").toString();
        String both = String.join(",", classes);
        List<String> extract = step(data, "extract", "--classes", both, "--out", chain);
        if (each < USUAL_REGION) {
            extract.addAll(List.of("--per-class", Integer.toString(each)));
        }
        return List.of(
                List.of("draw", "--classes", both, "--each", Integer.toString(each), "--out", world),
                extract,
                step(data, "explain", "--chain", chain, "--steps", "24"),
                step(data, "evaluate", "--chain", chain, "--measure", MEASURES));
    }

    private List<String> step(DemoData data, String command, String... more) {
        Path images = out.resolve("world").resolve("images");
        List<String> step = new ArrayList<>(List.of(command, "--model", shown(data.model())));
        step.addAll(List.of("--images", images.toString()));
        step.addAll(List.of(more));
        return step;
    }

    /** A path as a user would type it: relative to the working folder where it lies in it. */
    private static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
    }

    private int run(List<String> step, Session session) throws Exception {
        if (!session.json() && CHAINED.contains(step.get(0))) {
            session.out().println();
        }
        return parse(step).run(session.ofStep());
    }

    /** What a step is for, and how it is typed. */
    private static void say(int number, List<List<String>> steps, Session session) {
        session.message(number + " of " + steps.size() + ": " + PURPOSES.get(number - 1));
        String command = steps.get(number - 1).stream().map(Closing::quoted).collect(Collectors.joining(" "));
        HelpPage.shell("neurochains " + command).forEach(session::line);
    }

    private void conclude(Session session) {
        Path report = out.resolve(OutputFolder.REPORT).toAbsolutePath().normalize();
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("chain", out.resolve(ChainFile.NAME).toString());
            document.put("report", out.resolve(OutputFolder.REPORT).toString());
            Json.print(session.out(), document);
        } else {
            session.out().println();
            Closing closing = new Closing(session.out());
            closing.place("The page", report);
            if (classes.contains("tiger")) {
                closing.next("a network and images of your own", "neurochains extract --help");
            } else {
                closing.next(
                        "two that differ in their coat alone", "neurochains demo --classes tiger,leopard --out cats");
            }
        }
        if (open && !Browser.open(report.toUri())) {
            session.message("warning: no browser found; open " + report);
        }
    }
}
