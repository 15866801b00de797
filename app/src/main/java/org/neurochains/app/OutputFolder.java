package org.neurochains.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.neurochains.InputException;
import org.neurochains.chain.ChainFile;

/**
 * The folder that a chain is written to. It is tried before the work begins; where nothing comes of that, a folder made for it is
 * removed again.
 */
final class OutputFolder implements AutoCloseable {
    /** The page's file name. */
    static final String REPORT = "report.html";

    /** What belongs to one chain and must not outlive it. */
    private static final List<String> OF_A_CHAIN = List.of("curve", "measures", "evidence", REPORT);

    private final Path path;
    private final boolean made;

    private OutputFolder(Path path, boolean made) {
        this.path = path;
        this.made = made;
    }

    /**
     * Makes the folder where it is missing.
     *
     * @throws InputException if it cannot be written
     */
    static OutputFolder prepare(Path path) {
        boolean made = !Files.exists(path);
        try {
            Files.createDirectories(path);
            Files.delete(Files.createTempFile(path, ".neurochains", ".part"));
        } catch (IOException e) {
            String problem = Files.exists(path) && !Files.isDirectory(path)
                    ? "is a file"
                    : "cannot be written (" + e.getClass().getSimpleName() + ": " + e.getMessage() + ")";
            throw InputException.of("--out " + path, problem, "name a folder that you may write", e);
        }
        return new OutputFolder(path, made);
    }

    Path path() {
        return path;
    }

    /** Where the page goes. */
    Path report() {
        return path.resolve(REPORT);
    }

    /** Removes what belongs to an older chain in this folder. */
    void clearOlderChain() {
        if (Files.exists(path.resolve(ChainFile.NAME))) {
            OF_A_CHAIN.forEach(name -> delete(path.resolve(name)));
        }
    }

    /** Removes a file or a folder with all that is in it. */
    static void delete(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> inside = Files.walk(root)) {
            for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw InputException.of(root.toString(), "cannot be replaced (" + e.getMessage() + ")", "delete it", e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> inside = Files.list(path)) {
            if (made && inside.findAny().isEmpty()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
