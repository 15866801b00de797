package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a chain that is there already is good for: its run again, or another chain of its family without a search. */
@Tag("slow")
class ExtractFromTest {
    private static final String ANOTHER = "found by another version of shrink; this one may find another chain";

    @TempDir
    private Path folder;

    private ColourChain chain;

    @BeforeEach
    void write() throws IOException {
        chain = ColourChain.in(folder, 24);
    }

    private Run from(Path from, Object... options) {
        List<Object> args = new ArrayList<>(List.of(
                "extract",
                "--model",
                chain.model(),
                "--images",
                chain.images(),
                "--out",
                folder.resolve("again"),
                "--from",
                from));
        args.addAll(Arrays.asList(options));
        return Run.of(args.toArray());
    }

    private ChainRecord again() {
        return ChainFile.read(folder.resolve("again"));
    }

    // --- a member of the family ---

    private void extractFamily() {
        chain.extract("--classes=red,green", "--per-class=5", "--support=0", "--held-out=20", "--sweep");
    }

    @Test
    void aStoredMemberIsTakenAndMeasuredWithoutASearch() {
        extractFamily();
        ChainRecord found = ChainFile.read(chain.path());
        List<Integer> sizes =
                found.curve().stream().map(ChainRecord.CurvePoint::filters).toList();
        int size = sizes.get(sizes.size() / 2);

        Run run = from(chain.path(), "--member", size);

        assertThat(run.code()).as(run.err()).isIn(ExitCode.DONE, ExitCode.SHORT_OF_GOAL);
        assertThat(run.err())
                .contains("no search: the largest chain of at most " + size + " filters that ")
                .doesNotContain("shrink: ", ANOTHER);
        ChainRecord member = again();
        assertThat(member.result().beforeCleanUp().filters()).isEqualTo(size);
        assertThat(member.result().steps()).isZero();
        assertThat(member.result().heldOut()).isNotNull();
        assertThat(member.region()).isEqualTo(found.region());
        assertThat(member.solver().budget()).isEqualTo(size);
        assertThat(member.solverRevision()).isEqualTo(found.solverRevision());
        assertThat(member.curve()).isEqualTo(found.curve());
        assertThat(member.edges()).isNotEmpty();
        assertThat(member.layers())
                .flatExtracting(ChainRecord.Layer::filters)
                .isNotEmpty()
                .allSatisfy(filter -> assertThat(filter.effect()).isNotNull());
        assertThat(folder.resolve("again/report.html")).isRegularFile();
    }

    @Test
    void theChosenMemberIsTheChainThatWasFound() {
        extractFamily();
        ChainRecord found = ChainFile.read(chain.path());

        from(chain.path(), "--member", found.result().beforeCleanUp().filters());

        assertThat(again().gates()).isEqualTo(found.gates());
        assertThat(again().result().kl()).isCloseTo(found.result().kl(), within(1e-3));
        for (int i = 0; i < found.layers().size(); i++) {
            assertThat(again().layers().get(i).filters())
                    .extracting(ChainRecord.RetainedFilter::index)
                    .isEqualTo(found.layers().get(i).filters().stream()
                            .map(ChainRecord.RetainedFilter::index)
                            .toList());
        }
    }

    @Test
    void aMemberMayReplaceItsOwnFolderAndAnotherFollow() throws IOException {
        extractFamily();
        List<ChainRecord.CurvePoint> curve = ChainFile.read(chain.path()).curve();
        int least =
                curve.stream().mapToInt(ChainRecord.CurvePoint::filters).min().orElseThrow();
        List<Object> own = List.of(
                "extract", "--model", chain.model(), "--images", chain.images(), "--out", chain.path(), "--from");
        for (int most : new int[] {least, least + 1}) {
            List<Object> args = new ArrayList<>(own);
            args.addAll(List.of(chain.path().resolve(ChainFile.NAME), "--member", most));
            Run run = Run.of(args.toArray());
            assertThat(run.err()).contains("no search: ");
            assertThat(ChainFile.read(chain.path()).curve()).isEqualTo(curve);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--classes=red", "--seed=4", "--max-kl=1", "--budget=3", "--each"})
    void aMemberKeepsImagesAndOptions(String option) {
        extractFamily();

        Run run = from(chain.path(), "--member=4", "--quiet", option);

        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("--member: keeps the images and the options of --from");
    }

    @Test
    void whereNoMemberIsSmallEnoughTheSmallestIsNamed() {
        extractFamily();
        assertThat(from(chain.path(), "--member=0").err()).contains("--member: is 0; the smallest stored chain has ");
        chain.extract("--classes=red,green", "--per-class=5", "--solver=paper", "--steps=5");
        assertThat(from(chain.path(), "--member=9").err()).contains("no others stored beside it");
    }

    // --- earlier solvers ---

    @Test
    void aRecordOfAnEarlierSolverIsRepeatedAndSaidToBeOne() throws Exception {
        Path old = Files.createDirectories(folder.resolve("old")).resolve(ChainFile.NAME);
        ObjectNode record;
        try (InputStream in =
                Objects.requireNonNull(ExtractFromTest.class.getResourceAsStream("/chain-of-an-earlier-shrink.json"))) {
            record = (ObjectNode) JsonMapper.shared().readTree(in);
        }
        for (JsonNode image : record.get("region").get("images")) { // other JDKs compress pictures otherwise
            byte[] file =
                    Files.readAllBytes(chain.images().resolve(image.get("file").asString()));
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(file);
            ((ObjectNode) image).put("sha256", HexFormat.of().formatHex(digest));
        }
        Files.write(old, JsonMapper.shared().writeValueAsBytes(record));

        Run run = from(old);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains(ANOTHER);
        assertThat(again().region().images()).hasSize(4);
        assertThat(Run.of("report", "--chain", Objects.requireNonNull(old.getParent()))
                        .code())
                .isZero();
    }

    @Test
    void aRecordWithoutARevisionIsOfAnEarlierOne() throws IOException {
        chain.extract("--classes=red,green", "--per-class=5");
        assertThat(from(chain.path()).err()).doesNotContain(ANOTHER);
        Path file = chain.path().resolve(ChainFile.NAME);
        Files.writeString(file, Files.readString(file).replace("\"solverRevision\"", "\"formerly\""));
        assertThat(from(chain.path()).err()).contains(ANOTHER);
    }
}
