package org.neurochains;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a program needs to know is written down on one page: the front door, and every type that is reached from it
 * through public signatures. What a program only passes on is marked, and what it leads to is left out: that is public
 * for other packages of the library. The test writes what it found beside the compiled tests, to take over where a
 * change is meant.
 */
class PublicSurfaceTest {
    private static final String ROOT = "org.neurochains.";
    private static final int ONE_PAGE = 60;
    private static final String PASSED_ON = " (passed on)";
    private static final Path WRITTEN = Path.of("src/test/resources/org/neurochains/public-surface.txt");
    private static final Path FOUND = Path.of("target/public-surface.txt");

    private final JavaClasses library = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.neurochains");

    @Test
    void isTheOneWrittenDown() throws Exception {
        List<String> written = Files.readAllLines(WRITTEN);
        Set<String> found = new TreeSet<>();
        Deque<JavaClass> open = new ArrayDeque<>();
        Stream.of(NeuroChains.class, Progress.class, InputException.class)
                .map(library::get)
                .forEach(open::add);
        Set<JavaClass> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            JavaClass type = open.remove();
            String name = outermost(type).getName().substring(ROOT.length());
            boolean passedOn = written.contains(name + PASSED_ON);
            if (!isGenerated(type)) {
                found.add(passedOn ? name + PASSED_ON : name);
            }
            if (!passedOn) {
                named(type).filter(seen::add).forEach(open::add);
            }
        }
        Files.write(FOUND, found);
        assertThat(found)
                .as("the public surface has changed; if that is meant, copy core/%s over core/%s", FOUND, WRITTEN)
                .containsExactlyElementsOf(written);
        assertThat(found).filteredOn(name -> !name.endsWith(PASSED_ON)).hasSizeLessThanOrEqualTo(ONE_PAGE);
    }

    /** The library's types in a type's public signatures, elements of lists included. */
    private static Stream<JavaClass> named(JavaClass type) {
        Stream<JavaType> units = type.getCodeUnits().stream()
                .filter(unit -> isVisible(unit.getModifiers()))
                .flatMap(unit -> Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream()));
        Stream<JavaType> fields = type.getFields().stream()
                .filter(field -> isVisible(field.getModifiers()))
                .map(JavaField::getType);
        return Stream.of(units, fields, type.getInterfaces().stream())
                .flatMap(types -> types)
                .flatMap(each -> each.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getBaseComponentType)
                .filter(each -> each.getName().startsWith(ROOT));
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    /** Whether it is the builder of a record, which is a part of that. */
    private boolean isGenerated(JavaClass type) {
        return library.contain(outermost(type).getName() + "$With");
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(PublicSurfaceTest::outermost).orElse(type);
    }
}
