package org.neurochains.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A Java process beside the tests' own, which is ended when it is closed. */
final class OwnProcess implements AutoCloseable {
    private static final List<String> USUAL_SIGNALS = List.of("env", "--default-signal=HUP,INT");

    private final Process process;
    private final Path log;

    private OwnProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Runs the command line. */
    static OwnProcess ofMain(Path folder, Object... args) throws IOException {
        return of(folder, Main.class, List.of(), args);
    }

    /**
     * Runs a class.
     *
     * @param folder where what it prints is kept
     */
    static OwnProcess of(Path folder, Class<?> main, List<String> options, Object... args) throws IOException {
        Path log = Files.createTempFile(folder, "process", ".log");
        Process process = new ProcessBuilder(command(main, options, args))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new OwnProcess(process, log);
    }

    /** The words that start Java with a class. */
    static List<String> command(Class<?> main, List<String> options, Object... args) {
        List<String> command = new ArrayList<>(usualSignals());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:ActiveProcessorCount=1"));
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main.getName());
        Arrays.stream(args).map(Object::toString).forEach(command::add);
        return command;
    }

    /**
     * Words before a command that let it hear the signals that these tests' own process may have been born without, as
     * under nohup and in the background of a script; none where the system's env cannot do that.
     */
    static List<String> usualSignals() {
        List<String> probe = new ArrayList<>(USUAL_SIGNALS);
        probe.add("true");
        try {
            boolean known = new ProcessBuilder(probe).start().waitFor() == 0;
            return known ? USUAL_SIGNALS : List.of();
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    Process process() {
        return process;
    }

    /** Sends it a signal, such as INT. */
    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Its exit code, once it has ended. */
    int code() throws InterruptedException {
        return process.waitFor();
    }

    /** What it has printed so far, to either stream. */
    String output() throws IOException {
        return Files.readString(log, UTF_8);
    }

    /** Whether it was born with SIGINT ignored, as a script's background jobs are; Java then leaves it so. */
    boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status, UTF_8)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
