package org.neurochains.measure;

import java.nio.file.Path;
import java.util.Locale;
import org.neurochains.file.WholeFile;
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
        for (int i = 0; i < samples.size(); i++) {
            float[] unit = pixels.select(0, i).contiguous().toFloats();
            Pixels picture = Preprocessing.unitPicture(unit, (int) pixels.dim(3), (int) pixels.dim(2));
            WholeFile.writeWithFolders(inside.resolve(name(samples.list().get(i).file())), ImageEncoder.png(picture));
        }
    }

    /** The image's path, with the ending png; it stays inside the folder. */
    private static String name(String file) {
        String safe = file.replace("..", "__").replaceAll("^/+|[:\\\\]", "_");
        return safe.endsWith(".png") ? safe : safe + ".png";
    }
}
