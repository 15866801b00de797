package org.neurochains.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.neurochains.InputException;
import org.neurochains.file.Sha256;

/**
 * What an image folder held at one moment: the files, in order, each with the SHA-256 of its content.
 *
 * <p>Written as {@code sha256sum} writes it: digest, two spaces, the path inside the folder.
 */
public final class ImageDigests {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)", Pattern.DOTALL);
    private static final String REMEDY = "plan the study again";

    private final Map<String, String> digests;

    private ImageDigests(Map<String, String> digests) {
        this.digests = Collections.unmodifiableMap(digests);
    }

    /**
     * Reads every file of a folder.
     *
     * @throws InputException if one cannot be read
     */
    public static ImageDigests of(ImageFolder folder) {
        Map<String, String> digests = new LinkedHashMap<>();
        for (ImageEntry entry : folder.images()) {
            digests.put(entry.file(), Sha256.of(ImageFile.bytes(entry.path())));
        }
        return new ImageDigests(digests);
    }

    /** Reads a list from its text; {@code place} is for messages. */
    public static ImageDigests parse(String text, String place) {
        Map<String, String> digests = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw InputException.of(place + ", line " + number, "is no digest, two spaces and a path", REMEDY);
            }
            digests.put(matcher.group(2), matcher.group(1));
        }
        if (digests.isEmpty()) {
            throw InputException.of(place, "names no image", REMEDY);
        }
        return new ImageDigests(digests);
    }

    /** The list's text, a line for each image. */
    public String text() {
        StringBuilder text = new StringBuilder();
        digests.forEach(
                (file, digest) -> text.append(digest).append("  ").append(file).append('\n'));
        return text.toString();
    }

    /** How many images. */
    public int size() {
        return digests.size();
    }

    /** The images below a folder, whether they are there or not. */
    public ImageFolder under(Path root) {
        List<ImageEntry> images = new ArrayList<>();
        Set<String> folders = new LinkedHashSet<>();
        for (String file : digests.keySet()) {
            String[] names = file.split("/", -1);
            String folder = names.length < 2 ? null : names[names.length - 2];
            if (folder != null) {
                folders.add(folder);
            }
            images.add(new ImageEntry(root.resolve(file), file, folder));
        }
        return new ImageFolder(root, List.copyOf(folders), images, false);
    }

    /** Refuses an image that is not the one of the list. */
    void require(ImageEntry entry, String sha256) {
        if (!sha256.equals(digests.get(entry.file()))) {
            throw InputException.of(
                    entry.path().toString(),
                    "is not the image that was planned with (its SHA-256 differs)",
                    "put that one back, or plan again");
        }
    }
}
