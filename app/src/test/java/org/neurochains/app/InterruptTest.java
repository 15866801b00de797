package org.neurochains.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Ctrl-C on a process of its own. */
@DisabledOnOs(OS.WINDOWS)
class InterruptTest {
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void theCommandStopsWithinAStepAndCleansUp() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Endless.class.getName(),
                        "probe",
                        "--quiet")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            assertThat(output.readLine()).isEqualTo("started");
            assumeFalse(ignoresInterrupts(process), "skipped: this shell's background jobs ignore Ctrl-C");
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(output.lines())
                    .containsExactly(
                            "neurochains: stopping at the next step", "cleaned up", "neurochains: interrupted");
            assertThat(process.waitFor()).isEqualTo(ExitCode.INTERRUPTED);
        } finally {
            process.destroyForcibly();
        }
    }

    /** As systems stop programs: the engine is at work, and its libraries must not be taken from under it. */
    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void aTerminatedSolverEndsWithoutACrashAndLeavesNothing(@TempDir Path folder) throws Exception {
        ColourChain chain = ColourChain.in(folder, 12);
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:ErrorFile=" + folder.resolve("crash"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "extract",
                        "--model",
                        chain.model().toString(),
                        "--images",
                        chain.images().toString(),
                        "--solver",
                        "paper",
                        "--steps",
                        "1000000",
                        "--out",
                        chain.path().toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            while (process.isAlive() && !Files.exists(chain.path().resolve(FolderLock.NAME))) {
                Thread.onSpinWait();
            }
            assertThat(process.waitFor(3, TimeUnit.SECONDS)).isFalse(); // it is solving by then
            new ProcessBuilder("kill", "-TERM", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor()).isEqualTo(128 + 15);
        } finally {
            process.destroyForcibly();
        }
        assertThat(output).content().contains("stopping at the next step").doesNotContain("SIG");
        assertThat(folder.resolve("crash")).doesNotExist();
        assertThat(chain.path()).doesNotExist();
    }

    /** Whether the process was born with SIGINT ignored, as a script's background jobs are; Java then leaves it so. */
    static boolean ignoresInterrupts(Process process) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status, UTF_8)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
        }
    }

    /** A command line whose one command works until it is cancelled. */
    static final class Endless {
        private Endless() {}

        public static void main(String[] args) {
            Terminal terminal = Terminal.ofProcess();
            Interrupt interrupt = Interrupt.listen(() -> terminal.message("neurochains: stopping at the next step"));
            CommandLine commandLine =
                    Main.commandLine(terminal, interrupt::requested).addSubcommand(new Probe());
            Main.runAndExit(Main.wire(commandLine, terminal), terminal, interrupt, args);
        }
    }

    @Command(name = "probe")
    private static final class Probe extends Subcommand {
        @Override
        protected int run(Session session) {
            session.out().println("started");
            session.out().flush();
            try {
                while (true) {
                    session.progress().check();
                    Thread.onSpinWait();
                }
            } finally {
                session.out().println("cleaned up");
                session.out().flush();
            }
        }
    }
}
