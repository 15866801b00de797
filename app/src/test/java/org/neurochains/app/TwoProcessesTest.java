package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.report.OutputFolder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real processes that use one output folder or one cache at the same time. */
@Tag("slow")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class TwoProcessesTest {
    @TempDir
    private Path folder;

    @Test
    void oneFolderHasTheWholeChainOfOneOfThem() throws Exception {
        ColourChain chain = ColourChain.in(folder, 12);
        List<Started> all = new ArrayList<>();
        for (String classes : List.of("red,green", "green,blue", "red,blue")) {
            all.add(start(classes, extract(chain, classes)));
        }
        List<String> written = new ArrayList<>();
        for (Started each : all) {
            if (each.process().code() == ExitCode.INPUT) {
                assertThat(each.process().output())
                        .contains("is being written by another neurochains; wait for it, or name another folder")
                        .doesNotContain("\tat ");
            } else {
                assertThat(each.process().code())
                        .as(each.process().output())
                        .isIn(ExitCode.DONE, ExitCode.SHORT_OF_GOAL);
                written.add(each.name().replace(",", ", "));
            }
        }
        assertThat(written).isNotEmpty();
        JsonNode classes = chain.json("chain.json").get("region").get("classes");
        assertThat(written)
                .contains(String.join(
                        ", ", classes.valueStream().map(JsonNode::asString).toList()));
        Run run = Run.of("report", "--chain", chain.path());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(chain.path()).isDirectoryNotContaining("glob:**.neurochains*");
    }

    @Test
    void aFolderThatIsBeingWrittenIsRefused() throws Exception {
        ColourChain chain = ColourChain.in(folder, 12);
        Object[] extract = extract(chain, "red,green");
        try (OutputFolder taken = OutputFolder.prepare(chain.path())) {
            assertThatThrownBy(() -> OutputFolder.prepare(chain.path())).hasMessageContaining("is being written");
            try (OwnProcess other = OwnProcess.ofMain(folder, extract)) {
                assertThat(other.code()).as(other.output()).isEqualTo(ExitCode.INPUT);
                assertThat(other.output()).contains("is being written by another neurochains");
            }
            assertThat(taken.path()).isDirectoryNotContaining("glob:**.json");
        }
        try (OwnProcess next = OwnProcess.ofMain(folder, extract)) {
            assertThat(next.code()).as(next.output()).isEqualTo(ExitCode.DONE);
        }
    }

    @Test
    void oneCacheGivesEachOfThemTheSameMeasures() throws Exception {
        ColourChain chain = ColourChain.in(folder, 40);
        chain.extract();
        Path cache = folder.resolve("cache");
        List<Started> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Path own = folder.resolve("chain" + i);
            copy(chain.path(), own);
            all.add(start(
                    own.toString(),
                    "evaluate",
                    "--chain",
                    own,
                    "--model",
                    chain.model(),
                    "--images",
                    chain.images(),
                    "--measure",
                    "stability",
                    "--cache",
                    cache));
        }
        List<JsonNode> measured = new ArrayList<>();
        for (Started each : all) {
            assertThat(each.process().code()).as(each.process().output()).isZero();
            measured.add(JsonMapper.shared()
                    .readTree(Path.of(each.name(), "measures", "stability.json").toFile()));
        }
        assertThat(measured.get(1)).isEqualTo(measured.get(0));
        assertThat(measured.get(2)).isEqualTo(measured.get(0));
        assertThat(cache)
                .isDirectoryRecursivelyContaining("glob:**.features")
                .isDirectoryNotContaining("glob:**.part*");
    }

    private static Object[] extract(ColourChain chain, String classes) {
        return new Object[] {
            "extract", "--model", chain.model(), "--images", chain.images(), "--classes", classes, "--out", chain.path()
        };
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var inside = Files.walk(from)) {
            for (Path each : inside.toList()) {
                Files.copy(each, to.resolve(from.relativize(each)));
            }
        }
    }

    private record Started(String name, OwnProcess process) {}

    private Started start(String name, Object... args) throws IOException {
        return new Started(name, OwnProcess.ofMain(folder, args));
    }
}
