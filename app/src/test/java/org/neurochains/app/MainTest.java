package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
    @TempDir
    private Path folder;

    private final Screen screen = new Screen(0);
    private boolean cancelled;

    /** What the command under test does. */
    private interface Body {
        int run(Session session) throws Exception;
    }

    @Command(name = "probe")
    private static final class Probe extends Subcommand {
        private final Body body;

        Probe(Body body) {
            this.body = body;
        }

        @Override
        protected int run(Session session) throws Exception {
            return body.run(session);
        }
    }

    private int run(Body body, String... args) {
        CommandLine commandLine = Main.commandLine(screen.terminal(), () -> cancelled);
        commandLine.addSubcommand(new Probe(body));
        return Main.run(Main.wire(commandLine, screen.terminal()), screen.terminal(), args);
    }

    private int fail(Exception fault) {
        return run(
                session -> {
                    throw fault;
                },
                "probe");
    }

    private String message() {
        assertThat(screen.err()).endsWith(System.lineSeparator());
        assertThat(screen.err().lines()).hasSize(1);
        return screen.err().strip();
    }

    @ParameterizedTest
    @ValueSource(ints = {ExitCode.DONE, ExitCode.SHORT_OF_GOAL})
    void aCommandChoosesItsExitCode(int code) {
        assertThat(run(session -> code, "probe")).isEqualTo(code);
        assertThat(screen.err()).isEmpty();
    }

    @Test
    void resultsGoToStandardOutput() {
        run(
                session -> {
                    session.out().println("a result");
                    session.message("a message");
                    return ExitCode.DONE;
                },
                "probe");
        assertThat(screen.out().strip()).isEqualTo("a result");
        assertThat(message()).isEqualTo("neurochains: a message");
    }

    @ParameterizedTest
    @CsvSource({
        "--threads 3 --seed 7 --json probe",
        "probe --threads 3 --seed 7 --json",
        "--json probe --seed=7 --threads=3"
    })
    void commonOptionsStandBeforeOrAfterTheCommand(String args) {
        int code = run(
                session -> {
                    assertThat(session.threads()).isEqualTo(3);
                    assertThat(session.seed()).isEqualTo(7);
                    assertThat(session.json()).isTrue();
                    return ExitCode.DONE;
                },
                args.split(" ", -1));
        assertThat(code).as(screen.err()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void commonOptionsHaveDefaults() {
        int code = run(
                session -> {
                    assertThat(session.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
                    assertThat(session.seed()).isZero();
                    assertThat(session.json()).isFalse();
                    return ExitCode.DONE;
                },
                "probe");
        assertThat(code).as(screen.err()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void quietSilencesProgressAndMessages() {
        run(
                session -> {
                    session.progress().report("stage", 1, 2, "");
                    session.message("a message");
                    LoggerFactory.getLogger(MainTest.class).warn("a warning");
                    return ExitCode.DONE;
                },
                "probe",
                "--quiet");
        assertThat(screen.err()).isEmpty();
    }

    @Test
    void warningsAreShownAndMoreOnRequest() {
        Body body = session -> {
            LoggerFactory.getLogger(MainTest.class).warn("a warning of {}", "x.jpg");
            LoggerFactory.getLogger(MainTest.class).info("a remark");
            return ExitCode.DONE;
        };
        run(body, "probe");
        assertThat(message()).isEqualTo("neurochains: warning: a warning of x.jpg");
        run(body, "probe", "-v");
        assertThat(screen.err()).contains("neurochains: a remark");
    }

    @Test
    void theLogHasEverything() throws IOException {
        Path log = folder.resolve("a log.txt");
        run(
                session -> {
                    LoggerFactory.getLogger(MainTest.class).debug("a detail");
                    return ExitCode.DONE;
                },
                "probe",
                "--log",
                log.toString());
        assertThat(log).content().contains("DEBUG").contains("a detail");
        assertThat(screen.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1025"})
    void threadsOutOfRangeAreBadInput(String threads) {
        assertThat(run(session -> ExitCode.DONE, "probe", "--threads", threads)).isEqualTo(ExitCode.INPUT);
        assertThat(message()).isEqualTo("neurochains: --threads: " + threads + " is out of range; give 1 to 1024");
    }

    @Test
    void aLogThatCannotBeWrittenIsBadInput() {
        String log = folder.resolve("no/such/folder.log").toString();
        assertThat(run(session -> ExitCode.DONE, "probe", "--log", log)).isEqualTo(ExitCode.INPUT);
        assertThat(message()).contains(log).contains("cannot be written");
    }

    @Test
    void theUsersFaultIsBadInput() {
        assertThat(fail(InputException.of("a.pth", "is empty", "give a checkpoint")))
                .isEqualTo(ExitCode.INPUT);
        assertThat(message()).isEqualTo("neurochains: a.pth: is empty; give a checkpoint");
    }

    @Test
    void aRefusedFileIsBadInput() {
        assertThat(fail(new NoSuchFileException("gone.png"))).isEqualTo(ExitCode.INPUT);
        assertThat(message()).startsWith("neurochains: gone.png: no such file");
        assertThat(fail(new AccessDeniedException("locked"))).isEqualTo(ExitCode.INPUT);
        assertThat(screen.err()).contains("neurochains: locked: permission denied");
    }

    @Test
    void cancellationIsAnInterrupt() {
        cancelled = true;
        int code = run(
                session -> {
                    session.progress().check();
                    return ExitCode.DONE;
                },
                "probe",
                "--quiet");
        assertThat(code).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(fail(new CancellationException("stop"))).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(screen.err().lines()).containsOnly("neurochains: interrupted");
    }

    @Test
    void aBugLeavesItsTraceInAFile() throws IOException {
        assertThat(fail(new IllegalStateException("boom\nsecond line"))).isEqualTo(ExitCode.BUG);
        String message = message();
        assertThat(message).startsWith("neurochains: internal error: java.lang.IllegalStateException: boom");
        Path trace = Path.of(message.substring(message.indexOf("the stack trace is in ") + 22));
        assertThat(trace).content().contains("IllegalStateException: boom").contains("at org.neurochains.app.MainTest");
        Files.delete(trace);
    }

    @Test
    void aBugsTraceGoesToTheLogWhereThereIsOne() {
        Path log = folder.resolve("log.txt");
        int code = run(
                session -> {
                    throw new AssertionError("an error, not an exception");
                },
                "probe",
                "--log",
                log.toString());
        assertThat(code).isEqualTo(ExitCode.BUG);
        assertThat(message()).endsWith("the stack trace is in " + log);
        assertThat(log).content().contains("AssertionError: an error, not an exception");
    }

    @Test
    void memoryAndLibrariesHaveTheirOwnWords() throws IOException {
        Failures failures = new Failures(screen.terminal());
        CommandLine commandLine = Main.commandLine(screen.terminal(), () -> false);
        assertThat(failures.handle(new OutOfMemoryError("Java heap space"), commandLine))
                .isEqualTo(ExitCode.BUG);
        Throwable unlinked = new NoClassDefFoundError("torch").initCause(new UnsatisfiedLinkError("no jnitorch"));
        assertThat(failures.handle(unlinked, commandLine)).isEqualTo(ExitCode.BUG);
        assertThat(screen.err())
                .contains("out of memory (Java heap space); take fewer")
                .contains("does not load on this system")
                .contains("no jnitorch");
        for (String line : screen.err().lines().toList()) {
            Files.delete(Path.of(line.substring(line.indexOf("trace is in ") + 12)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--foo | unknown option '--foo'",
                "probe --seed x | 'x' is not a long",
                "probe --threads | missing required parameter",
                "nonsense | unknown command 'nonsense'",
                "\"\" | missing command"
            })
    void wrongUsageIsOneLine(String args, String message) {
        String[] words = args.isEmpty() ? new String[0] : args.split(" ", -1);
        assertThat(run(session -> ExitCode.DONE, words)).isEqualTo(ExitCode.USAGE);
        assertThat(message())
                .startsWith("neurochains: ")
                .containsIgnoringCase(message)
                .endsWith("--help'");
        assertThat(screen.out()).isEmpty();
    }

    @Test
    void helpAndVersionGoToStandardOutput() {
        assertThat(run(session -> ExitCode.BUG, "--version")).isEqualTo(ExitCode.DONE);
        assertThat(screen.out().strip()).matches("neurochains \\d+\\.\\d+\\.\\d+\\S*");
        assertThat(run(session -> ExitCode.BUG, "probe", "--help")).isEqualTo(ExitCode.DONE);
        assertThat(screen.out()).contains("--threads=N").contains("--log=FILE");
        assertThat(screen.err()).isEmpty();
    }
}
