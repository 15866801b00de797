package org.neurochains.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Joins ES modules into one.
 *
 * <p>Two rules make this a matter of lines: imports are {@code import { a, b } from "./file.js";}, one or more lines
 * without renaming, and exports stand before a declaration. Each module follows those it imports, imports are dropped,
 * {@code export} is dropped, and all share one scope; two declarations of one name are an error in the browser.
 */
final class Modules {
    private static final Pattern IMPORT =
            Pattern.compile("^import \\{[\\w,\\s$]+\\} from \"\\./([\\w-]+\\.js)\";\\n", Pattern.MULTILINE);
    private static final Pattern EXPORT =
            Pattern.compile("^export (?=(async )?(function|const|let|class) )", Pattern.MULTILINE);
    private static final Pattern OTHER = Pattern.compile("^(import|export)\\b.*$", Pattern.MULTILINE);

    private final UnaryOperator<String> sources;
    private final Map<String, String> joined = new LinkedHashMap<>();

    private Modules(UnaryOperator<String> sources) {
        this.sources = sources;
    }

    /**
     * Joins a module with all it imports.
     *
     * @param entry the first module's file name
     * @param sources the text of a file
     * @throws IllegalArgumentException for an import or export in another form, or imports in a circle
     */
    static String join(String entry, UnaryOperator<String> sources) {
        Modules modules = new Modules(sources);
        modules.add(entry);
        return String.join("\n", modules.joined.values());
    }

    private void add(String file) {
        if (joined.containsKey(file)) {
            if (joined.get(file).isEmpty()) {
                throw new IllegalArgumentException(file + " is imported in a circle");
            }
            return;
        }
        joined.put(file, "");
        String source = sources.apply(file);
        List<String> imports =
                IMPORT.matcher(source).results().map(match -> match.group(1)).toList();
        imports.forEach(this::add);
        String text = EXPORT.matcher(IMPORT.matcher(source).replaceAll("")).replaceAll("");
        Matcher other = OTHER.matcher(text);
        if (other.find()) {
            throw new IllegalArgumentException(file + ": cannot join \"" + other.group() + "\"");
        }
        joined.remove(file);
        joined.put(file, "// " + file + "\n" + text.strip() + "\n");
    }
}
