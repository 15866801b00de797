package org.neurochains.bench.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.neurochains.InputException;

/**
 * One reading of one input. Refusing it with an {@link InputException} of one line is fine; anything else thrown, and
 * more than 512 MB allocated, is a finding. (Jazzer itself finds what takes too long.)
 */
final class Reading {
    private static final long MAX_BYTES = 512L << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Path SCRATCH = scratch();

    private Reading() {}

    /**
     * Reads a file of the given content, which is left in place after a finding.
     *
     * @throws IllegalStateException on a finding that is no exception
     */
    static void ofFile(byte[] content, Consumer<Path> reader) {
        try {
            Files.write(SCRATCH, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        of(() -> reader.accept(SCRATCH));
    }

    /** Runs a reader; once more where the first time allocated much, which may have been the loading of classes. */
    static void of(Runnable reader) {
        if (allocated(reader) > MAX_BYTES) {
            long again = allocated(reader);
            if (again > MAX_BYTES) {
                throw new IllegalStateException("allocated " + again + " bytes");
            }
        }
    }

    private static long allocated(Runnable reader) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            reader.run();
        } catch (InputException e) {
            check(String.valueOf(e.getMessage()));
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static void check(String message) {
        if (message.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalStateException("more than one plain line: " + message);
        }
    }

    /** Where {@code bench/fuzz} says, so that it can report the file of a finding. */
    private static Path scratch() {
        return Path.of(System.getProperty("fuzz.scratch", System.getProperty("java.io.tmpdir") + "/fuzz-scratch"));
    }
}
