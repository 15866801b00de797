package org.neurochains.image;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An image file of a folder, not read yet.
 *
 * @param path where it lies
 * @param file its path inside the folder, with {@code /} between names
 * @param folder the name of the class folder it lies in; null where it lies in none
 */
public record ImageEntry(Path path, String file, @Nullable String folder) {}
