package org.neurochains.image;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.image.Labels.Label;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Reads a labels file, text or JSON. */
final class LabelsFile {
    private static final long MAX_BYTES = 1L << 24;

    /** A line of ImageNet's synset_words.txt. */
    private static final Pattern SYNSET = Pattern.compile("(n\\d{8})\\s+(\\S.*)");

    /** A line of the development kit's map_clsloc.txt, whose order is not that of any model's classes. */
    private static final Pattern MAPPED = Pattern.compile("(n\\d{8})\\s+\\d{1,6}\\s+(\\S+)");

    private static final String REMEDY = "a labels file has one name a line, or is JSON like imagenet_class_index.json";

    private final Path file;

    private LabelsFile(Path file) {
        this.file = file;
    }

    static Labels read(Path file) {
        return new LabelsFile(file).read();
    }

    private Labels read() {
        String text = text(file);
        boolean json = text.startsWith("{") || text.startsWith("[");
        List<Label> labels = json ? json(text) : lines(text);
        if (labels.isEmpty()) {
            throw fault("is empty");
        }
        return Labels.named(labels);
    }

    /**
     * A small text file's content, without a byte order mark and outer white space.
     *
     * @throws InputException if it is missing, unreadable, too large or not UTF-8
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
            String text = Files.readString(file);
            return (text.startsWith("\ufeff") ? text.substring(1) : text).strip();
        } catch (CharacterCodingException e) {
            throw InputException.of(file.toString(), "is not a text in UTF-8", "name a text file in UTF-8", e);
        } catch (IOException e) {
            throw InputException.of(file.toString(), "cannot be read (" + e + ")", "check its permissions", e);
        }
    }

    private List<Label> lines(String text) {
        if (text.lines().allMatch(line -> MAPPED.matcher(line.strip()).matches()) && !text.isEmpty()) {
            return mapped(text);
        }
        List<Label> labels = new ArrayList<>();
        for (String line : text.isEmpty() ? List.<String>of() : text.lines().toList()) {
            String name = line.strip();
            if (name.isEmpty()) {
                throw fault("line " + (labels.size() + 1) + " is empty");
            }
            Matcher synset = SYNSET.matcher(name);
            labels.add(synset.matches() ? new Label(synset.group(2), synset.group(1)) : new Label(name, null));
        }
        return labels;
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

    private List<Label> json(String text) {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(text);
        } catch (JacksonException e) {
            throw InputException.of(file.toString(), "is not JSON (" + e.getOriginalMessage() + ")", REMEDY, e);
        }
        List<Label> labels = new ArrayList<>();
        for (int index = 0; index < root.size(); index++) {
            labels.add(label(index, root.isArray() ? root.get(index) : root.get(Integer.toString(index))));
        }
        return labels;
    }

    private Label label(int index, @Nullable JsonNode node) {
        if (node != null && node.isString()) {
            return new Label(node.asString(), null);
        } else if (node != null
                && node.size() == 2
                && node.path(0).isString()
                && node.path(1).isString()) {
            return new Label(node.path(1).asString(), node.path(0).asString());
        }
        throw fault("class " + index + " has no name");
    }

    private InputException fault(String problem) {
        return InputException.of(file.toString(), problem, REMEDY);
    }
}
