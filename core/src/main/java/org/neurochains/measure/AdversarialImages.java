package org.neurochains.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.neurochains.InputException;
import org.neurochains.image.ImageEncoder;
import org.neurochains.image.Pixels;
import org.neurochains.image.Preprocessing;
import org.neurochains.tensor.Tensor;

/** Attacked images as PNG files: a folder for each attack, in it the image's own path. Pixels are rounded to 8 bits. */
final class AdversarialImages {
    private AdversarialImages() {}

    /** @param pixels (N, 3, H, W), in [0, 1] */
    static void save(Path folder, Robustness.Change change, Samples samples, Tensor pixels) {
        Path inside = folder.resolve(change.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        try {
            for (int i = 0; i < samples.size(); i++) {
                float[] unit = pixels.select(0, i).contiguous().toFloats();
                Pixels picture = Preprocessing.unitPicture(unit, (int) pixels.dim(3), (int) pixels.dim(2));
                Path file = inside.resolve(name(samples.list().get(i).file()));
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.write(file, ImageEncoder.png(picture));
            }
        } catch (IOException e) {
            throw InputException.of(
                    folder.toString(), "cannot be written (" + e.getMessage() + ")", "choose a writable folder", e);
        }
    }

    /** The image's path, with the ending png; it stays inside the folder. */
    private static String name(String file) {
        String safe = file.replace("..", "__").replaceAll("^/+|[:\\\\]", "_");
        return safe.endsWith(".png") ? safe : safe + ".png";
    }
}
