package org.neurochains.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Models, images and golden values that lie beside the repository and not in it. */
public final class Shared {
    private Shared() {}

    /**
     * A file or folder under {@code ../shared}, seen from the repository's root; the calling test is skipped where it
     * is absent.
     */
    public static Path path(String relative) {
        Path path = root().resolveSibling("shared").resolve(relative);
        assumeTrue(Files.exists(path), () -> "skipped: ../shared/" + relative + " is not there");
        return path;
    }

    /** The repository's root: the nearest folder upwards that holds the Maven wrapper's configuration. */
    public static Path root() {
        @Nullable Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no .mvn folder above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }
}
