package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.network.Coalescing;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.RandomGraph;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Autograd;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * On random networks cut at random: derivatives that are read off values are those by scores that every channel is
 * multiplied by.
 */
class ScoredPassTest {
    private static final int IMAGES = 3;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
    void derivativesAreThoseOfEachImagesOwnScores(long seed) {
        try (Scope scope = Scope.open()) {
            Network network = UnitPlacement.place(RandomGraph.plain(seed));
            UnitLayout whole = UnitLayout.of(network, true);
            Random random = new Random(seed);
            boolean[] kept = new boolean[whole.size()];
            for (int i = 0; i < kept.length; i++) {
                kept[i] = random.nextDouble() < 0.6;
            }
            Stage stage = Stage.whole(whole.size()).keeping(kept);
            if (stage.cutThrough(whole)) {
                return;
            }
            Network cut = Cut.of(network, whole.retention(kept, Set.of()));
            UnitLayout layout = UnitLayout.of(cut, seed % 2 == 0);
            Tensor images = RandomGraph.images(network, IMAGES, seed);
            Tensor scores = RandomGraph.normal(random, 0.5, layout.size()).add(1);
            Tensor weights = RandomGraph.normal(random, 1, IMAGES, network.classes());

            Tensor each = scores.reshape(1, -1).expand(IMAGES, -1).copy().leaf();
            ScorePlaces places = new ScorePlaces(layout, cut);
            Tensor logits = Executor.unfolded(cut).logits(images, new VectorScoring(places, each, null));
            Tensor expected =
                    Autograd.gradients(logits, weights, List.of(each), false).get(0);

            Network run = Coalescing.of(cut);
            ScoredPass pass = new ScoredPass(
                    Executor.of(run), new ScorePlaces(layout, run), new Batch(images, logits.detach()), scores);
            Tensor once = pass.derivatives(pass.logits(), weights, true);
            assertSame(pass.logits().detach(), logits.detach());
            assertSame(once, expected);
            assertSame(pass.terms(pass.logits(), weights, false), expected.mul(scores.reshape(1, -1)));
        }
    }

    private static void assertSame(Tensor actual, Tensor expected) {
        float[] known = expected.toFloats();
        float[] found = actual.toFloats();
        double largest = 1e-3;
        for (float each : known) {
            largest = Math.max(largest, Math.abs(each));
        }
        assertThat(found).hasSameSizeAs(known);
        for (int i = 0; i < known.length; i++) {
            assertThat((double) found[i]).isCloseTo(known[i], within(1e-4 * largest));
        }
    }
}
