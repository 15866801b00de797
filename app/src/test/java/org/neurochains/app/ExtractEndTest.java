package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.testing.ColourModel;
import org.neurochains.testing.DemoWorld;

/** How a search ends that does not reach its goal, is cancelled, or cannot begin. */
@Tag("slow")
class ExtractEndTest extends ColourExtraction {
    @Test
    void shortOfTheGoalItWritesAndSaysSo() {
        Run run = extract(
                "--classes=red,blue", "--solver=paper", "--max-kl=0", "--steps=3", "--lr=0.2", "--fine-tune-steps=0");

        assertThat(run.code()).isEqualTo(ExitCode.SHORT_OF_GOAL);
        assertThat(run.err()).contains("warning: KL is").contains("above --max-kl 0.0");
        assertThat(json(out.resolve("chain.json"))
                        .get("result")
                        .get("reachedGoal")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void shrinkSaysThatNothingSmallerHolds() {
        Run run = extract("--classes=red,blue", "--no-report", "--max-kl=0");

        assertThat(run.code()).isEqualTo(ExitCode.SHORT_OF_GOAL);
        assertThat(run.err())
                .contains("warning: nothing smaller than the whole network holds on the region's images; exit code 4");
    }

    @Test
    void aBudgetBelowWhatTheLayersNeedIsSaidToBe() {
        model = DemoWorld.vgg();
        images = DemoWorld.images();
        Run run = extract(
                "--classes=dragon,unicorn",
                "--per-class=5",
                "--support=0",
                "--held-out=0",
                "--budget=1",
                "--augment=0");

        assertThat(run.code()).isEqualTo(ExitCode.SHORT_OF_GOAL);
        assertThat(run.err())
                .contains("warning: --budget 1 is less than the layers need that every path leads through; the chain");
    }

    @Test
    void cancelledItWritesNothing() {
        Run run = Run.cancelled("extract", "--model", model, "--images", images, "--classes", "red,blue", "--out", out);

        assertThat(run.code()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(out).doesNotExist();
    }

    @Test
    void warnsOfAnOptionOfAnotherSolver() {
        Run run = extract("--classes=red,blue", "--solver=shrink", "--temperature=0.4");

        assertThat(run.err()).contains("warning: --temperature has no effect with --solver shrink");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--classes=rad,blue                 | --classes: no class 'rad'; near ones: red",
                "--classes=red --per-class=13       | lower --per-class",
                "--classes=red --min-confidence=1.1 | --min-confidence: 1.1 is out of range; give 0 to 1",
                "--classes=red --per-class=0        | --per-class: 0 is out of range; give 1 or more",
                "--classes=red --select=misclassified | lower --per-class",
                "--classes=red --select=wrong       | --select: 'wrong' is not known; one of [confident, correct",
                "--classes=red --solver=simplex     | --solver simplex: is not known; give one of shrink, contribution, magnitude, paper, random",
                "--classes=red --max-kl=-1          | --max-kl: is -1.0; give 0 or more",
                "--classes=red --solver=paper --steps=0 | --steps: is 0; give 1 or more",
                "--classes=red --solver=paper --lr=NaN  | --lr: is NaN; give more than 0",
                "--classes=red --score-shortcuts=all | --score-shortcuts: is all; give identity or projection",
                "--classes=red --budget=0           | --budget: is 0; give 1 or more filters",
                "--classes=red --budget=999         | --budget: is 999; the network has",
                "--classes=red --support=-1         | --support: is -1; give 0 or more images",
                "--classes=red --per-class=5 --support=9 | --support 9: there are 7 further images of the region's kind, 9 are wanted",
                "--classes=red --budget=3 --sweep   | --sweep: excludes --budget",
                "--classes=red --from=none.json     | --from none.json: cannot be read",
                "--classes=red --memory-limit=1    | --memory-limit: is 1 MiB, one image of this network takes about",
                "--image-list=none.txt              | none.txt: no such file; name a text file",
            })
    void refusesBadInputInOneLine(String options, String message) {
        Run run = extract((options.strip() + " --quiet").split(" +", -1));

        run.assertRefused(message);
        assertThat(out).doesNotExist();
    }

    @Test
    void refusesAnUnwritableFolderBeforeTheWork() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        Run run = Run.of("extract", "--model", "none", "--images", "none", "--out", file);

        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("--out " + file + ": is a file; name a folder that you may write");
        assertThat(Run.of("extract", "--model", "none", "--images", "none", "--out", file.resolve("in"))
                        .err())
                .contains("cannot be written");
    }

    @Test
    void refusesImagesThatChangedSince() throws IOException {
        extract("--classes=red,blue", "--solver=paper", "--steps=5");
        Path changed = ColourModel.writeImages(folder.resolve("changed"), 1);

        Run missing = Run.of(
                "extract",
                "--model",
                model,
                "--images",
                changed,
                "--out",
                folder.resolve("again"),
                "--from",
                out,
                "--quiet");

        assertThat(missing.code()).isEqualTo(ExitCode.INPUT);
        assertThat(missing.err().lines()).hasSize(1);
    }

    @Test
    void aReportNeedsAChain() {
        Run run = Run.of("report", "--chain", folder);

        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("chain.json: is not there; name the folder that extract wrote");
    }
}
