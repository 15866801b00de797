package org.neurochains.image;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file that names images: a path a line, or a table with the path in one of its columns, by comma, semicolon, tab or
 * space, perhaps in quotes and with a head. Lines that begin with # do not count; paths of Windows are read too.
 */
final class ImageList {
    private static final Pattern COLUMNS = Pattern.compile("[,;\t]");

    private final Path root;

    private ImageList(Path root) {
        this.root = root;
    }

    /** An image that a list names. */
    record Line(int number, String path) {}

    /**
     * The images in the order of the list.
     *
     * @param root the folder that paths are relative to
     */
    static List<Line> of(Path root, Path list) {
        ImageList images = new ImageList(root);
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : LabelsFile.text(list).lines().toList()) {
            number++;
            String text = line.strip();
            boolean head = lines.isEmpty() && COLUMNS.matcher(text).find() && !images.namesImage(text);
            boolean comment = text.startsWith("#") && !images.isFile(text);
            if (!text.isEmpty() && !head && !comment) {
                lines.add(new Line(number, images.path(text)));
            }
        }
        return lines;
    }

    /** The path in a line: the line itself, or the first column that is a file, or has an image's ending. */
    private String path(String line) {
        List<String> candidates = candidates(line);
        Stream<String> files = candidates.stream().filter(this::isFile);
        Stream<String> endings = candidates.stream().skip(1).filter(ImageFolder::hasEnding);
        return Stream.concat(files, endings).findFirst().orElse(candidates.get(0));
    }

    private boolean namesImage(String line) {
        return candidates(line).stream().anyMatch(text -> ImageFolder.hasEnding(text) || isFile(text));
    }

    /** The line, its columns, and what is before its last space; each also with the slashes of other systems. */
    private static List<String> candidates(String line) {
        List<String> texts = new ArrayList<>(List.of(unquoted(line)));
        if (COLUMNS.matcher(line).find()) {
            COLUMNS.splitAsStream(line)
                    .map(String::strip)
                    .map(ImageList::unquoted)
                    .forEach(texts::add);
        } else if (line.lastIndexOf(' ') > 0) {
            texts.add(unquoted(line.substring(0, line.lastIndexOf(' ')).strip()));
        }
        return texts.stream()
                .flatMap(text -> Stream.of(text, text.replace('\\', '/')).distinct())
                .toList();
    }

    private static String unquoted(String path) {
        boolean quoted = path.length() > 1
                && (path.startsWith("\"") || path.startsWith("'"))
                && path.charAt(path.length() - 1) == path.charAt(0);
        return quoted ? path.substring(1, path.length() - 1) : path;
    }

    private boolean isFile(String text) {
        try {
            return !text.isEmpty() && Files.isRegularFile(root.resolve(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
