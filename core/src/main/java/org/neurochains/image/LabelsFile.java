package org.neurochains.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.neurochains.InputException;
import org.neurochains.image.Labels.Label;
import org.neurochains.weights.ClassNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a labels file, text or JSON. */
record LabelsFile(Path file) {
    private static final Logger LOG = LoggerFactory.getLogger(LabelsFile.class);
    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final long MAX_BYTES = 1L << 24;

    /** A line of the development kit's map_clsloc.txt, whose order is not that of any model's classes. */
    private static final Pattern MAPPED = Pattern.compile("(n\\d{8})\\s+\\d{1,6}\\s+(\\S+)");

    private static final String REMEDY =
            "a labels file has one name a line, names with their indices, or is JSON like imagenet_class_index.json";

    Labels read() {
        String text = text(file);
        List<Label> labels;
        if (text.lines().allMatch(line -> MAPPED.matcher(line.strip()).matches()) && !text.isEmpty()) {
            labels = mapped(text);
        } else {
            try {
                labels = ClassNames.parse(text).stream()
                        .map(name -> new Label(name.text(), name.wnid()))
                        .toList();
            } catch (IllegalArgumentException e) {
                throw InputException.of(file.toString(), String.valueOf(e.getMessage()), REMEDY, e);
            }
        }
        if (labels.isEmpty()) {
            throw InputException.of(file.toString(), "is empty", REMEDY);
        }
        return Labels.named(labels);
    }

    /**
     * A small text file's content, without a byte order mark and outer white space.
     *
     * @throws InputException if it is missing, unreadable, too large or no text
     */
    static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            throw InputException.of(
                    file.toString(), Files.exists(file) ? "is not a file" : "no such file", "name a text file");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw InputException.of(file.toString(), "has more than 16 MiB", "name a text file");
            }
            String text = decoded(file, Files.readAllBytes(file));
            return (text.startsWith("\ufeff") ? text.substring(1) : text).strip();
        } catch (IOException e) {
            throw InputException.of(file.toString(), "cannot be read (" + e + ")", "check its permissions", e);
        }
    }

    /**
     * UTF-8; UTF-16 where its mark is in front or the first letter has an empty byte; else Latin-1 as Windows has it,
     * which is said.
     */
    private static String decoded(Path file, byte[] bytes) {
        boolean little = bytes.length > 1 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe;
        boolean big = bytes.length > 1 && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff;
        if (little || big) {
            return new String(bytes, StandardCharsets.UTF_16);
        } else if (bytes.length > 1 && bytes[1] == 0 && bytes[0] != 0) {
            return new String(bytes, StandardCharsets.UTF_16LE); // without its mark
        } else if (bytes.length > 1 && bytes[0] == 0 && bytes[1] != 0) {
            return new String(bytes, StandardCharsets.UTF_16BE);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            String text = new String(bytes, WINDOWS);
            if (text.chars().anyMatch(c -> c < ' ' && !Character.isWhitespace(c))) {
                throw InputException.of(file.toString(), "is not a text in UTF-8", "name a text file in UTF-8", e);
            }
            LOG.warn("{}: is not UTF-8 and was read as {}", file, WINDOWS);
            return text;
        }
    }

    /** ImageNet's classes in the order in which models have them: that of their WordNet numbers. */
    private static List<Label> mapped(String text) {
        Map<String, Label> labels = new TreeMap<>();
        for (String line : text.lines().toList()) {
            Matcher matcher = MAPPED.matcher(line.strip());
            if (matcher.matches()) {
                labels.put(matcher.group(1), new Label(matcher.group(2), matcher.group(1)));
            }
        }
        return List.copyOf(labels.values());
    }
}
