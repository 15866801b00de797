package org.neurochains.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script with a Java that prints what it is given. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class LauncherTest {
    private static final Path SCRIPTS = Path.of("src", "distribution");

    @TempDir
    private Path folder;

    private Path home;
    private Path jdk;
    private final Map<String, String> environment = new TreeMap<>();

    /** How a run of the launcher ended: its exit code and what it printed. */
    private record Ending(int code, String output) {}

    @BeforeEach
    void layOut() throws IOException {
        home = folder.resolve("a folder, größer");
        jdk = folder.resolve("a jdk");
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        Files.copy(SCRIPTS.resolve("bin/neurochains"), home.resolve("bin/neurochains"));
        Files.copy(SCRIPTS.resolve("lib/environment.sh"), home.resolve("lib/environment.sh"));
        Files.createFile(home.resolve("lib/pytorch-1-linux-x86_64.jar"));
        executable(home.resolve("bin/neurochains"));
        java("17.0.9");
        environment.put("JAVA_HOME", jdk.toString());
    }

    @Test
    void startsMainWithItsArgumentsAsTheyAre() throws Exception {
        Ending ending = launch(home.resolve("bin/neurochains"), "extract", "--classes", "a b,ü", "");
        assertThat(ending.code()).isEqualTo(7);
        assertThat(ending.output())
                .contains("<-cp>\n<" + home + "/lib/*>\n<org.neurochains.app.Main>\n")
                .contains("<extract>\n<--classes>\n<a b,ü>\n<>\n")
                .contains("<-Dneurochains.columns=0>");
    }

    @Test
    void isFoundThroughSymbolicLinks() throws Exception {
        Path first = Files.createSymbolicLink(folder.resolve("first link"), home.resolve("bin/neurochains"));
        Path second = Files.createSymbolicLink(folder.resolve("second"), folder.relativize(first));
        assertThat(launch(second).output()).contains("<" + home + "/lib/*>");
    }

    @Test
    void setsALocaleAndTheAllocator() throws Exception {
        environment.put("LC_ALL", "C");
        assertThat(launch(home.resolve("bin/neurochains")).output())
                .contains("LC_ALL=C.UTF-8")
                .contains("MALLOC_TOP_PAD_=")
                .contains("GLIBC_TUNABLES=glibc.malloc.hugetlb=1");
    }

    @Test
    void leavesTheUsersSettingsAlone() throws Exception {
        environment.put("LC_ALL", "de_DE.utf8");
        environment.put("MALLOC_TOP_PAD_", "1");
        environment.put("GLIBC_TUNABLES", "");
        environment.put("NEUROCHAINS_JAVA_OPTIONS", "-Xmx8g -ea");
        assertThat(launch(home.resolve("bin/neurochains")).output())
                .contains("LC_ALL=de_DE.utf8\n")
                .contains("MALLOC_TOP_PAD_=1\n")
                .contains("GLIBC_TUNABLES=\n")
                .contains("<-Xmx8g>\n<-ea>\n");
    }

    @Test
    void givesANewerJavaWhatItAsksFor() throws Exception {
        assertThat(launch(home.resolve("bin/neurochains")).output()).doesNotContain("native-access");
        java("25");
        assertThat(launch(home.resolve("bin/neurochains")).output()).contains("<--enable-native-access=ALL-UNNAMED>");
    }

    @Test
    void refusesAnOldJava() throws Exception {
        java("11.0.2");
        refuses("Java 11.0.2 at " + jdk + "/bin/java is too old; install JDK 17 or newer");
        java("1.8.0_292");
        refuses("Java 1.8.0_292 at");
    }

    @Test
    void asksAJavaWithoutReleaseFileForItsVersion() throws Exception {
        java("11.0.2");
        Files.delete(jdk.resolve("release"));
        refuses("Java 11.0.2 at");
    }

    @Test
    void saysWhereJavaIsMissing() throws Exception {
        environment.put("JAVA_HOME", folder.resolve("nowhere").toString());
        refuses("JAVA_HOME is " + folder.resolve("nowhere") + ", which has no bin/java");
    }

    @Test
    void refusesNativesOfAnotherPlatform() throws Exception {
        Files.move(home.resolve("lib/pytorch-1-linux-x86_64.jar"), home.resolve("lib/pytorch-1-macosx-arm64.jar"));
        refuses("no native libraries for linux-x86_64");
    }

    private void refuses(String message) throws Exception {
        Ending ending = launch(home.resolve("bin/neurochains"));
        assertThat(ending.code()).isEqualTo(ExitCode.BUG);
        assertThat(ending.output().lines())
                .singleElement()
                .asString()
                .startsWith("neurochains: ")
                .contains(message);
    }

    private Ending launch(Path launcher, String... args) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString()).redirectErrorStream(true);
        builder.command().addAll(List.of(args));
        builder.directory(folder.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("LC_") || key.startsWith("MALLOC_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ending(process.waitFor(), output);
    }

    /** A Java of this version that prints its arguments and environment, and ends with 7. */
    private void java(String version) throws IOException {
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n", UTF_8);
        String script = """
                #!/bin/sh
                if [ "$1" = -version ]; then echo 'openjdk version "VERSION" 2018-10-16' >&2; exit 0; fi
                for word; do printf '<%s>\\n' "$word"; done
                env
                exit 7
                """;
        Files.writeString(jdk.resolve("bin/java"), script.replace("VERSION", version), UTF_8);
        executable(jdk.resolve("bin/java"));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
