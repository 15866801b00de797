package org.neurochains;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of ARCHITECTURE.md that a compiler does not check. */
class ArchitectureTest {
    /** Every package of the library; one depends only on those before it. */
    static final List<String> ORDER = List.of(
            "tensor",
            "network",
            "file",
            "onnx",
            "weights",
            "image",
            "chain",
            "plot",
            "measure",
            "evidence",
            "parts",
            "study",
            "report");

    private static final Set<String> GROUND_NAMES = Set.of("InputException", "Phrase", "Progress", "package-info");

    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.neurochains");

    private static final DescribedPredicate<JavaMethodCall> READS_THE_CLOCK = DescribedPredicate.describe(
            "read the clock",
            call -> call.getTarget().getName().equals("currentTimeMillis")
                    || (call.getTargetOwner().getPackageName().startsWith("java.time")
                            && call.getTarget().getName().equals("now")));

    static List<String> packages() {
        return ORDER;
    }

    @Test
    void everyPackageHasAPlaceInTheOrder() {
        Set<String> found = LIBRARY.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith("org.neurochains."))
                .map(name -> name.split("\\.", -1)[2])
                .collect(Collectors.toSet());
        assertThat(found).isNotEmpty().isSubsetOf(ORDER);
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageKnowsOnlyThoseBeforeIt(String name) {
        String[] later = ORDER.stream()
                .skip(ORDER.indexOf(name) + 1L)
                .map(ArchitectureTest::within)
                .toArray(String[]::new);
        noClasses()
                .that(resideInAnyPackage(within(name)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(later))
                .check(LIBRARY);
    }

    /** What every package may use. */
    private static final DescribedPredicate<JavaClass> GROUND = DescribedPredicate.describe(
            "what every package may use",
            type -> type.getPackageName().equals("org.neurochains") && GROUND_NAMES.contains(outermost(type)));

    /** The front door: it knows every package, and none knows it. */
    private static final DescribedPredicate<JavaClass> FRONT_DOOR = DescribedPredicate.describe(
            "the front door",
            type -> type.getPackageName().equals("org.neurochains") && !GROUND_NAMES.contains(outermost(type)));

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElseGet(type::getSimpleName);
    }

    @Test
    void whatEveryPackageMayUseKnowsNone() {
        classes()
                .that(GROUND)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java..", "org.jspecify..").or(GROUND))
                .check(LIBRARY);
    }

    @Test
    void noPackageKnowsTheFrontDoor() {
        ArchRule rule = noClasses().that(not(FRONT_DOOR)).should().dependOnClassesThat(FRONT_DOOR);
        rule.check(LIBRARY);
        assertThat(LIBRARY.stream().filter(FRONT_DOOR).map(JavaClass::getSimpleName))
                .contains("NeuroChains");
    }

    @Test
    void onlyTensorNamesTheEngine() {
        noClasses()
                .that(resideOutsideOfPackages("org.neurochains.tensor.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.bytedeco.."))
                .check(LIBRARY);
    }

    @Test
    void theLibraryKnowsNoCommandLineAndNoSpark() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("picocli..", "org.apache.spark..", "scala..", "org.apache.logging.."))
                .check(LIBRARY);
    }

    /** Faults name parameters, which the command line turns into its options. */
    @Test
    void theLibraryNamesNoOptionOfTheCommandLine() throws Exception {
        Pattern option = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*?--[a-z]");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readAllLines(file))
                        .as(file.toString())
                        .noneMatch(line -> option.matcher(line).find());
            }
        }
        assertThat("of(\"--seed \" + seed").containsPattern(option);
    }

    @Test
    void theLibraryPrintsNothing() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(LIBRARY);
    }

    /**
     * A clock that jumps changes no wait, no duration and no result: what happened when is only written into records.
     */
    @Test
    void onlyRecordsReadTheClock() {
        ArchRule rule = noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.neurochains.chain.RunRecord")
                .and()
                .doNotHaveFullyQualifiedName("org.neurochains.study.TrialWorker")
                .should()
                .callMethodWhere(READS_THE_CLOCK);
        rule.check(LIBRARY);
        JavaClasses tests = new ClassFileImporter().importClasses(Offender.class);
        assertThatThrownBy(() -> rule.check(tests)).isInstanceOf(AssertionError.class);
    }

    @Test
    void thereAreNoCycles() {
        slices().matching("org.neurochains.(*)..").should().beFreeOfCycles().check(LIBRARY);
    }

    @Test
    void everyPackageIsNullMarked() throws Exception {
        Path sources = Path.of("src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            Set<Path> folders = files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .collect(Collectors.toSet());
            assertThat(folders).isNotEmpty();
            for (Path folder : folders) {
                assertThat(folder.resolve("package-info.java")).content().contains("@NullMarked");
            }
        }
        assertThat(InputException.class.getPackage().isAnnotationPresent(NullMarked.class))
                .isTrue();
    }

    @Test
    void theRulesSeeAnOffence() {
        JavaClasses tests = new ClassFileImporter().importClasses(ArchitectureTest.class, Offender.class);
        assertThatThrownBy(() -> NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(tests))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Offender");
    }

    private static String within(String name) {
        return "org.neurochains." + name + "..";
    }

    /** Breaks a rule, so that a rule that checks nothing is noticed. */
    static final class Offender {
        void print() {
            System.out.println("seen " + System.currentTimeMillis());
        }
    }
}
