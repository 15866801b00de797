package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a small file system in memory, in a process with mounts of its own. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
    private static final String MOUNT = "mount -t tmpfs -o size=8m neurochains \"$0\" && exec \"$@\"";

    @TempDir
    private Path folder;

    @Test
    void nothingIsHalfWrittenAndOneLineSaysWhy() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(run(disk, List.of("true")).code() == 0, "no mounts of one's own on this system");

        Run all = run(
                disk,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:ActiveProcessorCount=1",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        FullDisk.class.getName(),
                        disk.toString(),
                        folder.toString()));

        assertThat(all.out()).doesNotContain("FAULT");
        assertThat(all.code()).as(all.out()).isZero();
        assertThat(all.out().lines().filter(line -> line.matches(".*: refused \\d+ times, done with \\d+ KiB")))
                .hasSize(15);
    }

    @Test
    void resultsThatAFullDiskRefusesAreTold() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")));
        Run run = start(List.of(
                "sh",
                "-c",
                "exec \"$@\" >/dev/full",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "models",
                "list"));
        assertThat(run.out().lines())
                .singleElement()
                .asString()
                .matches("neurochains: standard output: cannot be written \\(No space left on device\\); .*");
        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
    }

    private Run run(Path disk, List<String> command) throws IOException, InterruptedException {
        List<String> words = new java.util.ArrayList<>(
                List.of("unshare", "--map-root-user", "--mount", "sh", "-c", MOUNT, disk.toString()));
        words.addAll(command);
        try {
            return start(words);
        } catch (IOException e) {
            return new Run(127, "", e.toString());
        }
    }

    private Run start(List<String> words) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        process.getOutputStream().close();
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8), "");
    }
}
