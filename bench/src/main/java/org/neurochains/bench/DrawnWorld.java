package org.neurochains.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.neurochains.bestiary.Exhibition;
import org.neurochains.bestiary.Species;

/**
 * Pictures of the demo's world, each species drawn once, when it is first asked for.
 *
 * @param each pictures of a species
 */
public record DrawnWorld(Path folder, long seed, int each) {
    /** The folder of images, in which there are these species and perhaps others. */
    public Path images(List<String> labels) {
        for (String label : labels) {
            if (!Files.exists(folder.resolve("images/%s/%02d.png".formatted(label, each - 1)))) {
                try {
                    Exhibition.write(folder, List.of(Species.of(label).orElseThrow()), seed, each, () -> {});
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return folder.resolve("images");
    }
}
