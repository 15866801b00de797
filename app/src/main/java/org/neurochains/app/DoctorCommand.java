package org.neurochains.app;

import static org.neurochains.Phrase.text;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.neurochains.NeuroChains;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.SelfTest;
import picocli.CommandLine.Command;

/**
 * What a bug report should tell: the system, the engine, memory, folders, and whether the engine computes rightly and
 * how fast.
 */
@Command(
        name = "doctor",
        description = "Shows the system, the engine, memory and folders, and tests the engine for two seconds.")
final class DoctorCommand extends Subcommand {
    private static final double SECONDS = 2;

    @Override
    protected int run(Session session) {
        session.useEngine();
        SelfTest.Result test = SelfTest.run(SECONDS);
        Map<String, Object> facts = facts();
        facts.put("self-test", test.right() ? "right" : "WRONG: largest error " + test.error());
        facts.put("speed", text("%.0f GFLOP/s of convolution in %.1f s", test.gigaflops(), test.seconds()));
        if (session.json()) {
            Json.print(session.out(), facts);
        } else {
            TextTable table = new TextTable("<<");
            facts.forEach(table::row);
            table.print(session.out());
        }
        return test.right() ? ExitCode.DONE : ExitCode.BUG;
    }

    private static Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("neurochains", NeuroChains.version());
        facts.put("system", property("os.name") + " " + property("os.version") + ", " + property("os.arch"));
        facts.put("java", property("java.vm.name") + " " + property("java.version") + ", " + property("java.home"));
        facts.put("engine", Engine.version());
        facts.put("threads", Engine.threads() + " of " + Runtime.getRuntime().availableProcessors() + " cores");
        facts.put("memory", memory());
        facts.put(
                "allocator",
                environment("MALLOC_MMAP_THRESHOLD_", "MALLOC_TOP_PAD_", "GLIBC_TUNABLES", "OMP_WAIT_POLICY"));
        facts.put(
                "text",
                property("file.encoding") + ", file names " + System.getProperty("sun.jnu.encoding", "unknown"));
        facts.put("engine cache", state(Engine.cacheFolder()));
        facts.put("temporary files", state(Path.of(property("java.io.tmpdir"))));
        facts.put("log folder", state(LogFolder.ofUser()));
        return facts;
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    private static String memory() {
        long heap = Runtime.getRuntime().maxMemory() >> 20;
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            return text(
                    "%,d MiB, %,d free; Java's heap at most %,d",
                    system.getTotalMemorySize() >> 20, system.getFreeMemorySize() >> 20, heap);
        }
        return heap + " MiB of Java's heap";
    }

    private static String environment(String... names) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            String value = System.getenv(name);
            text.append(text.isEmpty() ? "" : ", ").append(name).append(value == null ? " unset" : "=" + value);
        }
        return text.toString();
    }

    private static String state(Path folder) {
        if (!Files.exists(folder)) {
            return folder + " (not there yet)";
        }
        if (!Files.isWritable(folder)) {
            return folder + " (cannot be written)";
        }
        try {
            return folder + text(" (%,d MiB free)", Files.getFileStore(folder).getUsableSpace() >> 20);
        } catch (IOException e) {
            return folder + " (" + e + ")";
        }
    }
}
