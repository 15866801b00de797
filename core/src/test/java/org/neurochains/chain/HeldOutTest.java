package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldOutTest {
    /** scipy.stats.beta.ppf(.05, k, n - k + 1), and by hand where all succeed: .05^(1/n). */
    @ParameterizedTest
    @CsvSource({
        "20, 20, 0.8608916593317348",
        "29, 29, 0.9018553723227043",
        "0, 20, 0",
        "1, 20, 0.0025613787765302806",
        "10, 20, 0.3019539112864935",
        "18, 20, 0.7173814751141391",
        "360, 400, 0.8718187679492823",
    })
    void theBoundIsClopperAndPearsons(int successes, int trials, double expected) {
        assertThat(HeldOut.lowerBound(successes, trials)).isCloseTo(expected, within(1e-8));
    }

    @Test
    void theLeastNumberOfImagesThatCanShowAShare() {
        for (double share : new double[] {0.5, 0.85, 0.9, 0.99}) {
            int needed = HeldOut.needed(share);
            assertThat(HeldOut.lowerBound(needed, needed)).isGreaterThanOrEqualTo(share);
            assertThat(HeldOut.lowerBound(needed - 1, needed - 1)).isLessThan(share);
        }
        assertThat(HeldOut.needed(0.85)).isEqualTo(19);
    }

    private static HeldOut bound(double lower) {
        return new HeldOut(10, 1, lower, 0);
    }

    @Test
    void theFirstFailureEndsTheTest() {
        List<Subnetwork> four = Collections.nCopies(4, new Subnetwork(Scores.of(Map.of()), Set.of()));
        double[] bounds = {0.95, 0.9, 0.8, 0.99}; // the last would pass, but is not tested
        int[] asked = {0};
        HeldOut.InTurn tested = HeldOut.InTurn.of(four, 0.85, chain -> bound(bounds[asked[0]++]));
        assertThat(tested.passed()).containsExactly(bound(0.95), bound(0.9));
        assertThat(tested.failed()).isEqualTo(bound(0.8));
        assertThat(asked[0]).isEqualTo(3);
        assertThat(HeldOut.InTurn.of(four, 0.85, chain -> bound(0.2)).passed()).isEmpty();
        assertThat(HeldOut.InTurn.of(four, 0.85, chain -> bound(0.9)).passed()).hasSize(4);
        assertThat(HeldOut.InTurn.of(four, 0.85, chain -> bound(0.9)).failed()).isNull();
    }

    @Test
    void aCancelledTestLeavesWhatPassed() {
        List<Subnetwork> four = Collections.nCopies(4, new Subnetwork(Scores.of(Map.of()), Set.of()));
        int[] asked = {0};
        HeldOut.InTurn tested = HeldOut.InTurn.of(four, 0.85, chain -> {
            if (asked[0]++ == 2) {
                throw new CancellationException();
            }
            return bound(0.9);
        });
        assertThat(tested.passed()).hasSize(2);
        assertThat(tested.failed()).isNull();
    }

    /**
     * A statistical test with a fixed seed: 2,000 draws of 200 held-out images for a family whose members' true
     * agreement falls from .97 to .80. The chosen member's true agreement is below the least asked for in at most 5 %
     * of the draws, up to the error of the count (three standard deviations).
     */
    @Test
    void statisticallyTheBoundIsBrokenInAtMostFivePercentOfDraws() {
        Random random = new Random(5);
        List<Double> truth = new ArrayList<>();
        for (double agreement = 0.97; agreement > 0.8; agreement -= 0.01) {
            truth.add(agreement);
        }
        List<Subnetwork> family = Collections.nCopies(truth.size(), new Subnetwork(Scores.of(Map.of()), Set.of()));
        int broken = 0;
        int chosen = 0;
        for (int draw = 0; draw < 2000; draw++) {
            double[] images = random.doubles(200)
                    .toArray(); // nested: an image that a smaller chain gets right, a larger one does too
            int[] next = {0};
            HeldOut.InTurn tested = HeldOut.InTurn.of(family, 0.85, chain -> {
                double agreement = truth.get(next[0]++);
                int agreeing = 0;
                for (double image : images) {
                    agreeing += image < agreement ? 1 : 0;
                }
                return new HeldOut(200, agreeing / 200.0, HeldOut.lowerBound(agreeing, 200), 0);
            });
            int passed = tested.passed().size();
            if (passed > 0) {
                chosen++;
                broken += truth.get(passed - 1) < 0.85 ? 1 : 0;
            }
        }
        assertThat(chosen).isGreaterThan(1900);
        assertThat(broken).isLessThanOrEqualTo((int) (2000 * 0.05 + 3 * Math.sqrt(2000 * 0.05 * 0.95)));
        assertThat(broken).isPositive(); // or the simulation could not fail
    }
}
