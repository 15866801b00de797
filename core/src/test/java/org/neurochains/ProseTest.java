package org.neurochains;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Prose is read in narrow windows too: its lines, in documents and comments, have 120 columns at most. And its links
 * lead somewhere.
 */
class ProseTest {
    private static final int COLUMNS = 120;
    private static final Path ROOT = Path.of("..");
    private static final Set<String> MADE = Set.of("target", "build", "dist", "out", "shared", "venv");
    private static final Pattern SOURCE = Pattern.compile(".*\\.(md|java|js|mjs|css|py|sh|gradle|kts)");
    private static final Pattern COMMENT = Pattern.compile("\\s*(/\\*|\\*|//|# \\S).*");
    private static final Pattern CODE = Pattern.compile("```.*?```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s:]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    @Test
    void noLineOfProseIsWide() throws IOException {
        List<String> wide = new ArrayList<>();
        List<Path> files = sources();
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file);
            for (int line : file.toString().endsWith(".md") ? wideInDocument(lines) : wideInComments(lines)) {
                wide.add(ROOT.relativize(file) + ":" + line);
            }
        }

        assertThat(files)
                .anyMatch(file -> file.endsWith("README.md"))
                .anyMatch(file -> file.endsWith("ProseTest.java"))
                .anyMatch(file -> file.endsWith("bench/truth"));
        assertThat(wide).isEmpty();
    }

    @Test
    void everyLinkLeadsToAFileAndAHeading() throws IOException {
        List<String> lost = new ArrayList<>();
        int links = 0;
        for (Path page : sources()) {
            if (page.toString().endsWith(".md")) {
                for (String link : links(Files.readString(page))) {
                    links++;
                    if (!leadsSomewhere(page, link)) {
                        lost.add(ROOT.relativize(page) + ": " + link);
                    }
                }
            }
        }

        assertThat(links).isGreaterThan(100);
        assertThat(lost).isEmpty();
    }

    @Test
    void aHeadingIsKnownByItsWords() {
        assertThat(anchors("# A `b`: c, d\n\ntext\n## extract --each\n")).containsExactly("a-b-c-d", "extract---each");
        assertThat(links("[a](b.md#c), ![d](e.png), [f](https://g.org), ```[h](i)``` [j](#k)"))
                .containsExactly("b.md#c", "e.png", "#k");
    }

    @Test
    void tablesAndWhatIsCopiedMayBeWide() {
        String wide = "word ".repeat(30);
        assertThat(wideInDocument(List.of("| " + wide, "    " + wide, "```", wide, "```", wide, "- " + wide)))
                .containsExactly(6, 7);
        assertThat(wideInComments(
                        List.of("call(" + wide + ");", " * " + wide, "    // " + wide, "/** " + wide, "# " + wide)))
                .containsExactly(2, 3, 4, 5);
    }

    /** The links of a page within the repository. */
    private static List<String> links(String page) {
        return LINK.matcher(CODE.matcher(page).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .toList();
    }

    private static boolean leadsSomewhere(Path page, String link) throws IOException {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file);
        return Files.exists(target)
                && (hash < 0 || anchors(Files.readString(target)).contains(link.substring(hash + 1)));
    }

    /** What GitHub calls a page's headings. */
    private static List<String> anchors(String page) {
        return HEADING.matcher(CODE.matcher(page).replaceAll(""))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** Numbers of wide lines outside tables and code. */
    private static List<Integer> wideInDocument(List<String> lines) {
        List<Integer> wide = new ArrayList<>();
        boolean code = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            code ^= line.strip().startsWith("```");
            if (!code
                    && line.length() > COLUMNS
                    && !line.startsWith("    ")
                    && !line.strip().startsWith("|")) {
                wide.add(i + 1);
            }
        }
        return wide;
    }

    private static List<Integer> wideInComments(List<String> lines) {
        List<Integer> wide = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).length() > COLUMNS && COMMENT.matcher(lines.get(i)).matches()) {
                wide.add(i + 1);
            }
        }
        return wide;
    }

    /** Whether a file without a suffix begins as scripts do. */
    private static boolean isScript(Path file) throws IOException {
        if (file.getFileName().toString().contains(".")) {
            return false;
        }
        try (InputStream content = Files.newInputStream(file)) {
            return content.read() == '#' && content.read() == '!';
        }
    }

    private static List<Path> sources() throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean skipped = MADE.contains(name) || (name.startsWith(".") && !folder.equals(ROOT));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (SOURCE.matcher(file.toString()).matches() || isScript(file)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
