package org.neurochains;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A name stands for one type, whichever module or package a reader is in. */
class NamesTest {
    private static final List<String> MODULES = List.of("core", "demo-world", "app", "spark", "bench", "demo-model");
    private static final Pattern NESTED = Pattern.compile(
            "(?m)^ +public (?:static |final |sealed |abstract )*(?:class|record|enum|interface) (\\w+)");

    @Test
    void twoTypesNeverShareAName() throws IOException {
        List<Path> files = MODULES.stream().flatMap(NamesTest::sources).toList();
        Map<String, List<Path>> byName = files.stream()
                .filter(file -> !file.endsWith("package-info.java"))
                .collect(Collectors.groupingBy(file -> file.getFileName().toString()));
        assertThat(byName).containsKeys("NeuroChains.java", "Main.java", "TruthJudge.java", "Scene.java");
        assertThat(byName.values()).allSatisfy(same -> assertThat(same).hasSize(1));
    }

    @Test
    void noPublicTypeWithinAnotherHasTheNameOfAFile() throws IOException {
        Set<String> names = new TreeSet<>();
        Set<String> nested = new TreeSet<>();
        for (Path file : MODULES.stream().flatMap(NamesTest::sources).toList()) {
            names.add(file.getFileName().toString().replace(".java", ""));
            NESTED.matcher(Files.readString(file)).results().forEach(found -> nested.add(found.group(1)));
        }
        assertThat(nested).contains("ModelRecord").doesNotContainAnyElementsOf(names);
    }

    private static Stream<Path> sources(String module) {
        try (Stream<Path> all = Files.walk(Path.of("..", module, "src", "main", "java"))) {
            return all.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
