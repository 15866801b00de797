package org.neurochains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.image.ImageLocation;
import org.neurochains.image.Region;
import org.neurochains.study.RegionRule;
import org.neurochains.study.StudyExport;
import org.neurochains.testing.ColourModel;
import org.neurochains.weights.ModelCache;
import org.neurochains.weights.PublishedModel;

class NeuroChainsTest {
    private static final RunOptions ONE = RunOptions.builder().workers(1).build();

    @TempDir
    private Path folder;

    @Test
    void aStudyIsPlannedRunWatchedAndWritten() throws IOException {
        Study study = study(4);
        assertThat(study.status().done()).isZero();

        Path red = folder.resolve("images/red");
        Files.move(red, folder.resolve("away"));
        int failed = study.run(ONE, Progress.NONE).failed();
        Files.move(folder.resolve("away"), red);
        Study again = Study.open(folder.resolve("study"));

        assertThat(failed).isPositive().isEqualTo(again.status().failed());
        assertThat(again.run(ONE, Progress.NONE).run()).isZero();
        assertThat(again.run(ONE.withRetryFailed(true), Progress.NONE).run()).isEqualTo(failed);
        assertThat(again.status().done()).isEqualTo(4);
        assertThat(again.export(StudyExport.TableFormat.CSV, folder.resolve("tables")))
                .allSatisfy(file -> assertThat(file).isNotEmptyFile());
        assertThat(again.report()).content().contains("<svg");
    }

    @Test
    void aDamagedStudyIsRepaired() throws IOException {
        Study study = study(2);
        study.run(ONE, Progress.NONE);
        Files.writeString(folder.resolve("study/trials.db"), "no database");

        assertThatThrownBy(() -> study.run(ONE, Progress.NONE)).isInstanceOf(InputException.class);
        assertThat(study.run(ONE.withRepair(true), Progress.NONE).run()).isEqualTo(2);
    }

    @Test
    void aStudyOnSparkNeedsItsJarsAndItsAddress() throws IOException {
        Study study = study(1);
        assertThatThrownBy(() -> study.run(ONE.withSpark("local[1]"), Progress.NONE))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("Apache Spark is not part of this distribution");
        assertThatThrownBy(() -> ONE.withSparkConf(Map.of("a", "b")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("sparkConf: is given without spark");
    }

    @Test
    void aChainsGraphIsDrawnAlone() throws IOException {
        Path images = ColourModel.writeImages(folder.resolve("images"), 12);
        Path out = folder.resolve("chain");
        try (NeuroChains nc = NeuroChains.open(ColourModel.writeModel(folder))) {
            Region region = nc.region(images)
                    .classes("red", "blue")
                    .perClass(4)
                    .minConfidence(0.5)
                    .select();
            nc.save(nc.extract(region), region, out);
        }
        Path svg = out.resolve("graph.svg");
        NeuroChains.graph(out, svg);
        assertThat(svg).content().startsWith("<svg");
        Path png = out.resolve("graph.PNG");
        NeuroChains.graph(out, png);
        assertThat(ImageIO.read(png.toFile()).getWidth()).isPositive();
    }

    @Test
    void publishedWeightsAreKeptInAFolder() throws IOException {
        ModelCache cache = NeuroChains.published(folder);
        PublishedModel model = PublishedModel.of("resnet18");
        assertThat(cache.has(model)).isFalse();
        Files.writeString(folder.resolve("resnet18-f37072fd.pth"), "weights");
        assertThat(cache.has(model)).isTrue();
    }

    private Study study(int trials) throws IOException {
        Path images = ColourModel.writeImages(folder.resolve("images"), 12);
        try (NeuroChains nc = NeuroChains.open(ColourModel.writeModel(folder))) {
            StudyOptions options = StudyOptions.builder()
                    .trials(trials)
                    .regions(new RegionRule(List.of(), List.of(), 2, 3, 0.5, null))
                    .build();
            return nc.plan(folder.resolve("study"), ImageLocation.of(images), options);
        }
    }
}
