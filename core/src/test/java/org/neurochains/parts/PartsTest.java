package org.neurochains.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.neurochains.Progress;
import org.neurochains.chain.Problem;
import org.neurochains.chain.ShrinkOptions;
import org.neurochains.chain.ShrinkSolver;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.ImageEntry;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.Labels;
import org.neurochains.image.PartFolder;
import org.neurochains.image.PartLegend;
import org.neurochains.image.Preprocessing;
import org.neurochains.measure.ChainOnRegion;
import org.neurochains.measure.Interpretation;
import org.neurochains.measure.Measure;
import org.neurochains.measure.MeasureOptions;
import org.neurochains.measure.MeasureResult;
import org.neurochains.measure.Measured;
import org.neurochains.measure.Samples;
import org.neurochains.measure.Subjects;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.DemoWorld;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

@Tag("slow")
class PartsTest {
    private static final Progress NO_PROGRESS = (stage, done, total, detail) -> {};

    @Test
    void countsFiltersThatRespondAndThatTell() {
        try (Scope scope = Scope.open()) {
            Network network = Subjects.twoFilters();
            PartSamples samples = onePixel();
            ChainOnRegion subject = Subjects.of(network, new float[] {1, 0}, 4, 1)
                    .with(new PartKnowledge(
                            samples, List.of(new PointingGame.Maps("X", List.of(new float[] {1}, new float[] {1})))));

            Parts parts = (Parts) measured(subject).get();

            assertThat(parts.filters()).hasSize(1);
            // means 4 and 1; without the horn 0: falls by 4, over the root mean square of 4, 1 and 0
            assertThat(parts.filters().get(0).strongest().effect())
                    .isCloseTo(4 / Math.sqrt((16 + 1) / 3.), within(1e-6));
            assertThat(parts.telling()).containsExactly("horn");
            assertThat(parts.responding()).isEqualTo(1);
            assertThat(parts.tellingShare()).isEqualTo(1);
            assertThat(parts.coverage().get().rank()).isCloseTo(.5, within(1e-9));
            assertThat(parts.values().numbers()).containsEntry("filters", 1).containsEntry("tellingParts", 1);
            assertThat(parts.tables().get(0).rows()).hasSize(1);
            assertThat(parts.summary()).contains("horn").contains("Of 1 filters, 100 %");
            assertThat(parts.meaning().rows()).contains(new Interpretation.Row("filters by part", "horn 1"));
        }
    }

    private static Measured<? extends MeasureResult> measured(ChainOnRegion subject) {
        return Measure.PARTS.of(subject, MeasureOptions.defaults(), Progress.NONE);
    }

    @Test
    void isUndefinedWhereNothingIsKnown() {
        try (Scope scope = Scope.open()) {
            ChainOnRegion subject = Subjects.of(Subjects.twoFilters(), new float[] {1, 1}, 4, 1);
            assertThat(measured(subject).reason()).contains("no folder of parts");
            PartSamples bare = new PartSamples(
                    onePixel().legend(),
                    subject.samples().batch(),
                    List.of("a", "b"),
                    onePixel().masks(),
                    Map.of());
            assertThat(measured(subject.with(new PartKnowledge(bare, List.of())))
                            .reason())
                    .contains("pictures without");
        }
    }

    /**
     * The logits are an image's two channels. Without the horn the network's margins fall by 1, 2 and 3 - 3, those of
     * the chain, which lacks the first channel, by 1, 2 and 3.
     */
    @Test
    void removalsAgreeAsTheMarginsFall() {
        try (Scope scope = Scope.open()) {
            Tensor images = Tensor.of(new float[] {0, 2, 0, 3, 3, 4}, 3, 2, 1, 1);
            Tensor without = Tensor.of(new float[] {0, 1, 0, 1, 0, 1}, 3, 2, 1, 1);
            Map<String, float[]> horn = Map.of("horn", new float[] {1});
            PartSamples samples = new PartSamples(
                    onePixel().legend(),
                    images,
                    List.of("a", "a", "a"),
                    List.of(horn, horn, horn),
                    Map.of("horn", new PartSamples.Removed(new int[] {0, 1, 2}, without)));
            ChainOnRegion subject = Subjects.of(Subjects.oneLayer(2, 1, 0, 0, 1), new float[] {0, 1}, images.toFloats())
                    .with(new PartKnowledge(samples, List.of()));

            Parts parts = (Parts) measured(subject).get();
            double r = parts.removals().get().r();
            assertThat(r).isCloseTo(-.5, within(1e-6));
            assertThat(parts.values().numbers()).containsEntry("removalAgreement", r);
        }
    }

