package org.neurochains.app.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.neurochains.InputException;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.file.WholeFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder that everything is written into: a folder for each chain, comparison and study, as the command line writes
 * them.
 */
final class Workplace {
    /** Beside chain.json: what later commands need to look at the chain again. */
    private static final String SOURCE = "serve.json";

    private static final Set<String> PAGES = Set.of("report.html", "compare.html");
    private static final String NAME = "[\\p{L}\\p{N}_][\\p{L}\\p{N}_.-]{0,59}";

    private final Path folder;
    private final Program program;

    /**
     * A folder, which is made where it is missing.
     *
     * @param program what says of a chain what holds
     * @throws InputException if it cannot be made
     */
    Workplace(Path folder, Program program) {
        this.program = program;
        try {
            Files.createDirectories(folder);
            this.folder = folder.toRealPath();
        } catch (IOException e) {
            throw InputException.of(
                    "--out " + folder, "cannot be written (" + e.getMessage() + ")", "name a folder", e);
        }
    }

    Path folder() {
        return folder;
    }

    /**
     * A folder inside by its name.
     *
     * @throws Refusal if the name could lead elsewhere, or a link does
     */
    Path of(String name) {
        Path path = folder.resolve(checked(name));
        if (Files.isSymbolicLink(path)) {
            throw new Refusal(404, "not a folder of this server: " + name);
        }
        return path;
    }

    /** A folder that is not there yet, named like this one, with a number behind it where the name is taken. */
    Path fresh(String name) {
        Path path = of(name);
        for (int i = 2; Files.exists(path, LinkOption.NOFOLLOW_LINKS); i++) {
            path = of(name + "-" + i);
        }
        try {
            return Files.createDirectory(path);
        } catch (IOException e) {
            throw new Refusal(500, "cannot be made: " + path);
        }
    }

    /** Where an upload goes: one or two names, a class folder and a file. */
    Path upload(String name) {
        Path path = of("uploads");
        String[] parts = name.split("/", -1);
        if (parts.length > 3) {
            throw new Refusal(400, "too many folders: " + name);
        }
        for (String part : parts) {
            path = path.resolve(checked(part));
            if (Files.isSymbolicLink(path)) {
                throw new Refusal(404, "not a folder of this server: " + name);
            }
        }
        return path;
    }

    private static String checked(String name) {
        if (!name.matches(NAME)) {
            throw new Refusal(
                    400, "a name has letters, digits, _, - and . only, and does not begin with . or -: " + name);
        }
        return name;
    }

    /**
     * A page that a command wrote.
     *
     * @param path NAME/FILE
     */
    Path page(String path) {
        String[] parts = path.split("/", -1);
        if (parts.length == 2 && PAGES.contains(parts[1])) {
            Path page = of(parts[0]).resolve(parts[1]);
            if (Files.isRegularFile(page, LinkOption.NOFOLLOW_LINKS)) {
                return page;
            }
        }
        throw new Refusal(404, "there is no page " + path);
    }

    /** Notes what a folder's chain is made from. */
    void note(Path chain, List<String> source) {
        WholeFile.writeWithFolders(
                chain.resolve(SOURCE),
                JsonMapper.shared().writeValueAsString(Map.of("source", source)).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The options that name a chain's model and images.
     *
     * @throws Refusal if they were not noted, since the chain was made elsewhere
     */
    List<String> source(Path chain) {
        Path file = chain.resolve(SOURCE);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new Refusal(404, "it is not known which model and images " + chain.getFileName() + " was made from");
        }
        List<String> options = new ArrayList<>();
        for (JsonNode each : JsonMapper.shared().readTree(file.toFile()).get("source")) {
            options.add(each.asString());
        }
        return options;
    }

    /** The chains, comparisons and studies that are there. */
    List<Map<String, Object>> documents() {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(Files::isDirectory)
                    .sorted()
                    .map(this::document)
                    .filter(document -> document.size() > 1)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a folder holds beside its name; nothing where it is none of these. */
    private Map<String, Object> document(Path each) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", String.valueOf(each.getFileName()));
        for (String page : PAGES) {
            if (Files.isRegularFile(each.resolve(page), LinkOption.NOFOLLOW_LINKS)) {
                document.put("page", page);
            }
        }
        if (Files.isRegularFile(each.resolve(ChainFile.NAME))) {
            try {
                ChainRecord chain = ChainFile.read(each);
                document.put("classes", chain.region().classes());
                document.put("model", chain.model().file());
                document.put("filters", chain.result().filters());
                document.put("totalFilters", chain.result().totalFilters());
                document.put("kl", chain.result().kl());
                document.put("agreement", chain.result().agreement());
                document.put("statements", program.statements(chain));
            } catch (InputException e) {
                document.put("fault", String.valueOf(e.getMessage()));
            }
        }
        return document;
    }
}
