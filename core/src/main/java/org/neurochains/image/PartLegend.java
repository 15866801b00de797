package org.neurochains.image;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.neurochains.InputException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The parts that images can show, as {@code parts.json} lists them.
 *
 * @param levels the grey level of each part in the maps, 1 to 255, in the file's order
 * @param classes the parts of each class, by its name
 */
public record PartLegend(Map<String, Integer> levels, Map<String, Set<String>> classes) {
    /** The format that is read. */
    public static final String SCHEMA = "neurochains/parts/1";

    /** The file's name. */
    static final String NAME = "parts.json";

    private static final String REMEDY = "docs/reference/parts.md says what belongs in it";

    /** Keeps copies, in order. */
    public PartLegend {
        levels = Collections.unmodifiableMap(new LinkedHashMap<>(levels));
        Map<String, Set<String>> copy = new TreeMap<>();
        classes.forEach((name, parts) -> copy.put(name, Collections.unmodifiableSet(new LinkedHashSet<>(parts))));
        classes = Collections.unmodifiableMap(copy);
    }

    /** All parts, in the file's order. */
    public List<String> parts() {
        return List.copyOf(levels.keySet());
    }

    /** The parts of a class; none for a class that is not listed. */
    public Set<String> of(String className) {
        return classes.getOrDefault(className, Set.of());
    }

    /**
     * The parts that tell classes apart: those that some of them have and some lack; of a single class, all its parts
     * that some listed class lacks.
     */
    public List<String> telling(List<String> classNames) {
        Set<String> chosen = new LinkedHashSet<>(classNames);
        Set<String> others = chosen.size() == 1 ? classes.keySet() : chosen;
        return parts().stream()
                .filter(part -> chosen.stream().anyMatch(name -> of(name).contains(part)))
                .filter(part -> others.stream().anyMatch(name -> !of(name).contains(part)))
                .toList();
    }

    /**
     * Reads the file.
     *
     * @throws InputException if it is missing, no JSON, or lacks or contradicts something
     */
    static PartLegend read(Path file) {
        String text = LabelsFile.text(file);
        try {
            JsonNode root = JsonMapper.shared().readTree(text);
            if (!root.path("schema").asString("").equals(SCHEMA)) {
                throw fault(file, "has no \"schema\": \"" + SCHEMA + "\"");
            }
            Map<String, Integer> levels = levels(file, root.path("parts"));
            return new PartLegend(levels, classes(file, root.path("classes"), levels.keySet()));
        } catch (JacksonException e) {
            throw InputException.of(file.toString(), "is not JSON (" + e.getOriginalMessage() + ")", REMEDY, e);
        }
    }

    private static Map<String, Integer> levels(Path file, JsonNode parts) {
        Map<String, Integer> levels = new LinkedHashMap<>();
        for (JsonNode part : parts) {
            String name = part.path("name").asString("");
            int level = part.path("level").asInt(0);
            if (!name.matches("[\\w-]+")) {
                throw fault(file, "has a part named '" + name + "'; names are of letters, digits, - and _");
            } else if (level < 1 || level > 255) {
                throw fault(file, "gives part " + name + " no level of 1 to 255");
            } else if (levels.containsValue(level) || levels.put(name, level) != null) {
                throw fault(file, "has part " + name + " or its level " + level + " twice");
            }
        }
        if (levels.isEmpty()) {
            throw fault(file, "lists no parts");
        }
        return levels;
    }

    private static Map<String, Set<String>> classes(Path file, JsonNode node, Set<String> known) {
        Map<String, Set<String>> classes = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            Set<String> parts = new LinkedHashSet<>();
            for (JsonNode part : entry.getValue()) {
                if (!known.contains(part.asString(""))) {
                    throw fault(
                            file, "gives class " + entry.getKey() + " the part " + part + ", which it does not list");
                }
                parts.add(part.asString());
            }
            classes.put(entry.getKey(), parts);
        }
        return classes;
    }

    private static InputException fault(Path file, String problem) {
        return InputException.of(file.toString(), problem, REMEDY);
    }
}
