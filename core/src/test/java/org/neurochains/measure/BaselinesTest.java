package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.Progress;
import org.neurochains.chain.Subnetwork;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Panels;
import org.neurochains.plot.Series;
import org.neurochains.tensor.Scope;
import org.neurochains.testing.ColourModel;

class BaselinesTest {
    @TempDir
    Path folder;

    @Test
    void baselinesAreOfTheChainsSize() throws IOException {
        try (Scope scope = Scope.open()) {
            Path model = ColourModel.writeModel(folder);
            ChainOnRegion subject = ColourSubject.of(model, ColourModel.writeImages(folder.resolve("images"), 4))
                    .subject();

            Baselines found = Baselines.of(subject, MeasureOptions.defaults(), Progress.NONE)
                    .get();

            assertThat(found.rows()).hasSize(5);
            assertThat(found.rows()).allSatisfy(row -> {
                assertThat(row.size()).isEqualTo(new Subnetwork.Size(4, 0, 2));
                assertThat(row.titleBeside(found.rows().get(0))).isEqualTo(row.title());
            });
            assertThat(found.values().numbers())
                    .containsEntry("randomFilters", 4)
                    .containsEntry("magnitudeShortcutChannels", 0)
                    .containsEntry("contributionLayers", 2);
        }
    }

    @Test
    void theHistogramsAreOfEachImagesDivergence() {
        Baselines.Row chain = row("chain", 4, 1, .0, .1, .1);
        Baselines.Row random = row("random", 6, 2, 1.0, 2.0, 2.0);
        Baselines found = new Baselines(List.of(chain, random));

        Panels panels = (Panels) found.figures().get(1);
        // numpy.histogram([1, 2, 2], 20, (0, 2))[0]: 1 in the bin from 1, 2 in the last
        List<Series.Bar> bars =
                ((Series.Bars) ((Chart) panels.figures().get(1)).series().get(0)).bars();
        assertThat(bars).hasSize(20);
        assertThat(bars.get(10)).isEqualTo(new Series.Bar(1, 1.1, 1));
        assertThat(bars.get(19).height()).isEqualTo(2);
        // numpy.histogram([0, .1, .1], 20, (0, 2))[0]: .1 is the edge of the second
        List<Series.Bar> first =
                ((Series.Bars) ((Chart) panels.figures().get(0)).series().get(0)).bars();
        assertThat(first.get(0).height()).isEqualTo(1);
        assertThat(first.get(1).height()).isEqualTo(2);
        assertThat(found.tables().get(1).columns()).containsExactly("file", "chainKl", "randomKl");
        assertThat(found.tables().get(1).rows().get(1)).containsExactly("1.png", .1, 2.0);
    }

    @Test
    void anotherSizeIsSaidInTheSameLine() {
        Baselines found =
                new Baselines(List.of(row("chain", 4, 1, .1), row("random", 6, 2, 1.0), row("same", 4, 1, .5)));

        assertThat(found.summary())
                .isEqualTo(
                        "With 4 filters, 1 shortcut channels each, mean KL and agreement on the region: the chain 0.100, 100 %;"
                                + " random (6 filters, 2 shortcut channels) 1.000, 100 %; same 0.500, 100 %.");
        assertThat(found.figures().get(0).svg())
                .contains("random: 6 filters, 2 shortcut channels")
                .doesNotContain("same: ", "…");
        assertThat(found.figures().get(1).svg()).contains("6 filters, 2 shortcut channels");
    }

    private static Baselines.Row row(String key, int filters, int shortcuts, double... kls) {
        List<Fidelity.Image> images = java.util.stream.IntStream.range(0, kls.length)
                .mapToObj(i -> new Fidelity.Image(i + ".png", "a", 1, 1, kls[i], "a"))
                .toList();
        return new Baselines.Row(
                key,
                key.equals("chain") ? "the chain" : key,
                new Subnetwork.Size(filters, shortcuts, 2),
                new Fidelity(images),
                false,
                Measured.undefined("no images"));
    }
}
