package org.neurochains.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Class names as people write them: one a line, also with the index in front or behind; JSON or Python, a list, names
 * by index or indices by name; the names of an Ultralytics data file. A WordNet number beside a name is kept.
 */
public final class ClassNames {
    /** A name, and its WordNet number where the text has it. */
    public record Name(String text, @Nullable String wnid) {}

    private static final JsonMapper LENIENT = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
            .build();

    private static final Pattern SYNSET = Pattern.compile("(n\\d{8})\\s+(\\S.*)");
    private static final Pattern INDEX_FIRST = Pattern.compile("(\\d{1,6})(?:\\s*[:,;=\\t).]| -(?= )| )\\s*(\\S.*)");
    private static final Pattern INDEX_LAST = Pattern.compile("(.*[^\\s:,;=])\\s*[:,;=\\t ]\\s*(\\d{1,6})");
    private static final Pattern YAML_NAMES = Pattern.compile("(?m)^names\\s*:[ \\t]*(.*)$");
    private static final Pattern YAML_ITEM = Pattern.compile("\\s*(?:- |(\\d{1,6})\\s*:)\\s*(\\S.*?)\\s*(?:\\s#.*)?");

    /** What stands before a list or dictionary in a program or a YAML file. */
    private static final Pattern NAME_OF_LIST = Pattern.compile("(?!names\\s*:)\\w{1,40}\\s*[:=]\\s*(?=[\\[({])");

    private ClassNames() {}

    /**
     * The names in the order of their indices.
     *
     * @throws IllegalArgumentException if some class has no name, or one has two; the message says which
     */
    public static List<Name> parse(String text) {
        String trimmed = text.strip();
        Matcher name = NAME_OF_LIST.matcher(trimmed);
        String list = name.lookingAt() && trimmed.indexOf('\n') < 0 ? trimmed.substring(name.end()) : trimmed;
        if (list.startsWith("(") && list.endsWith(")")) {
            return structured("[" + list.substring(1, list.length() - 1) + "]");
        } else if (list.startsWith("{") || list.startsWith("[")) {
            return structured(list);
        }
        Matcher yaml = YAML_NAMES.matcher(trimmed);
        if (yaml.find()) {
            String inline = yaml.group(1).strip();
            return inline.startsWith("{") || inline.startsWith("[")
                    ? structured(unquotedNames(trimmed.substring(yaml.start(1)).strip()))
                    : items(trimmed.substring(yaml.end()));
        }
        return trimmed.startsWith("- ") ? items(trimmed) : lines(trimmed);
    }

    private static List<Name> items(String block) {
        Map<Integer, Name> names = new TreeMap<>();
        for (String line : block.lines().toList()) {
            Matcher item = YAML_ITEM.matcher(line);
            if (item.matches()) {
                int index = item.group(1) == null ? names.size() : Integer.parseInt(item.group(1));
                put(names, index, unquoted(item.group(2)));
            } else if (!line.isBlank()) {
                break;
            }
        }
        return dense(names);
    }

    /** YAML's lists need no quotes. */
    private static String unquotedNames(String list) {
        int end = Math.max(list.indexOf(']'), list.indexOf('}'));
        String inside = list.substring(0, end < 0 ? list.length() : end + 1);
        return inside.replaceAll("(?<=[\\[,:])\\s*([^\\s'\"\\[\\]{},:][^'\"\\[\\]{},:]*?)\\s*(?=[,\\]}])", "\"$1\"");
    }

