package org.neurochains;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a program needs to know is written down on one page: the root's public types, and those that their methods take
 * and give. Other public types are for other packages of the library. The test writes what it found beside the compiled
 * tests, to take over where a change is meant.
 */
class PublicSurfaceTest {
    private static final String ROOT = "org.neurochains.";
    private static final int ONE_PAGE = 60;
    private static final Path WRITTEN = Path.of("src/test/resources/org/neurochains/public-surface.txt");
    private static final Path FOUND = Path.of("target/public-surface.txt");

    @Test
    void isTheOneWrittenDown() throws Exception {
        JavaClasses library = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.neurochains");
        Set<String> types = new TreeSet<>();
        for (JavaClass each : library) {
            if (each.getPackageName().equals("org.neurochains") && visible(each.getModifiers())) {
                types.add(each.getName().substring(ROOT.length()));
                each.getCodeUnits().stream()
                        .filter(unit -> visible(unit.getModifiers()))
                        .flatMap(PublicSurfaceTest::named)
                        .map(JavaClass::getName)
                        .filter(name -> name.startsWith(ROOT))
                        .map(name -> name.substring(ROOT.length()))
                        .forEach(types::add);
            }
        }
        Files.write(FOUND, types);
        assertThat(types)
                .as("the public surface has changed; if that is meant, copy core/%s over core/%s", FOUND, WRITTEN)
                .containsExactlyElementsOf(Files.readAllLines(WRITTEN))
                .hasSizeLessThanOrEqualTo(ONE_PAGE);
    }

    private static boolean visible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    /** What a method takes and gives, lists' elements included. */
    private static Stream<JavaClass> named(JavaCodeUnit unit) {
        return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
                .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .map(type -> type.isArray() ? type.getBaseComponentType() : type);
    }
}
