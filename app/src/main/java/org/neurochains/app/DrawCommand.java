package org.neurochains.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.bestiary.Exhibition;
import org.neurochains.bestiary.Species;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws more of the demo's world. */
@Command(
        name = "draw",
        description = "Draws pictures of the demo's animals, and where each of their parts is.",
        footer = {
            "",
            "Pictures go to DIR/images, one folder for each class; which part each pixel shows, and every picture without"
                    + " each of its parts, to DIR/parts, where evaluate --measure parts finds them. The same seed gives the"
                    + " same pictures: with the default one the first 25 of a class are those of demo-data."
        })
final class DrawCommand extends Subcommand {
    private static final long SEED = 3;
    private static final int MOST = 100_000;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The folder to write; pictures of the same names are replaced.")
    Path out;

    @Option(names = "--classes", paramLabel = "a,b", split = ",", description = "The classes (default: all).")
    @Nullable List<String> classes;

    @Option(
            names = "--each",
            paramLabel = "N",
            defaultValue = "200",
            description = "Pictures of each class (default: ${DEFAULT-VALUE}).")
    int each;

    @Override
    protected int run(Session session) {
        InputException.require(each >= 1 && each <= MOST, "--each", each, "1 to " + MOST);
        List<Species> species = classes == null
                ? List.of(Species.values())
                : classes.stream().distinct().map(DrawCommand::named).toList();
        int all = species.size() * each;
        Progress progress = session.progress();
        int[] drawn = {0};
        try {
            Exhibition.write(out, species, session.seed(SEED), each, () -> {
                progress.check();
                progress.report("drawing", ++drawn[0], all, "");
            });
        } catch (IOException e) {
            throw InputException.of(
                    "--out " + out,
                    "cannot be written (" + e.getClass().getSimpleName() + ": " + e.getMessage() + ")",
                    "name a folder that you may write, on a disk with room",
                    e);
        }
        print(session, all);
        return ExitCode.DONE;
    }

    private static Species named(String label) {
        return Species.of(label)
                .orElseThrow(() -> InputException.of(
                        "--classes",
                        "no class '" + label + "'",
                        "the demo's classes are "
                                + Arrays.stream(Species.values())
                                        .map(Species::label)
                                        .collect(Collectors.joining(", "))));
    }

    private void print(Session session, int pictures) {
        Path images = out.resolve("images");
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("images", images.toString());
            document.put("pictures", pictures);
            Json.print(session.out(), document);
        } else if (session.whole()) {
            session.out().println(images);
        }
    }
}
