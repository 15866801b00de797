package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is not to stand in the pages' scripts: what a document could abuse, and what nothing uses. */
class ScriptLintTest {
    private static final Pattern COMMENT = Pattern.compile("(?ms)^\\s*/\\*.*?\\*/|^\\s*//[^\n]*$");
    private static final Pattern IMPORT =
            Pattern.compile("^import \\{([^}]*)} from \"\\./([\\w-]+\\.js)\";", Pattern.MULTILINE);
    private static final Pattern EXPORT =
            Pattern.compile("^export (?:async )?(?:function|const|let|class) ([\\w$]+)", Pattern.MULTILINE);
    private static final Pattern DECLARED =
            Pattern.compile("^(?:export )?(?:async )?(?:function|const|let|class) ([\\w$]+)", Pattern.MULTILINE);

    /** Modules that pages and their worker begin with, whose exports the tests of functions use. */
    private static final Set<String> ENTRIES = Set.of("main.js", "compare.js", "worker.js", "app.js");

    private record Rule(String name, Pattern forbidden) {
        static Rule of(String name, String forbidden) {
            return new Rule(name, Pattern.compile(forbidden));
        }
    }

    private static final List<Rule> RULES = List.of(
            Rule.of(
                    "text is never read as markup",
                    "\\.innerHTML|\\.outerHTML\\s*=[^=]|insertAdjacentHTML|document\\.write"
                            + "|DOMParser|createContextualFragment|srcdoc"),
            Rule.of("text is never run", "\\beval\\(|new Function\\(|set(?:Timeout|Interval)\\(\\s*[\"'`]|javascript:"),
            Rule.of("nothing is left of a search for a fault", "\\bconsole\\.|\\bdebugger\\b|\\balert\\("),
            Rule.of("equality without conversion", "[^=!<>]==[^=]|!=[^=]"),
            Rule.of("no variables of the old kind", "(?m)^\\s*var "),
            Rule.of("numbers are read with their base", "\\bparseInt\\([^,()]*\\)"));

    /** A report asks nobody for anything; the web app asks its server. */
    private static final Rule NO_REQUEST = Rule.of(
            "no request",
            "\\bfetch\\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|\\bimport\\(|localStorage|document\\.cookie");

    private static String withoutComments(String source) {
        return COMMENT.matcher(source).replaceAll("");
    }

    private static List<String> faults(Map<String, String> sources) {
        List<String> faults = new ArrayList<>();
        Map<String, Set<String>> imported = new HashMap<>();
        sources.forEach((file, source) -> {
            String code = withoutComments(source);
            RULES.stream()
                    .filter(rule -> rule.forbidden.matcher(code).find())
                    .forEach(rule -> faults.add(file + ": " + rule.name));
            if (!file.startsWith("app") && NO_REQUEST.forbidden.matcher(code).find()) {
                faults.add(file + ": " + NO_REQUEST.name);
            }
            if (!source.startsWith("/** ") && !source.startsWith("/**\n * ") && !source.startsWith("// ")) {
                faults.add(file + ": does not begin with what it is");
            }
            for (MatchResult match : IMPORT.matcher(source).results().toList()) {
                String rest = IMPORT.matcher(code).replaceAll("");
                for (String name : match.group(1).strip().split("\\s*,\\s*", 0)) {
                    imported.computeIfAbsent(match.group(2), from -> new HashSet<>())
                            .add(name);
                    if (!uses(rest, name)) {
                        faults.add(file + ": imports " + name + " and does not use it");
                    }
                }
            }
            for (MatchResult match : DECLARED.matcher(code).results().toList()) {
                boolean exported = match.group().startsWith("export");
                if (!exported && !usedTwice(code, match.group(1))) {
                    faults.add(file + ": declares " + match.group(1) + " and does not use it");
                }
            }
        });
        sources.forEach((file, source) -> EXPORT.matcher(source).results().forEach(match -> {
            boolean used = imported.getOrDefault(file, Set.of()).contains(match.group(1));
            if (!used && !ENTRIES.contains(file)) {
                faults.add(file + ": exports " + match.group(1) + ", which nothing imports");
            }
        }));
        return faults;
    }

    private static boolean uses(String code, String name) {
        return Pattern.compile("(?:[^\\w$.]|\\.\\.\\.)" + Pattern.quote(name) + "(?![\\w$])")
                .matcher(code)
                .find();
    }

    private static boolean usedTwice(String code, String name) {
        return Pattern.compile("(?<![\\w$])" + Pattern.quote(name) + "(?![\\w$])")
                        .matcher(code)
                        .results()
                        .count()
                > 1;
    }

    @Test
    void nothingIsFound() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (Path file : Scripts.endingWith(".js")) {
            sources.put(
                    String.valueOf(file.getFileName()), Files.readString(file).replace("\r\n", "\n"));
        }
        assertThat(sources).hasSizeGreaterThan(40).containsKey("app.js");
        assertThat(faults(sources)).isEmpty();
    }

    @Test
    void eachRuleFindsWhatItForbids() {
        for (String bad : Arrays.asList(
                "element.innerHTML = text;",
                "element.outerHTML = text;",
                "eval(text);",
                "setTimeout(\"run()\", 1);",
                "console.log(1);",
                "if (a == b) run();",
                "if (a != b) run();",
                "  var a = 1;",
                "run(parseInt(text));",
                "fetch(\"a\");",
                "const unused = 1;",
                "import { el } from \"./dom.js\";",
                "export const lonely = 1;")) {
            assertThat(faults(Map.of("a.js", "/** A. */\n" + bad + "\n")))
                    .as(bad)
                    .hasSize(1);
        }
        assertThat(faults(Map.of("a.js", "const a = 1;\nrun(a);\n")))
                .singleElement()
                .asString()
                .contains("begin");
        assertThat(faults(Map.of(
                        "a.js",
                        "/** A; eval(no). */\nimport { b } from \"./b.js\";\nif (b === 1 && b >= 1 && b !== 2) b();\n",
                        "b.js",
                        "/** B. */\nexport const b = 1;\n")))
                .isEmpty();
        assertThat(faults(Map.of("app.js", "// The app.\nfetch(\"a\");\n"))).isEmpty();
    }
}