    private static List<Name> lines(String text) {
        List<String> lines =
                text.isEmpty() ? List.of() : text.lines().map(String::strip).toList();
        if (lines.size() == 1) {
            return Arrays.stream(lines.get(0).split(",", -1))
                    .map(String::strip)
                    .map(ClassNames::named)
                    .toList();
        }
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isEmpty()) {
                throw new IllegalArgumentException("line " + (i + 1) + " is empty");
            }
        }
        List<String> behindFirst = lines.subList(Math.min(1, lines.size()), lines.size());
        for (List<String> some : List.of(lines, behindFirst)) { // a table may have a head
            List<Name> first = numbered(some, INDEX_FIRST, 1, 2);
            List<Name> numbered = first == null ? numbered(some, INDEX_LAST, 2, 1) : first;
            if (numbered != null && numbered.size() > 1) {
                return numbered;
            }
        }
        return lines.stream().map(ClassNames::named).toList();
    }

    private static Name named(String line) {
        Matcher synset = SYNSET.matcher(line);
        return synset.matches() ? new Name(unquoted(synset.group(2)), synset.group(1)) : new Name(unquoted(line), null);
    }

    /** Lines of which each has an index of its own, from 0 or from 1 on; null where they are not such. */
    private static @Nullable List<Name> numbered(List<String> lines, Pattern pattern, int index, int name) {
        Map<Integer, Name> byIndex = new TreeMap<>();
        for (String line : lines) {
            Matcher matcher = pattern.matcher(line);
            if (!matcher.matches()
                    || byIndex.put(Integer.valueOf(matcher.group(index)), named(matcher.group(name))) != null) {
                return null;
            }
        }
        int least = byIndex.keySet().stream().mapToInt(i -> i).min().orElse(-1);
        int most = byIndex.keySet().stream().mapToInt(i -> i).max().orElse(-1);
        boolean distinct = byIndex.values().stream().distinct().count() == lines.size();
        boolean dense = distinct && (least == 0 || least == 1) && most - least + 1 == lines.size();
        return dense ? List.copyOf(byIndex.values()) : null;
    }

    private static List<Name> structured(String text) {
        JsonNode root;
        try {
            root = LENIENT.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("is not JSON (" + e.getOriginalMessage() + ")", e);
        }
        for (String key : new String[] {"class_to_idx", "names", "id2label", "label2id", "labels", "classes"}) {
            JsonNode inner = root.isObject() ? root.get(key) : null;
            if (inner != null && inner.isContainer()) {
                root = inner;
            }
        }
        boolean indices =
                root.isObject() && root.size() > 0 && root.values().stream().allMatch(JsonNode::isInt);
        return indices ? byName(root) : byIndex(root);
    }

    private static List<Name> byName(JsonNode root) {
        Map<Integer, Name> names = new TreeMap<>();
        root.properties().forEach(entry -> put(names, entry.getValue().asInt(), entry.getKey()));
        return dense(names);
    }

    private static void put(Map<Integer, Name> names, int index, String name) {
        if (names.put(index, new Name(name, null)) != null) {
            throw new IllegalArgumentException("class " + index + " has two names");
        }
    }

    private static List<Name> dense(Map<Integer, Name> names) {
        for (int index = 0; index < names.size(); index++) {
            if (!names.containsKey(index)) {
                throw new IllegalArgumentException("class " + index + " has no name");
            }
        }
        return List.copyOf(names.values());
    }

    private static List<Name> byIndex(JsonNode root) {
        List<Name> names = new ArrayList<>();
        for (int index = 0; index < root.size(); index++) {
            JsonNode node = root.isArray() ? root.get(index) : root.get(Integer.toString(index));
            if (node != null && node.isString()) {
                names.add(new Name(node.asString().strip(), null));
            } else if (node != null
                    && node.size() == 2
                    && node.path(0).isString()
                    && node.path(1).isString()) {
                names.add(new Name(node.path(1).asString(), node.path(0).asString()));
            } else if (node != null
                    && node.path("id").asInt(index) == index
                    && node.path("name").isString()) {
                names.add(new Name(node.path("name").asString().strip(), null));
            } else {
                throw new IllegalArgumentException("class " + index + " has no name");
            }
        }
        return names;
    }

    private static String unquoted(String name) {
        boolean quoted = name.length() > 1
                && (name.charAt(0) == '"' || name.charAt(0) == '\'')
                && name.charAt(name.length() - 1) == name.charAt(0);
        return quoted ? name.substring(1, name.length() - 1).strip() : name;
    }
}
