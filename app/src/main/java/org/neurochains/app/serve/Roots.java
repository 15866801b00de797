package org.neurochains.app.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.neurochains.InputException;

/** The folders that may be looked into. No path leads out of them, neither by its names nor by a symbolic link. */
final class Roots {
    private static final int MOST_ENTRIES = 2000;

    private final List<Path> roots = new ArrayList<>();

    /**
     * What lies in a folder.
     *
     * @param path absolute, to be handed back
     * @param folder whether it is a folder
     * @param bytes of a file
     */
    record Entry(String name, String path, boolean folder, long bytes) {}

    /**
     * Folders as they are given.
     *
     * @throws InputException if one is not there
     */
    Roots(List<Path> given) {
        for (Path each : given) {
            try {
                Path real = each.toRealPath();
                if (!Files.isDirectory(real)) {
                    throw InputException.of("--root " + each, "is a file", "name a folder");
                }
                roots.add(real);
            } catch (IOException e) {
                throw InputException.of("--root " + each, "cannot be read", "name a folder that is there", e);
            }
        }
    }

    List<String> names() {
        return roots.stream().map(Path::toString).toList();
    }

    /**
     * The file or folder behind a path, with all links followed.
     *
     * @throws Refusal if it lies outside, or is not there; which of both is not said
     */
    Path inside(String path) {
        return real(path).orElseThrow(() -> new Refusal(404, "not in the folders that this server may read: " + path));
    }

    private Optional<Path> real(String path) {
        try {
            Path real = Path.of(path).toRealPath();
            boolean inside = Path.of(path).isAbsolute() && roots.stream().anyMatch(real::startsWith);
            return inside ? Optional.of(real) : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.empty(); // as if it lay outside
        }
    }

    /** What lies in a folder, folders first, hidden ones and what leads outside left out. */
    List<Entry> list(String path) {
        Path folder = inside(path);
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(each -> !String.valueOf(each.getFileName()).startsWith("."))
                    .limit(MOST_ENTRIES)
                    .filter(each -> real(each.toString()).isPresent())
                    .map(Roots::entry)
                    .sorted(Comparator.comparing((Entry e) -> !e.folder()).thenComparing(Entry::name))
                    .toList();
        } catch (IOException e) {
            throw new Refusal(404, "cannot be listed: " + path);
        }
    }

    private static Entry entry(Path path) {
        boolean folder = Files.isDirectory(path);
        long bytes = folder ? 0 : path.toFile().length();
        return new Entry(String.valueOf(path.getFileName()), path.toString(), folder, bytes);
    }
}
