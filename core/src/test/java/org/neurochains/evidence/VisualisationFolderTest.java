package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.evidence.VisualisationOptions.Form;
import org.neurochains.image.Preprocessing;
import org.neurochains.image.Rgb;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Scope;

class VisualisationFolderTest {
    private static final List<Filter> FILTERS = List.of(new Filter("a b/c", 0), new Filter("d", 0));

    @TempDir
    Path folder;

    /** Two layers whose filters are in different batches at 300 pixels. */
    private static ActivationMaximisation maximisation(int steps) {
        GraphBuilder graph = new GraphBuilder(Shape.maps(3, 8, 8));
        int a = graph.add("a b/c", SmallNetworks.point(new float[] {1, -1, 0}, 1, 3), 0);
        int d = graph.add("d", SmallNetworks.point(new float[] {1}, 1, 1), graph.add("relu", new Op.Relu(), a));
        SmallNetworks.head(graph, d, new float[] {1, -1}, 2);
        Network network = UnitPlacement.place(Network.of(graph.nodes()));
        Preprocessing plain =
                new Preprocessing(new Preprocessing.Exact(8, 8), new Rgb(.5f, .5f, .5f), new Rgb(1, 1, 1));
        VisualisationOptions options = VisualisationOptions.defaults(network, Form.NORM_CONSTRAINED)
                .withSide(300)
                .withSteps(steps);
        return new ActivationMaximisation(network, plain, options);
    }

    private static final class Counting implements Progress {
        private final List<String> details = new ArrayList<>();
        private final int most;

        Counting(int most) {
            this.most = most;
        }

        @Override
        public void report(String stage, long done, long total, String detail) {
            details.add(detail);
        }

        @Override
        public boolean cancelled() {
            return details.size() >= most;
        }
    }

    @Test
    void goesOnWhereItWasStopped() {
        try (Scope scope = Scope.open()) {
            VisualisationFolder store = new VisualisationFolder(folder.resolve("new"), "digest");
            assertThatThrownBy(() -> store.run(maximisation(4), FILTERS, new Counting(6)))
                    .isInstanceOf(CancellationException.class);
            assertThat(folder.resolve("new")).isDirectoryContaining("glob:**.png");

            Counting rest = new Counting(1000);
            List<Visualisation> found = store.run(maximisation(4), FILTERS, rest);
            Counting nothing = new Counting(1000);
            List<Visualisation> again = store.run(maximisation(4), FILTERS, nothing);

            assertThat(found).extracting(Visualisation::filter).containsExactlyElementsOf(FILTERS);
            assertThat(rest.details).hasSize(5).noneMatch(text -> text.startsWith("a b/c"));
            assertThat(nothing.details).isEmpty();
            assertThat(again).isEqualTo(found);
        }
    }

    @Test
    void otherSettingsOrModelsStartAfresh() throws IOException {
        try (Scope scope = Scope.open()) {
            VisualisationFolder store = new VisualisationFolder(folder, "digest");
            store.run(maximisation(2), FILTERS, Progress.NONE);
            Counting steps = new Counting(1000);
            Counting model = new Counting(1000);
            Counting damaged = new Counting(1000);

            store.run(maximisation(3), FILTERS, steps);
            new VisualisationFolder(folder, "another").run(maximisation(3), FILTERS, model);
            Files.writeString(folder.resolve("visualisations.norm-constrained.json"), "{\"model\":");
            store.run(maximisation(3), FILTERS, damaged);

            assertThat(steps.details).hasSizeGreaterThan(6);
            assertThat(model.details).hasSameSizeAs(steps.details);
            assertThat(damaged.details).hasSameSizeAs(steps.details);
        }
    }

    @Test
    void aPictureThatIsGoneIsMadeAgain() throws IOException {
        try (Scope scope = Scope.open()) {
            VisualisationFolder store = new VisualisationFolder(folder, "digest");
            List<Visualisation> found = store.run(maximisation(2), FILTERS, Progress.NONE);
            Files.delete(folder.resolve(VisualisationFolder.fileName(FILTERS.get(1), Form.NORM_CONSTRAINED)));

            assertThat(store.run(maximisation(2), FILTERS, Progress.NONE)).isEqualTo(found);
        }
    }

    @Test
    void fileNamesArePlain() {
        assertThat(VisualisationFolder.fileName(new Filter("L28", 3), Form.FOURIER))
                .isEqualTo("L28.3.Fourier.png");
        assertThat(VisualisationFolder.fileName(new Filter("../a b", 0), Form.FOURIER))
                .doesNotContain("/")
                .isNotEqualTo(VisualisationFolder.fileName(new Filter(".._a_b", 0), Form.FOURIER));
    }

    @Test
    void aFolderThatIsAFile() throws IOException {
        try (Scope scope = Scope.open()) {
            Path file = Files.writeString(folder.resolve("file"), "");

            assertThatThrownBy(
                            () -> new VisualisationFolder(file, "digest").run(maximisation(1), FILTERS, Progress.NONE))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("cannot be written");
        }
    }

    @Test
    void norms() {
        assertThat(VisualisationOptions.defaults(
                                Network.of(List.of(new org.neurochains.network.Node(
                                        "input", new Op.Input(Shape.maps(3, 32, 32)), List.of()))),
                                Form.NORM_CONSTRAINED)
                        .norm())
                .isCloseTo(60.138, org.assertj.core.data.Offset.offset(.1));
    }
}
