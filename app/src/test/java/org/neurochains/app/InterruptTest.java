package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.report.FolderLock;
import org.neurochains.testing.DemoWorld;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Ctrl-C on a process of its own. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class InterruptTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void theCommandStopsWithinAStepAndCleansUp() throws Exception {
        try (OwnProcess process = OwnProcess.of(folder, Endless.class, List.of(), "probe", "--quiet")) {
            while (process.process().isAlive() && !process.output().contains("started")) {
                process.process().waitFor(10, TimeUnit.MILLISECONDS);
            }
            assumeFalse(process.ignoresInterrupts(), "skipped: this shell's background jobs ignore Ctrl-C");
            process.signal("INT");
            assertThat(process.code()).isEqualTo(ExitCode.INTERRUPTED);
            assertThat(process.output().lines())
                    .containsExactly(
                            "started",
                            "neurochains: stopping at the next step",
                            "cleaned up",
                            "neurochains: interrupted");
        }
    }

    /** As systems stop programs: the engine is at work, and its libraries must not be taken from under it. */
    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void aTerminatedSolverEndsWithoutACrashAndLeavesNothing() throws Exception {
        ColourChain chain = ColourChain.in(folder, 12);
        List<String> options = List.of("-XX:ErrorFile=" + folder.resolve("crash"));
        try (OwnProcess process = OwnProcess.of(
                folder,
                Main.class,
                options,
                "extract",
                "--model",
                chain.model(),
                "--images",
                chain.images(),
                "--solver",
                "paper",
                "--steps",
                1000000,
                "--out",
                chain.path())) {
            while (process.process().isAlive() && !Files.exists(chain.path().resolve(FolderLock.NAME))) {
                process.process().waitFor(10, TimeUnit.MILLISECONDS);
            }
            assertThat(process.process().waitFor(3, TimeUnit.SECONDS)).isFalse(); // it is solving by then
            process.signal("TERM");
            assertThat(process.code()).isEqualTo(128 + 15);
            assertThat(process.output()).contains("stopping at the next step").doesNotContain("SIG");
        }
        assertThat(folder.resolve("crash")).doesNotExist();
        assertThat(chain.path()).doesNotExist();
    }

    /** As `timeout` stops programs, and more than once: the smallest chain so far is there as a whole. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--budget=6"})
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void aTerminatedSearchLeavesTheSmallestChainSoFar(String budget) throws Exception {
        Path out = folder.resolve("chain");
        List<Object> args = new ArrayList<>(List.of(
                "extract",
                "--model",
                DemoWorld.vgg(),
                "--images",
                DemoWorld.images(),
                "--classes=dragon,unicorn",
                "--held-out=20",
                "--support=0",
                "--out",
                out));
        if (!budget.isEmpty()) {
            args.add(budget);
        }
        try (OwnProcess process = OwnProcess.ofMain(folder, args.toArray())) {
            while (process.process().isAlive() && !process.output().contains("shrink: KL ")) {
                process.process().waitFor(10, TimeUnit.MILLISECONDS);
            }
            process.signal("TERM");
            process.signal("TERM");
            assertThat(process.code()).as(process.output()).isEqualTo(128 + 15);
            assertThat(process.output())
                    .contains(
                            budget.isEmpty() ? "is the smallest so far that holds" : "stopped on the way to --budget 6")
                    .doesNotContain("need that every path", "exit code 4", "SIG");
        }
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(ChainFile.NAME, ChainFile.SCORES, "curve");
        }
        ChainRecord chain = ChainFile.read(out);
        assertThat(chain.stopped()).isTrue();
        assertThat(chain.result().filters()).isLessThan(chain.result().totalFilters());
        assertThat(chain.result().kl()).isLessThanOrEqualTo(0.1);
        assertThat(chain.curve())
                .hasSizeGreaterThan(1)
                .allSatisfy(point ->
                        assertThat(out.resolve(String.valueOf(point.chain()))).isRegularFile());
        assertThat(Run.of("report", "--chain", out).code()).isZero();
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
