package org.neurochains.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.neurochains.testing.Shared;

/** The sources of the pages: scripts and styles of reports and of the web app. */
final class Scripts {
    private static final List<String> FOLDERS = List.of(
            "core/src/main/resources/org/neurochains/report", "app/src/main/resources/org/neurochains/app/serve");

    private Scripts() {}

    /** All files that end so, in order. */
    static List<Path> endingWith(String... endings) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String folder : FOLDERS) {
            try (Stream<Path> files = Files.list(Shared.root().resolve(folder))) {
                files.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                        .sorted()
                        .forEach(found::add);
            }
        }
        return found;
    }
}
