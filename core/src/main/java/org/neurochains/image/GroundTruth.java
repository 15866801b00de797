package org.neurochains.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;

/**
 * A file that says which class each image of a flat folder has, as ImageNet's validation images come with one.
 *
 * <p>Three forms: a line for each image with its file and its class (WordNet number, name or index from 0), as in
 * {@code val.txt}; Kaggle's {@code LOC_val_solution.csv}; and {@code ILSVRC2012_validation_ground_truth.txt}, a number
 * a line in the order of the images. Those numbers are not the indices of any model: {@link DevkitClasses} of the
 * development kit translates them.
 */
record GroundTruth(Path file) {
    /** Names by which such a file is known, beside the images or in a folder above them. */
    private static final List<String> NAMES = List.of(
            "ILSVRC2012_validation_ground_truth.txt",
            "data/ILSVRC2012_validation_ground_truth.txt",
            "ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt",
            "LOC_val_solution.csv",
            "val.txt");

    private static final int ABOVE = 4;
    private static final Pattern NUMBERED = Pattern.compile(".*_val_(\\d{8})\\..*", Pattern.CASE_INSENSITIVE);
    private static final String REMEDY =
            "give val.txt (a file and a class a line), LOC_val_solution.csv or ILSVRC2012_validation_ground_truth.txt";

    /** The file that usually comes with such images, if there is one here or a few folders above. */
    static @Nullable Path find(Path root) {
        @Nullable Path folder = root.toAbsolutePath().normalize();
        for (int i = 0; i <= ABOVE && folder != null; i++) {
            for (String name : NAMES) {
                boolean near = i <= 1 || !name.equals("val.txt");
                if (near && Files.isRegularFile(folder.resolve(name))) {
                    return folder.resolve(name);
                }
            }
            folder = folder.getParent();
        }
        return null;
    }

    /**
     * The folder with its images in the classes that the file gives them.
     *
     * @throws InputException if the file cannot be read, has another form, or leaves an image out
     */
    ImageFolder apply(ImageFolder folder) {
        List<String> lines = LabelsFile.text(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.isEmpty()) {
            throw fault("is empty");
        }
        boolean single = lines.stream().noneMatch(line -> line.matches(".*[\\s,;].*"));
        List<ImageEntry> images = single ? byOrder(folder, lines) : byFile(folder, lines);
        List<String> names = images.stream()
                .map(image -> String.valueOf(image.folder()))
                .distinct()
                .sorted()
                .toList();
        return new ImageFolder(folder.root(), names, images, folder.listed());
    }

    // --- a file and a class a line ---

    private List<ImageEntry> byFile(ImageFolder folder, List<String> lines) {
        Map<String, String> classes = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String[] parts = lines.get(i).split("[\\s,;]+", 3);
            boolean header = i == 0 && parts[0].toLowerCase(Locale.ROOT).matches("image_?id|image|file(_?name)?|path");
            if (!header) {
                classes.put(key(parts[0]), parts[1]);
            }
        }
        List<ImageEntry> images = new ArrayList<>();
        for (ImageEntry image : folder.images()) {
            @Nullable String label = classes.get(key(image.file()));
            if (label == null) {
                throw fault("has no line for " + image.file());
            }
            images.add(new ImageEntry(image.path(), image.file(), label));
        }
        return images;
    }

    /** A file's last part without its ending: lists differ in both. */
    private static String key(String path) {
        String name = path.replace('\\', '/');
        name = name.substring(name.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name).toLowerCase(Locale.ROOT);
    }

    // --- a class a line ---

    private List<ImageEntry> byOrder(ImageFolder folder, List<String> lines) {
        boolean numbers = lines.stream().allMatch(line -> line.matches("\\d{1,9}"));
        boolean fromZero = numbers && lines.stream().anyMatch(line -> Integer.parseInt(line) == 0);
        @Nullable Map<Integer, String> devkit = numbers && !fromZero ? DevkitClasses.beside(file) : null;
        if (numbers && !fromZero && devkit == null) {
            throw InputException.of(
                    file.toString(),
                    "has ILSVRC2012 numbers, which are not the indices of a model's classes",
                    "put meta.mat (or map_clsloc.txt) of the development kit beside it");
        }
        List<ImageEntry> images = new ArrayList<>();
        boolean numbered = folder.images().stream()
                .allMatch(image -> NUMBERED.matcher(image.file()).matches());
        if (!numbered && folder.images().size() != lines.size()) {
            throw fault("has " + lines.size() + " lines for " + folder.images().size() + " images");
        }
        for (int i = 0; i < folder.images().size(); i++) {
            ImageEntry image = folder.images().get(i);
            int line = numbered ? number(image) - 1 : i;
            if (line < 0 || line >= lines.size()) {
                throw fault("has no line for " + image.file());
            }
            images.add(new ImageEntry(image.path(), image.file(), name(lines.get(line), devkit)));
        }
        return images;
    }

    private String name(String line, @Nullable Map<Integer, String> devkit) {
        if (devkit == null) {
            return line;
        }
        @Nullable String wnid = devkit.get(Integer.parseInt(line));
        if (wnid == null) {
            throw fault("has the number " + line + ", which the development kit does not");
        }
        return wnid;
    }

    private static int number(ImageEntry image) {
        Matcher matcher = NUMBERED.matcher(image.file());
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private InputException fault(String problem) {
        return InputException.of(file.toString(), problem, REMEDY);
    }
}