    /** Two images of one pixel: the first of class a with a horn, the second of class b with nothing. */
    private static PartSamples onePixel() {
        PartLegend legend = new PartLegend(Map.of("horn", 1), Map.of("a", Set.of("horn"), "b", Set.of()));
        Tensor images = Tensor.of(new float[] {4, 1}, 2, 1, 1, 1);
        return new PartSamples(
                legend,
                images,
                List.of("a", "b"),
                List.of(Map.of("horn", new float[] {1}), Map.of()),
                Map.of("horn", new PartSamples.Removed(new int[] {0}, Tensor.of(new float[] {0}, 1, 1, 1, 1))));
    }

    /** The demo's VGG on horses and zebras, which differ by stripes alone. */
    @Test
    void findsTheStripesOfTheDemosZebras() {
        try (Scope scope = Scope.open()) {
            Model model = ModelReader.read(DemoWorld.vgg(), ModelOptions.NONE);
            Preprocessing preprocessing = Preprocessing.of(model.input());
            List<ImageEntry> entries = new java.util.ArrayList<>();
            for (String name : List.of("horse", "zebra")) {
                for (int i = 0; i < 6; i++) {
                    String file = "%s/%02d.png".formatted(name, i);
                    Path path = DemoWorld.images().resolve(file);
                    entries.add(new ImageEntry(path, file, name));
                }
            }
            ImageLoader loader = new ImageLoader(preprocessing, 1);
            Tensor images = loader.batch(loader.load(entries));
            PartSamples samples = PartSamples.read(
                    PartFolder.open(DemoWorld.parts()),
                    entries.stream()
                            .map(e -> new PartSamples.Source(e.path(), e.file(), String.valueOf(e.folder())))
                            .toList(),
                    images,
                    preprocessing);
            Subnetwork chain = new ShrinkSolver(ShrinkOptions.defaults())
                    .solve(Problem.of(model.network(), images), NO_PROGRESS)
                    .subnetwork();
            List<Samples.Sample> list = entries.stream()
                    .map(e -> new Samples.Sample(e.file(), "", e.file().startsWith("horse") ? 4 : 11, null))
                    .toList();
            ChainOnRegion subject = ChainOnRegion.of(
                            model.network(),
                            chain,
                            new Samples(
                                    list, images, Labels.of(model.labels()), preprocessing.mean(), preprocessing.std()),
                            16)
                    .with(new PartKnowledge(samples, List.of()));

            Parts parts = (Parts) measured(subject).get();

            assertThat(parts.telling()).containsExactly("stripes");
            assertThat(parts.filters()).isNotEmpty();
            assertThat(parts.coverage().get().coverage()).isGreaterThan(PartResponse.LEAST_EFFECT);
            Map<String, Integer> byPart = new LinkedHashMap<>();
            parts.filters().forEach(f -> byPart.merge(f.strongest().part(), 1, Integer::sum));
            assertThat(byPart).containsKey("stripes");
            assertThat(parts.summary()).contains("Chains need not follow: they answer what tells their classes apart");
            assertThat(parts.removals().get().r()).isCloseTo(slowRemovals(model, chain, samples), within(1e-4));
        }
    }

    /** The definition, image by image in the masked network. */
    private static double slowRemovals(Model model, Subnetwork chain, PartSamples samples) {
        Executor executor = Executor.of(model.network());
        List<double[]> pairs = new java.util.ArrayList<>();
        samples.removed().values().forEach(removed -> {
            for (int i = 0; i < removed.indices().length; i++) {
                Tensor image = samples.images().narrow(0, removed.indices()[i], 1);
                Tensor without = removed.images().narrow(0, i, 1);
                double[] z = executor.logits(image, Scoring.NONE).toDoubles();
                int y = 0;
                for (int c = 1; c < z.length; c++) {
                    y = z[c] > z[y] ? c : y;
                }
                double network = margin(z, y)
                        - margin(executor.logits(without, Scoring.NONE).toDoubles(), y);
                double masked = margin(executor.logits(image, chain.scoring()).toDoubles(), y)
                        - margin(executor.logits(without, chain.scoring()).toDoubles(), y);
                pairs.add(new double[] {network, masked});
            }
        });
        return new PearsonsCorrelation()
                .correlation(
                        pairs.stream().mapToDouble(pair -> pair[0]).toArray(),
                        pairs.stream().mapToDouble(pair -> pair[1]).toArray());
    }

    private static double margin(double[] z, int y) {
        double sum = 0;
        for (int c = 0; c < z.length; c++) {
            sum += c == y ? 0 : Math.exp(z[c]);
        }
        return z[y] - Math.log(sum);
    }
}
