package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Scripts and styles are as Prettier writes them, 120 columns wide. The system property {@code scripts.write} has them
 * rewritten instead.
 */
@Tag("slow")
class ScriptFormatTest {
    private static final String PRETTIER = "/META-INF/resources/webjars/prettier/3.9.6/";
    private static final List<String> PARTS =
            List.of("standalone.js", "plugins/babel.js", "plugins/estree.js", "plugins/postcss.js");

    @Test
    void everyFileIsFormatted() throws IOException {
        List<Path> files = Scripts.endingWith(".js", ".css");
        List<Path> other = new ArrayList<>();
        try (Page page = Chromium.start().browser().newPage()) {
            for (String part : PARTS) {
                page.addScriptTag(new Page.AddScriptTagOptions().setContent(resource(part)));
            }
            for (Path file : files) {
                String source = Files.readString(file).replace("\r\n", "\n");
                String formatted = formatted(page, file, source);
                if (!formatted.equals(source)) {
                    other.add(file);
                    if (Boolean.getBoolean("scripts.write")) {
                        Files.writeString(file, formatted);
                    }
                }
            }
        }
        assertThat(files).hasSizeGreaterThan(40);
        if (!Boolean.getBoolean("scripts.write")) {
            assertThat(other)
                    .as("not formatted; ./mvnw -pl core test -Dtest=ScriptFormatTest -Dscripts.write=true does it")
                    .isEmpty();
        }
    }

    private static String formatted(Page page, Path file, String source) {
        String parser = file.toString().endsWith(".css") ? "css" : "babel";
        return String.valueOf(page.evaluate(
                "([source, parser]) => prettier.format(source, {parser, plugins: Object.values(prettierPlugins), printWidth: 120})",
                List.of(source, parser)));
    }

    private static String resource(String part) throws IOException {
        try (InputStream stream = ScriptFormatTest.class.getResourceAsStream(PRETTIER + part)) {
            return new String(Objects.requireNonNull(stream, part).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
