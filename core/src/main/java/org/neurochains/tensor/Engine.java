package org.neurochains.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.global.torch;

/** The tensor engine (libtorch): its version, its threads, and the translation of its errors. */
public final class Engine {
    static {
        // JavaCPP would count the process's resident memory against the Java heap's limit; native memory is bounded by
        // scopes.
        System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxBytes", "0");
    }

    private Engine() {}

    /** The engine's name and version, for provenance. */
    public static String version() {
        try (InputStream in = torch.class.getResourceAsStream("/META-INF/maven/org.bytedeco/pytorch/pom.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return "pytorch " + properties.getProperty("version", "of unknown version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder that the engine's native libraries are unpacked into. */
    public static Path cacheFolder() {
        try {
            return Loader.getCacheDir().toPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sets the number of threads that one operation uses. Call once, before the first operation.
     *
     * @throws IllegalArgumentException if {@code threads} is not positive
     */
    public static void useThreads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be positive: " + threads);
        }
        torch.set_num_threads(threads);
    }

    /** The number of threads that one operation uses. */
    public static int threads() {
        return torch.get_num_threads();
    }

    /**
     * Gives freed memory back to the system where the process holds more than so many bytes (glibc alone). Maps of one
     * size leave gaps that those of the next do not fit, so that freed memory would only add up.
     */
    public static void trim(long most) {
        if (Pointer.physicalBytes() > most) {
            Pointer.trimMemory();
        }
    }

    /** Runs one operation of the engine; its errors become {@link EngineException}. */
    static <T> T call(String operation, Supplier<T> body) {
        try {
            return body.get();
        } catch (EngineException e) {
            throw e;
        } catch (RuntimeException e) {
            throw translated(operation, e);
        }
    }

    private static EngineException translated(String operation, RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        String first = message.lines().findFirst().orElse(message);
        String lower = message.toLowerCase(Locale.ROOT);
        boolean memory = (lower.contains("alloc") && lower.contains("memory")) || lower.contains("bad_alloc");
        return new EngineException(operation + ": " + first, memory, e);
    }
}
