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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What programs that use the library may call is written down, line by line: a method that is public by accident, or one that is gone, is a change of
 * this list. The test writes what it found beside the compiled tests, to take over where the change is meant.
 */
class PublicSurfaceTest {
    /** What protoc makes of ONNX's definition. */
    private static final String GENERATED = "org.neurochains.weights.onnx";

    private static final Path WRITTEN = Path.of("src/test/resources/org/neurochains/public-surface.txt");
    private static final Path FOUND = Path.of("target/public-surface.txt");

    @Test
    void isTheOneWrittenDown() throws Exception {
        JavaClasses library = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.neurochains");
        Set<String> lines = new TreeSet<>();
        for (JavaClass each : library) {
            if (isPublic(each) && !each.getPackageName().equals(GENERATED)) {
                members(each).forEach(lines::add);
            }
        }
        Files.write(FOUND, lines);
        assertThat(lines)
                .as("the public surface has changed; if that is meant, copy core/%s over core/%s", FOUND, WRITTEN)
                .containsExactlyElementsOf(Files.readAllLines(WRITTEN));
    }

    private static boolean isPublic(JavaClass type) {
        Optional<JavaClass> outer = type.getEnclosingClass();
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.isAnonymousClass()
                && (outer.isEmpty() || isPublic(outer.get()));
    }

    private static List<String> members(JavaClass type) {
        String name = type.getName().substring("org.neurochains.".length());
        Stream<String> fields = type.getFields().stream()
                .filter(field -> visible(field.getModifiers()))
                .map(field ->
                        name + "." + field.getName() + ": " + field.getRawType().getSimpleName());
        Stream<String> code = type.getCodeUnits().stream()
                .filter(unit -> visible(unit.getModifiers()) && !inherited(type, unit))
                .map(unit -> name + "." + signature(unit));
        return Stream.of(Stream.of(name), fields, code).flatMap(each -> each).toList();
    }

    private static boolean visible(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC)
                && !modifiers.contains(JavaModifier.BRIDGE);
    }

    /** What every record and every enum has. */
    private static boolean inherited(JavaClass type, JavaCodeUnit unit) {
        Set<String> common = Set.of("equals", "hashCode", "toString");
        return common.contains(unit.getName())
                || (type.isEnum() && Set.of("values", "valueOf").contains(unit.getName()));
    }

    private static String signature(JavaCodeUnit unit) {
        String parameters = unit.getRawParameterTypes().stream()
                .map(JavaClass::getSimpleName)
                .collect(Collectors.joining(", ", "(", ")"));
        return unit.isConstructor()
                ? "new" + parameters
                : unit.getName() + parameters + ": " + unit.getRawReturnType().getSimpleName();
    }
}
