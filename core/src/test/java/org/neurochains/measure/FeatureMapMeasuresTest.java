package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.Progress;
import org.neurochains.chain.Scores;
import org.neurochains.chain.Subnetwork;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Scope;
import org.neurochains.testing.ColourModel;

/** Dead share and firing. */
class FeatureMapMeasuresTest {
    @Test
    void aFilterThatIsNowherePositiveIsDead() {
        try (Scope scope = Scope.open()) {
            // Filters of weights 1, -1, 2 and -3; the last is removed. -1 and -3 never fire on positive images.
            Network network = Subjects.oneLayer(1, 1, -1, 2, -3);
            ChainOnRegion subject = Subjects.of(network, new float[] {1, .5f, -1, 0}, 1, 2);

            DeadFilters dead = DeadFilters.of(subject, Progress.NONE);

            assertThat(dead.channels()).extracting(DeadFilters.Channel::name).containsExactly("L0.0", "L0.1", "L0.2");
            assertThat(dead.channels()).extracting(DeadFilters.Channel::largest).containsExactly(2., -1., 4.);
            assertThat(dead.share().get()).isCloseTo(1. / 3, within(1e-12));
            assertThat(dead.summary()).startsWith("1 of 3 retained filters (33.3 %)");
            assertThat(dead.values().undefined()).containsKey("deadShortcutShare");
        }
    }

    @Test
    void oneImageOnWhichItFiresKeepsAFilterAlive() {
        try (Scope scope = Scope.open()) {
            ChainOnRegion subject = Subjects.of(Subjects.oneLayer(1, 1, -1), new float[] {1, 1}, 3, -.001f);

            assertThat(DeadFilters.of(subject, Progress.NONE).share().get()).isZero();
        }
    }

    @Test
    void aFilterThatReadsNothingInTheChainIsDeadThoughItFiresInTheNetwork() {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(1, 1, 1));
            Subjects.conv(graph, "L0", 1, 1, 2);
            graph.add("relu", new Op.Relu(), graph.last());
            Subjects.conv(graph, "L1", 2, 1, 1, 3, 1);
            graph.add("relu1", new Op.Relu(), graph.last());
            Subjects.logits(graph, 2);
            Network network = UnitPlacement.place(Network.of(graph.nodes()));
            Scores scores = Scores.of(Map.of("L0", new float[] {0, 0}, "L1", new float[] {1, 0}));
            ChainOnRegion subject = Subjects.of(network, new Subnetwork(scores, Set.of()), 1, 2);

            DeadFilters dead = DeadFilters.of(subject, Progress.NONE);

            assertThat(dead.channels()).singleElement().satisfies(channel -> {
                assertThat(channel.largest()).isEqualTo(6);
                assertThat(channel.reads()).isFalse();
                assertThat(channel.dead()).isTrue();
            });
        }
    }

    @Test
    void aChainWithoutFiltersSaysSo() {
        try (Scope scope = Scope.open()) {
            ChainOnRegion subject = Subjects.of(Subjects.twoFilters(), new float[] {0, 0}, 1, 2);

            DeadFilters dead = DeadFilters.of(subject, Progress.NONE);
            assertThat(dead.summary()).isEqualTo("The chain retains no filter.");
            assertThat(dead.values().numbers()).containsEntry("deadShare", null);
            Firing firing = Firing.of(subject, Progress.NONE);
            assertThat(firing.summary()).isEqualTo("The chain retains no filter.");
            assertThat(firing.figures().get(0).svg()).doesNotContain("NaN");
            assertThat(Fidelity.of(subject).kl()).isGreaterThan(0);
        }
    }

    @Test
    void firingIsTheCorrelationOfTheMapsWhateverTheScore() {
        try (Scope scope = Scope.open()) {
            ChainOnRegion subject = stack(new float[] {1, -2}, new float[] {1, 1});

            Firing firing = Firing.of(subject, Progress.NONE);

            assertThat(firing.channels()).extracting(Firing.Channel::name).contains("first.0", "first.1");
            assertThat(firing.channels().get(0).r().get()).isCloseTo(1, within(1e-9));
            assertThat(firing.channels().get(1).r().get())
                    .as("the first layer sees the same images, and the negative score does not count")
                    .isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void aMapThatTheChainTurnsRoundCorrelatesNegatively() {
        try (Scope scope = Scope.open()) {
            // second.0 is first.0 - first.1 = x0 - x1 in F; with only first.1 left it is -x1. Images: (3, 1), (2, 2),
            // (9, 3).
            ChainOnRegion subject = stack(new float[] {0, 1}, new float[] {1, 0});

            Firing firing = Firing.of(subject, Progress.NONE);

            Firing.Channel second = firing.channels().stream()
                    .filter(c -> c.name().equals("second.0"))
                    .findFirst()
                    .orElseThrow();
            double[] network = {2, 0, 6};
            double[] chain = {-1, -2, -3};
            double expected = Correlation.pearson(network, chain).get().r();
            assertThat(second.r().get()).isCloseTo(expected, within(1e-9));
        }
    }

    /** Filters of red (0) and blue (2) in two layers: by score in the network's order, by effect as these say. */
    @Test
    void mapsAreShownOfTheFiltersThatMatterMost(@TempDir Path folder) throws IOException {
        try (Scope scope = Scope.open()) {
            ChainOnRegion subject = ColourSubject.of(
                            ColourModel.writeModel(folder), ColourModel.writeImages(folder.resolve("images"), 4))
                    .subject();
            List<String> names = subject.units().stream()
                    .filter(ChainOnRegion.Unit::isFilter)
                    .map(ChainOnRegion.Unit::name)
                    .toList();
            Map<String, Double> effects = new LinkedHashMap<>();
            names.forEach(name -> effects.put(name, (double) effects.size()));

            Firing byScore = Firing.of(subject, Progress.NONE);
            Firing byEffect = Firing.of(subject.withEffects(effects), Progress.NONE);

            assertThat(byScore.rows().get(0).heading()).isEqualTo(names.get(0) + ", score 1.000");
            String last = names.get(names.size() - 1);
            assertThat(byEffect.rows().get(0).heading())
                    .isEqualTo(last + ", effect " + (names.size() - 1) + ".00, score 1.000");
            assertThat(byEffect.figures().get(1).svg()).contains("filters with the largest effects");
        }
    }

    /** x = (x0, x1); first is x, second is (x0 - x1, x0 + x1). */
    private static ChainOnRegion stack(float[] first, float[] second) {
        GraphBuilder graph = new GraphBuilder(Shape.maps(2, 1, 1));
        Subjects.conv(graph, "first", 2, 1, 0, 0, 1);
        graph.add("first.relu", new Op.Relu(), graph.last());
        Subjects.conv(graph, "second", 2, 1, -1, 1, 1);
        graph.add("second.relu", new Op.Relu(), graph.last());
        Subjects.logits(graph, 2);
        Network network = UnitPlacement.place(Network.of(graph.nodes()));
        Map<String, float[]> scores = new LinkedHashMap<>();
        List<float[]> given = List.of(first, second);
        for (int i = 0; i < given.size(); i++) {
            scores.put(network.units().get(i).name(), given.get(i));
        }
        return Subjects.of(network, new Subnetwork(Scores.of(scores), Set.of()), 3, 1, 2, 2, 9, 3);
    }
}
