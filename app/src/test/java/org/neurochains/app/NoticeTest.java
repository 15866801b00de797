package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever is distributed is named in NOTICE with its licence. */
class NoticeTest {
    private static final Pattern DEPENDENCY =
            Pattern.compile("<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>"
                    + "(?!\\s*<version>[^<]*</version>\\s*<scope>provided)");

    @Test
    void namesEveryLibraryThatIsDistributed() throws IOException {
        String notice = Files.readString(Path.of("../NOTICE"));

        Set<String> libraries = new LinkedHashSet<>();
        for (String module : List.of("core", "app")) {
            String pom = Files.readString(Path.of("..", module, "pom.xml"));
            int from = pom.indexOf("<dependencies>");
            Matcher found = DEPENDENCY.matcher(pom.substring(from, pom.indexOf("</dependencies>", from)));
            while (found.find()) {
                if (!found.group(1).equals("org.neurochains")) {
                    libraries.add(found.group(2));
                }
            }
        }
        assertThat(libraries).contains("pytorch", "picocli");
        assertThat(libraries).allSatisfy(name -> assertThat(notice).contains(name));
    }
}
