package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DoctorCommandTest {
    @Test
    void saysWhatABugReportNeeds() {
        Run run = Run.of("doctor", "--json", "--threads", "2");

        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(run.err()).isEmpty();
        JsonNode facts = run.json();
        assertThat(facts.propertyNames())
                .contains("neurochains", "system", "java", "engine", "memory", "engine cache", "log folder");
        assertThat(facts.get("threads").asString()).startsWith("2 of ");
        assertThat(facts.get("self-test").asString()).isEqualTo("right");
        assertThat(facts.get("speed").asString()).matches("[1-9]\\d* GFLOP/s of convolution in 2\\.\\d s");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void logsLieWhereTheSystemKeepsThem(@TempDir Path home) {
        assertThat(LogFolder.of("Linux", home.toString(), Map.of()))
                .isEqualTo(home.resolve(".local/state/neurochains/log"));
        assertThat(LogFolder.of("Linux", home.toString(), Map.of("XDG_STATE_HOME", "/state")))
                .isEqualTo(Path.of("/state/neurochains/log"));
        assertThat(LogFolder.of("Mac OS X", home.toString(), Map.of()))
                .isEqualTo(home.resolve("Library/Logs/neurochains"));
        assertThat(LogFolder.of("Linux", "?", Map.of())).isEqualTo(Path.of(System.getProperty("java.io.tmpdir")));
    }

    @Test
    void aLogFolderThatCannotBeMadeIsNoLoss(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        Path log = LogFolder.write(file.resolve("log"), "trace");

        assertThat(log).exists().hasParent(Path.of(System.getProperty("java.io.tmpdir")));
        Files.delete(log);
    }
}
