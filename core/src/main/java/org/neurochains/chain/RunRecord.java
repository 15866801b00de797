package org.neurochains.chain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.neurochains.tensor.Engine;

/**
 * The circumstances of a run: what its numbers depend on beside its options.
 *
 * @param version of this program
 * @param command as it was typed
 * @param microBatch the largest number of images in one pass
 */
public record RunRecord(String version, String command, int microBatch) {
    /** What chain.json notes, with the present time. */
    ChainRecord.Provenance provenance(long seed, int solverRevision) {
        return ChainRecordProvenanceBuilder.builder()
                .version(version)
                .engine(Engine.version())
                .threads(Engine.threads())
                .cpu(cpu())
                .jdk(System.getProperty("java.vendor") + " " + System.getProperty("java.version"))
                .os(System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .seed(seed)
                .solverRevision(solverRevision)
                .command(command)
                .finishedAt(now())
                .build();
    }

    /** The present time, to the second. */
    public static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String cpu() {
        Path info = Path.of("/proc/cpuinfo");
        if (Files.isReadable(info)) {
            try (var lines = Files.lines(info)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            } catch (IOException e) {
                return System.getProperty("os.arch");
            }
        }
        return System.getProperty("os.arch");
    }
}
