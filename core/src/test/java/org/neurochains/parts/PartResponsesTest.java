package org.neurochains.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.Progress;
import org.neurochains.image.PartLegend;
import org.neurochains.measure.Subjects;
import org.neurochains.network.Extent;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** On grey images of four pixels: class a has a dot in the first one, class b a bar in the last two. */
class PartResponsesTest {
    private static final Progress NO_PROGRESS = (stage, done, total, detail) -> {};
    /** Of the first filter: its effects of the dot and of the bar. */
    private static final double COVERAGE = (Math.sqrt(3 / 2.) + .5 * Math.sqrt(3 / 4.25)) / 2;

    /** Filters of a 1x1 convolution: the pixel, minus the pixel, and a constant 3. */
    private static Network network() {
        GraphBuilder graph = new GraphBuilder(Shape.maps(1, 2, 2));
        Extent one = Extent.square(1);
        Tensor weight = Tensor.of(new float[] {1, -1, 0}, 3, 1, 1, 1);
        Tensor bias = Tensor.of(new float[] {0, 0, 3}, 3);
        Op.Geometry geometry = new Op.Geometry(one, one, Extent.square(0), one, 1);
        graph.add("L0", new Op.Conv(weight, bias, geometry), graph.last());
        graph.add("relu", new Op.Relu(), graph.last());
        graph.add("pool", new Op.AdaptiveAveragePool(1, 1), graph.last());
        Subjects.logits(graph, 3);
        return UnitPlacement.place(Network.of(graph.nodes()));
    }

    private static PartSamples samples() {
        Map<String, Integer> levels = new LinkedHashMap<>();
        levels.put("dot", 1);
        levels.put("bar", 2);
        levels.put("wing", 3);
        PartLegend legend = new PartLegend(
                levels, Map.of("a", Set.of("dot"), "b", new LinkedHashSet<>(List.of("bar")), "c", Set.of("wing")));
        Tensor images = Tensor.of(new float[] {4, 0, 0, 0, 1, 1, 2, 0}, 2, 1, 2, 2);
        Map<String, PartSamples.Removed> removed = new LinkedHashMap<>();
        removed.put("dot", new PartSamples.Removed(new int[] {0}, Tensor.zeros(images.type(), 1, 1, 2, 2)));
        removed.put("bar", new PartSamples.Removed(new int[] {1}, Tensor.of(new float[] {1, 1, 0, 4}, 1, 1, 2, 2)));
        return new PartSamples(
                legend,
                images,
                List.of("a", "b"),
                List.of(Map.of("dot", new float[] {1, 0, 0, 0}), Map.of("bar", new float[] {0, 0, 1, 1})),
                removed);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64})
    void measuresInsideOutsideAndWithoutThePart(int microBatch) {
        try (Scope scope = Scope.open()) {
            PartResponses found = PartResponses.of(network(), samples(), microBatch, NO_PROGRESS);

            assertThat(found.parts()).containsExactly("dot", "bar");
            assertThat(found.layers()).containsExactly("L0");
            assertThat(found.filters("L0")).isEqualTo(3);
            PartResponse dot = found.of("L0", 0, "dot");
            assertThat(dot.inside()).isCloseTo(4, within(1e-6));
            assertThat(dot.outside()).isCloseTo(0, within(1e-6));
            // both images' means are 1; without the dot 0, without the bar 1.5
            assertThat(dot.effect()).isCloseTo(1 / Math.sqrt((1 + 1) / 3.), within(1e-6));
            assertThat(dot.responds()).isTrue();
            assertThat(dot.liesOnPart()).isTrue();
            PartResponse bar = found.of("L0", 0, "bar");
            assertThat(bar.inside()).isCloseTo(1, within(1e-6));
            assertThat(bar.outside()).isCloseTo(1, within(1e-6));
            assertThat(bar.effect()).isCloseTo((1 - 1.5) / Math.sqrt((1 + 1 + 1.5 * 1.5) / 3), within(1e-6));
            assertThat(bar.liesOnPart()).isFalse();
            assertThat(found.strongest("L0", 0).part()).isEqualTo("dot");
        }
    }

    @Test
    void aFilterThatIsDeadOrConstantRespondsToNothing() {
        try (Scope scope = Scope.open()) {
            PartResponses found = PartResponses.of(network(), samples(), 8, NO_PROGRESS);
            for (int filter = 1; filter < 3; filter++) {
                for (PartResponse response : found.of("L0", filter)) {
                    assertThat(response.effect()).isCloseTo(0, within(1e-6));
                    assertThat(response.responds()).isFalse();
                    assertThat(response.liesOnPart()).isFalse();
                }
            }
        }
    }

    @Test
    void statisticallyTheFilterThatSeesThePartsCoversThemMoreThanRandomOnes() {
        try (Scope scope = Scope.open()) {
            PartResponses found = PartResponses.of(network(), samples(), 8, NO_PROGRESS);
            List<String> parts = List.of("dot", "bar");
            PartCoverage seeing = PartCoverage.of(found, parts, Map.of("L0", List.of(0)), 7);
            assertThat(seeing.coverage()).isCloseTo(COVERAGE, within(1e-6));
            // one of three filters has it: a third of the draws
            assertThat(seeing.random()).isBetween(.16, .38);
            assertThat(seeing.low()).isZero();
            assertThat(seeing.high()).isCloseTo(COVERAGE, within(1e-6));
            assertThat(seeing.rank()).isBetween(.75, .92);
            PartCoverage blind = PartCoverage.of(found, parts, Map.of("L0", List.of(1)), 7);
            assertThat(blind.coverage()).isZero();
            assertThat(blind.rank()).isLessThan(.45);
            PartCoverage whole = PartCoverage.of(found, parts, Map.of("L0", List.of(0, 1, 2)), 7);
            assertThat(whole.coverage()).isEqualTo(whole.random());
            assertThat(whole.rank()).isCloseTo(.5, within(1e-9));
        }
    }

    @Test
    void aMapPointsWhereItIsLargest() {
        try (Scope scope = Scope.open()) {
            PartSamples samples = samples();
            List<float[]> maps = new ArrayList<>();
            maps.add(new float[] {9, 1, 1, 1}); // on the dot
            maps.add(new float[] {9, 1, 1, 1}); // beside the bar
            PointingGame game = PointingGame.of(new PointingGame.Maps("X", maps), samples);
            assertThat(game.part().images()).isEqualTo(2);
            assertThat(game.part().hits()).isEqualTo(.5);
            assertThat(game.part().energy()).isCloseTo((9 / 12. + 2 / 12.) / 2, within(1e-9));
            assertThat(game.part().area()).isCloseTo((.25 + .5) / 2, within(1e-9));
            assertThat(game.telling()).isEqualTo(game.part());
        }
    }

    @Test
    void ofPlacesWithTheLargestValueEachCountsAlike() {
        try (Scope scope = Scope.open()) {
            List<float[]> maps = List.of(new float[] {5, 5, 5, 1}, new float[] {0, 0, 7, 7});
            PointingGame game = PointingGame.of(new PointingGame.Maps("X", maps), samples());
            assertThat(game.part().hits()).isCloseTo((1 / 3. + 1) / 2, within(1e-9));
        }
    }

    @Test
    void aConstantMapPointsNowhere() {
        try (Scope scope = Scope.open()) {
            List<float[]> maps = List.of(new float[4], new float[] {0, Float.NaN, 1, 0});
            PointingGame game = PointingGame.of(new PointingGame.Maps("X", maps), samples());
            assertThat(game.part().images()).isZero();
            assertThat(game.part().hits()).isZero();
        }
    }
}
