package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.Progress;
import org.neurochains.chain.Scores;
import org.neurochains.chain.Subnetwork;
import org.neurochains.network.Executor;
import org.neurochains.network.Flow;
import org.neurochains.network.GateGroup;
import org.neurochains.network.Network;
import org.neurochains.network.OutputKind;
import org.neurochains.network.RandomGraph;
import org.neurochains.network.Retention;
import org.neurochains.network.UnitLayer;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Removing a channel from the cut network, with what is shared and batched, equals removing it from the masked one. */
@Tag("slow")
class RemovalsTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
    void equalsTheMaskedNetworkWithoutTheChannel(long seed) {
        try (Scope scope = Scope.open()) {
            Network network = UnitPlacement.place(RandomGraph.plain(seed));
            Subnetwork subnetwork = subnetwork(network, seed);
            Tensor images = RandomGraph.images(network, 3, seed);
            int microBatch = seed % 3 == 0 ? 2 : 64;
            ChainOnRegion subject =
                    ChainOnRegion.of(network, subnetwork, Subjects.samples(network, images), microBatch);
            Executor whole = Executor.unfolded(network);
            Set<String> seen = new TreeSet<>();

            new Removals(subject)
                    .all(
                            (unit, outputs) -> {
                                seen.add(unit.name());
                                Subnetwork without = without(subnetwork, unit);
                                Outputs masked =
                                        Outputs.of(OutputKind.MULTI_CLASS, whole.logits(images, without.scoring()));
                                for (int i = 0; i < 3; i++) {
                                    assertThat(outputs.probabilities(i))
                                            .as("%s, image %d", unit.name(), i)
                                            .containsExactly(masked.probabilities(i), within(1e-4));
                                }
                            },
                            Progress.NONE);

            assertThat(seen).hasSize(subject.units().size()).isNotEmpty();
        }
    }

    private static Subnetwork subnetwork(Network network, long seed) {
        Random random = new Random(seed);
        Map<String, float[]> scores = new LinkedHashMap<>();
        for (UnitLayer unit : network.units()) {
            float[] values = new float[unit.channels()];
            for (int c = 0; c < values.length; c++) {
                values[c] = c == 0 || random.nextInt(3) > 0 ? .5f + random.nextFloat() : 0;
            }
            scores.put(unit.name(), values);
        }
        Set<String> bypassed = new TreeSet<>();
        for (GateGroup group : network.groups()) {
            if (random.nextInt(3) == 0) {
                bypassed.add(group.name());
            }
        }
        Subnetwork drawn = new Subnetwork(Scores.of(scores), bypassed);
        Retention connected = Flow.of(network, drawn.retention()).connected();
        scores.forEach((unit, values) -> {
            for (int c = 0; c < values.length; c++) {
                values[c] = connected.of(unit).positionOf(c) < 0 ? 0 : values[c];
            }
        });
        return new Subnetwork(Scores.of(scores), bypassed);
    }

    private static Subnetwork without(Subnetwork subnetwork, ChainOnRegion.Unit unit) {
        Map<String, float[]> scores = subnetwork.scores().byUnit();
        float[] layer = subnetwork.scores().of(unit.layer().name());
        layer[unit.channel()] = 0;
        Map<String, float[]> changed = new LinkedHashMap<>(scores);
        changed.put(unit.layer().name(), layer);
        return new Subnetwork(Scores.of(changed), subnetwork.bypassed());
    }

    /** F's logits are (x, 2x); at x = 1, p[1] = .7310586. */
    @Test
    void aRemovalsDropAndDivergenceAreThoseWorkedOutByHand() {
        try (Scope scope = Scope.open()) {
            ChainOnRegion subject = Subjects.of(Subjects.twoFilters(), new float[] {1, 1}, 1);

            Faithfulness faithfulness = Faithfulness.of(subject, Progress.NONE);

            // Without filter 0: (0, 2), p[1] = .8807971. Without filter 1: (1, 0), p[1] = .2689414.
            Faithfulness.Channel first = faithfulness.channels().get(0);
            Faithfulness.Channel second = faithfulness.channels().get(1);
            assertThat(first.drop()).isCloseTo(.7310586 - .8807971, within(1e-6));
            assertThat(second.drop()).isCloseTo(.7310586 - .2689414, within(1e-6));
            // .2689414 ln(.2689414 / .7310586) + .7310586 ln(.7310586 / .2689414) = .4621172
            assertThat(second.kl()).isCloseTo(.4621172, within(1e-6));
            assertThat(second.logKl()).isCloseTo(Math.log(.4621172), within(1e-5));
            assertThat(first.negative().get()).isZero();
            assertThat(second.negative().get()).isEqualTo(1);
        }
    }

    @Test
    void constantScoresHaveNoCorrelationAndThatIsSaid() {
        try (Scope scope = Scope.open()) {
            Network network = Subjects.oneLayer(1, 1, 2, 3, 4);
            Faithfulness faithfulness =
                    Faithfulness.of(Subjects.of(network, new float[] {1, 1, 1, 1}, 1, 2), Progress.NONE);

            assertThat(faithfulness.values().numbers()).containsEntry("scoreDropR", null);
            assertThat(faithfulness.values().undefined().get("scoreDropR")).isEqualTo("all 4 values of x are equal");
            assertThat(faithfulness.summary()).contains("r undefined: all 4 values of x are equal");
            faithfulness.figures().forEach(figure -> assertThat(figure.svg()).doesNotContain("NaN"));
        }
    }

    /** F's logits are (x, 2x, 3x, 4x), y = 3; scores 1 to 1.3. Only without filter 3 does another class win. */
    @Test
    void theShareOfNegativeQuotientsHasACorrelation() {
        try (Scope scope = Scope.open()) {
            Network network = Subjects.oneLayer(1, 1, 2, 3, 4);
            Faithfulness faithfulness =
                    Faithfulness.of(Subjects.of(network, new float[] {1, 1.1f, 1.2f, 1.3f}, 1, 2), Progress.NONE);

            // scipy.stats.pearsonr([1, 1.1, 1.2, 1.3], [0, 0, 0, 1])
            assertThat(faithfulness.scoreAndNegative().get().r()).isCloseTo(0.7745966692414834, within(1e-6));
            assertThat(faithfulness.values().numbers()).containsKeys("scoreNegativeR", "scoreNegativeP");
            assertThat(faithfulness.figures())
                    .extracting(figure -> figure.title())
                    .contains("Score and share of negative quotients of each filter");
        }
    }

    /** The only filter takes 0 as its input: both images have the same outputs. */
    @Test
    void aDeadChainHasNoCorrelation() {
        try (Scope scope = Scope.open()) {
            Network network = Subjects.oneLayer(1, 0, 0, 0, 0);
            Faithfulness faithfulness =
                    Faithfulness.of(Subjects.of(network, new float[] {1, 2, 3, 4}, 1, 2), Progress.NONE);

            assertThat(faithfulness.dead()).isTrue();
            assertThat(faithfulness.values().undefined().get("scoreDropR"))
                    .isEqualTo("the chain is dead: its outputs are the same for all images");
            assertThat(faithfulness.summary()).contains("The chain is dead");
            assertThat(Faithfulness.of(Subjects.of(network, new float[] {1, 2, 3, 4}, 1), Progress.NONE)
                            .dead())
                    .as("of one image nothing is known")
                    .isFalse();
        }
    }

    @Test
    void aChainWithoutFiltersIsReportedAsSuch() {
        try (Scope scope = Scope.open()) {
            ChainOnRegion subject = Subjects.of(Subjects.twoFilters(), new float[] {0, 0}, 1);

            Faithfulness faithfulness = Faithfulness.of(subject, Progress.NONE);

            assertThat(faithfulness.summary()).isEqualTo("The chain retains no filter.");
            assertThat(faithfulness.values().numbers())
                    .containsEntry("filters", 0)
                    .containsEntry("meanDrop", null);
        }
    }
}
