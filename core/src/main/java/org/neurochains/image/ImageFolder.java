package org.neurochains.image;

import static org.neurochains.InputException.parameter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The image files of a folder: one folder in it for each class, or all of them in one.
 *
 * @param root the folder
 * @param classFolders names of the folders in it that hold images, sorted
 * @param images sorted by class folder and name, those outside a class folder last; or in the order of a list
 * @param listed whether they come from a list
 */
public record ImageFolder(Path root, List<String> classFolders, List<ImageEntry> images, boolean listed) {
    private static final Logger LOG = LoggerFactory.getLogger(ImageFolder.class);

    /**
     * Endings that make a file an image here. Its content decides whether it is read; a text file beside it is no
     * image.
     */
    private static final Set<String> ENDINGS = Set.of(
            "jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "dib", "webp", "heic", "heif", "avif", "tif", "tiff",
            "jxl", "jp2", "j2k", "ppm", "pgm", "pbm", "pnm", "ico", "tga");

    public ImageFolder {
        classFolders = List.copyOf(classFolders);
        images = List.copyOf(images);
    }

    /**
     * Finds the images of a folder and of the folders in it, none deeper.
     *
     * @throws InputException if it is no folder, cannot be read, or holds no image
     */
    public static ImageFolder scan(Path root) {
        ImageFolder folder = find(root);
        if (folder.images.isEmpty()) {
            throw InputException.of(root.toString(), "holds no images", remedy(root));
        }
        return folder;
    }

    private static ImageFolder find(Path root) {
        if (!Files.isDirectory(root)) {
            throw noFolder(root);
        }
        List<String> classFolders = new ArrayList<>();
        List<ImageEntry> images = new ArrayList<>();
        for (String name : names(root)) {
            if (Files.isDirectory(root.resolve(name)) && !name.startsWith(".")) {
                List<ImageEntry> inside = imagesIn(root, name);
                if (!inside.isEmpty()) {
                    classFolders.add(name);
                    images.addAll(inside);
                }
            }
        }
        images.addAll(imagesIn(root, null));
        return new ImageFolder(root, classFolders, images, false);
    }

    private static InputException noFolder(Path root) {
        String folder = parameter("images") + " names a folder of images";
        if (!Files.exists(root)) {
            return InputException.of(root.toString(), "no such folder", folder);
        } else if (hasEnding(root.toString())) {
            return InputException.of(
                    root.toString(), "is one image", folder + ", " + parameter("imageList") + " those of them to take");
        }
        boolean packed = root.toString().toLowerCase(Locale.ROOT).matches(".*\\.(zip|tar|gz|tgz|7z|rar|bz2|xz)");
        return InputException.of(root.toString(), "is not a folder", packed ? "unpack it; " + folder : folder);
    }

    /** The images of a class folder, or with null those beside them. */
    private static List<ImageEntry> imagesIn(Path root, @Nullable String folder) {
        Path inside = folder == null ? root : root.resolve(folder);
        String before = folder == null ? "" : folder + "/";
        return names(inside).stream()
                .filter(name -> isImage(inside.resolve(name)))
                .map(name -> new ImageEntry(inside.resolve(name), before + name, folder))
                .toList();
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw InputException.of(folder.toString(), "cannot be read (" + e + ")", "check its permissions", e);
        }
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString();
        return hasEnding(name) && !name.startsWith(".") && Files.isRegularFile(file);
    }

    /** Whether a file's name is that of an image. */
    static boolean hasEnding(String name) {
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private static String remedy(Path root) {
        for (String name : names(root)) {
            Path inside = root.resolve(name);
            if (Files.isDirectory(inside)
                    && Files.isReadable(inside)
                    && !find(inside).images.isEmpty()) {
                return "did you mean " + inside + "?";
            }
        }
        return "give a folder of " + ImageFile.FORMATS + " files, or of one folder for each class";
    }

    /**
     * The images that a list names, in its order: a path a line or a row, relative to the folder; empty lines, comments
     * and a head do not count, and of an image listed twice only the first counts.
     *
     * @throws InputException if the folder or the list cannot be read, an image is missing, or none is named
     */
    public static ImageFolder listed(Path root, Path list) {
        ImageFolder folder = find(root);
        Map<Path, ImageEntry> images = new LinkedHashMap<>();
        for (ImageList.Line line : ImageList.of(root, list)) {
            ImageEntry entry = entry(root, line.path(), list + ", line " + line.number());
            images.putIfAbsent(absolute(entry.path()), entry);
        }
        if (images.isEmpty()) {
            throw InputException.of(list.toString(), "names no image", "give a path a line, relative to " + root);
        }
        return new ImageFolder(root, folder.classFolders, List.copyOf(images.values()), true);
    }

    /**
     * This folder with its images in the classes that a file gives them, where no folder does.
     *
     * @param file the file; null for the one that usually comes with such images, if it lies here or a few folders
     *     above
     * @throws InputException if a file is given and cannot be read or leaves an image out
     */
    public ImageFolder withGroundTruth(@Nullable Path file) {
        if (file != null) {
            return new GroundTruth(file).apply(this);
        }
        @Nullable Path found = images.stream().allMatch(image -> image.folder() == null) ? GroundTruth.find(root) : null;
        if (found == null) {
            return this;
        }
        try {
            ImageFolder named = new GroundTruth(found).apply(this);
            LOG.info("{}: the images' classes are those of {}", root, found);
            return named;
        } catch (InputException e) {
            LOG.warn("not used: {}", e.getMessage());
            return this;
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static ImageEntry entry(Path root, String text, String place) {
        Path path;
        try {
            path = root.resolve(text);
        } catch (InvalidPathException e) {
            throw InputException.of(place, "'" + text + "' is not a path", "give one relative to " + root, e);
        }
        if (!Files.isRegularFile(path)) {
            throw InputException.of(place, "no such image '" + text + "'", "paths are relative to " + root);
        }
        Path relative = absolute(root).relativize(absolute(path));
        Path parent = relative.getParent();
        String file = relative.toString().replace('\\', '/');
        return new ImageEntry(
                path, file, parent == null ? null : parent.getFileName().toString());
    }
}
