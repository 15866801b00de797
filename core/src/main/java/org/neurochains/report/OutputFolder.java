package org.neurochains.report;

import static org.neurochains.InputException.parameter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.neurochains.InputException;
import org.neurochains.chain.ChainFile;
import org.neurochains.file.WholeFile;
import org.slf4j.LoggerFactory;

/**
 * The folder that a chain is written to. It is tried before the work begins; where nothing comes of that, a folder made
 * for it is removed again.
 */
public final class OutputFolder implements AutoCloseable {
    /** The page's file name. */
    public static final String REPORT = "report.html";

    /** What belongs to one chain and must not outlive it. */
    private static final List<String> OF_A_CHAIN = List.of("curve", "measures", "evidence", REPORT);

    private final Path path;
    private final boolean made;
    private final FolderLock lock;

    private OutputFolder(Path path, boolean made, FolderLock lock) {
        this.path = path;
        this.made = made;
        this.lock = lock;
    }

    /**
     * Makes the folder where it is missing, and keeps other processes out of it.
     *
     * @throws InputException if it cannot be written, or is being written
     */
    public static OutputFolder prepare(Path path) {
        boolean made = !Files.exists(path);
        try {
            Files.createDirectories(path);
            return new OutputFolder(path, made, FolderLock.take(path));
        } catch (IOException e) {
            String problem = Files.exists(path) && !Files.isDirectory(path)
                    ? "is a file"
                    : "cannot be written (" + e.getClass().getSimpleName() + ": " + e.getMessage() + ")";
            throw InputException.of(parameter("out") + " " + path, problem, "name a folder that you may write", e);
        } catch (InputException e) {
            removeIfEmpty(path, made);
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /** Where the page goes. */
    public Path report() {
        return path.resolve(REPORT);
    }

    /**
     * Puts a chain's files in the place of an older chain's. They are written beside it first, and the record is moved
     * last: at no time does it stand beside files of another chain, and a full disk leaves the older chain as it was.
     *
     * @param writer writes the files into the folder that it is given
     */
    void replaceChain(Consumer<Path> writer) {
        Path fresh = path.resolve(".neurochains-new");
        delete(fresh);
        try {
            writer.accept(fresh);
            if (Files.exists(path.resolve(ChainFile.NAME))) {
                delete(path.resolve(ChainFile.NAME));
                OF_A_CHAIN.forEach(name -> delete(path.resolve(name)));
            }
            moveAll(fresh);
        } catch (IOException e) {
            throw WholeFile.unwritable(path, e);
        } finally {
            delete(fresh);
        }
    }

    private void moveAll(Path fresh) throws IOException {
        List<Path> files;
        try (Stream<Path> inside = Files.walk(fresh)) {
            files = inside.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(file -> file.endsWith(ChainFile.NAME)))
                    .toList();
        }
        for (Path file : files) {
            Path place = path.resolve(fresh.relativize(file));
            Files.createDirectories(Objects.requireNonNull(place.getParent()));
            Files.move(file, place, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Removes a file or a folder with all that is in it. */
    public static void delete(Path root) {
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
        lock.close();
        removeIfEmpty(path, made);
    }

    /** Removes a folder that was made for nothing; another process may be quicker to use it. */
    private static void removeIfEmpty(Path path, boolean made) {
        try (Stream<Path> inside = Files.list(path)) {
            if (made && inside.findAny().isEmpty()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            LoggerFactory.getLogger(OutputFolder.class).debug("{} is left", path, e);
        }
    }
}
