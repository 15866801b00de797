package org.neurochains.app;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.neurochains.InputException;

/**
 * The networks and images that come with the program: a drawn world whose parts are known.
 *
 * @param folder as docs/reference/demo-world.md describes it
 */
record DemoData(Path folder) {
    /** The folder's name, in the distribution and in the sources. */
    static final String NAME = "demo-data";

    /**
     * The folder that lies nearest above the program's own files.
     *
     * @throws InputException if there is none
     */
    static DemoData find() {
        Path program = program();
        for (Path above = program; above != null; above = above.getParent()) {
            if (Files.isRegularFile(above.resolve(NAME).resolve("record.json"))) {
                return new DemoData(above.resolve(NAME));
            }
        }
        throw InputException.of(
                NAME,
                "is not beside " + program,
                "take the whole distribution: the demo's networks and images are in it");
    }

    private static Path program() {
        try {
            return Path.of(DemoData.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The network that the demo explains: a ResNet. */
    Path model() {
        return folder.resolve("models").resolve("bestiary-resnet.safetensors");
    }
}
