package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.neurochains.InputException;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.SampleRecord;

class ChainComparisonTest {
    private static NamedChain chain(String name, List<String> classes, String... filters) {
        return new NamedChain(name, ComparedChains.chain("d1", classes, filters));
    }

    private static final NamedChain LEFT = chain("left", List.of("a", "b"), "one.0", "one.1", "two.2", "skip.1");
    private static final NamedChain RIGHT = chain("right", List.of("b", "a"), "one.1", "one.3", "two.2", "skip.1");

    /** By hand: layers one and two have 4 and 8 filters, skip 4 channels of an identity shortcut. */
    @Test
    void byHand() {
        ChainOverlap pair = ChainComparison.of(List.of(LEFT, RIGHT)).pairs().get(0);

        assertThat(pair.filters()).isEqualTo(new Overlap(2, 3, 3, 12));
        assertThat(pair.shortcuts()).isEqualTo(new Overlap(1, 1, 1, 4));
        assertThat(pair.layers().get(0).overlap()).isEqualTo(new Overlap(1, 2, 2, 4));
        assertThat(pair.layers().get(1).overlap()).isEqualTo(new Overlap(1, 1, 1, 8));
        // 2 * 2 / 4 + 1 * 1 / 8; one shares 0, 1, 2 with 1/6, 4/6, 1/6, two shares 1 with 1/8.
        assertThat(pair.chance().expected()).isCloseTo(1.125, within(1e-12));
        assertThat(pair.chance().chance()).isCloseTo(1 / 6. + 4 / 6. / 8, within(1e-12));
        assertThat(pair.scoreRanks().reason()).isEqualTo("only 2 different points among 3, at least 3 are needed");
        assertThat(pair.effectRanks().isDefined()).isFalse();
        assertThat(pair.sharedImages()).isZero();
    }

    /** scipy.stats.spearmanr([3, 2, 1, 4], [1, 2, 4, 3]) is -.4; the scores are the same in both chains. */
    @Test
    void effectsAreRankedWhereBothChainsKnowThem() {
        String[] names = {"one.0", "one.1", "two.2", "two.3", "two.4"};
        NamedChain left = chain("left", List.of("a"), names);
        NamedChain right = chain("right", List.of("b"), names);
        ChainRecord four =
                SampleRecord.withEffects(left.record(), Map.of("one.0", 3., "one.1", 2., "two.2", 1., "two.3", 4.));
        ChainRecord five = SampleRecord.withEffects(
                right.record(), Map.of("one.0", 1., "one.1", 2., "two.2", 4., "two.3", 3., "two.4", 9.));
        ChainOverlap pair = ChainComparison.of(
                        List.of(new NamedChain(left.name(), four), new NamedChain(right.name(), five)))
                .pairs()
                .get(0);

        assertThat(pair.effectRanks().get().r()).isCloseTo(-.4, within(1e-12));
        assertThat(pair.effectRanks().get().n()).isEqualTo(4);
        assertThat(pair.scoreRanks().get().r()).isCloseTo(1, within(1e-12));
    }

    /**
     * Expected:
     * {@code s = [1]; for f, g, n in layers: s = numpy.convolve(s, scipy.stats.hypergeom(n, f, g).pmf(range(min(f,
     * g) + 1))); s[shared:].sum()}
     * of SciPy 1.17.1.
     */
    @Test
    void chanceByLayers() {
        LayerChance small =
                LayerChance.of(List.of(new Overlap(2, 5, 4, 16), new Overlap(1, 3, 6, 32), new Overlap(0, 2, 2, 64)));
        LayerChance large = LayerChance.of(
                List.of(new Overlap(7, 12, 9, 64), new Overlap(12, 20, 31, 128), new Overlap(11, 40, 33, 256)));

        assertThat(small.expected()).isCloseTo(1.875, within(1e-12));
        assertThat(small.chance()).isCloseTo(0.26708477199683645, within(1e-12));
        assertThat(large.expected()).isCloseTo(11.6875, within(1e-12));
        assertThat(large.chance()).isCloseTo(6.083947238448075e-9, within(1e-17));
    }

    @Test
    void aChainOverlapsFullyWithItselfAndWithAPermutedCopy() {
        List<String> names = new ArrayList<>(List.of("one.0", "one.2", "two.1", "two.5", "two.7", "skip.0", "skip.3"));
        NamedChain chain = chain("chain", List.of("a"), names.toArray(String[]::new));
        Collections.shuffle(names, new Random(1));
        NamedChain permuted = chain("permuted", List.of("a"), names.toArray(String[]::new));

        ChainComparison comparison = ChainComparison.of(List.of(chain, chain, permuted));

        for (ChainOverlap pair : comparison.pairs()) {
            assertThat(pair.filters().intersectionOverUnion()).hasValue(1);
            assertThat(pair.shortcuts().intersectionOverUnion()).hasValue(1);
            assertThat(pair.scoreRanks().get().r()).isCloseTo(1, within(1e-12));
        }
        assertThat(comparison.consistency()).hasSize(1);
        assertThat(comparison.consistency().get(0).meanOverlap()).isEqualTo(1);
        assertThat(comparison.consistency().get(0).inAll()).isEqualTo(5);
    }

    @Test
    void consistencyIsAmongChainsOfTheSameClasses() {
        ChainComparison comparison = ChainComparison.of(List.of(LEFT, chain("other", List.of("c"), "one.0"), RIGHT));

        assertThat(comparison.consistency())
                .containsExactly(new ChainComparison.Consistency(List.of("a", "b"), List.of(0, 2), .5, 2, 4));
        assertThat(comparison.pair(2, 0)).isSameAs(comparison.pairs().get(1));
        assertThat(comparison.pair(1, 2)).isSameAs(comparison.pairs().get(2));
    }

    @Test
    void chainsMayHaveNothingInCommonOrNothingAtAll() {
        NamedChain one = chain("one", List.of("a"), "one.0", "two.0");
        NamedChain other = chain("other", List.of("b"), "one.1", "two.1");
        NamedChain empty = chain("empty", List.of("b"));

        ChainComparison comparison = ChainComparison.of(List.of(one, other, empty));

        assertThat(comparison.pair(0, 1).filters().shared()).isZero();
        assertThat(comparison.pair(0, 1).filters().chance()).isEqualTo(1);
        assertThat(comparison.pair(0, 1).scoreRanks().isDefined()).isFalse();
        assertThat(comparison.pair(0, 2).chance().chance()).isEqualTo(1);
        assertThat(comparison.pair(1, 2).filters().intersectionOverUnion()).hasValue(0);
    }

    @Test
    void fiftyChains() {
        List<NamedChain> chains = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            chains.add(chain("c" + i, List.of("a" + i % 7), "one." + i % 4, "two." + i % 8));
        }

        ChainComparison comparison = ChainComparison.of(chains);

        assertThat(comparison.pairs()).hasSize(1225);
        assertThat(comparison.pair(48, 49).second()).isEqualTo(49);
        assertThat(comparison.consistency()).hasSize(7);
    }

    @Test
    void refusesChainsOfDifferentModels() {
        NamedChain other = new NamedChain("other", ComparedChains.chain("d2", List.of("a"), "one.0"));

        assertThatThrownBy(() -> ChainComparison.of(List.of(LEFT, other)))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "other: was made from the model with SHA-256 d2, left from d1; compare chains of one model");
    }

    @Test
    void refusesOneChainAndOneThatDoesNotFitItsModel() {
        assertThatThrownBy(() -> ChainComparison.of(List.of(LEFT)))
                .hasMessageStartingWith("compare: 1 chains were given");
        NamedChain large = chain("large", List.of("a"), "one.4");
        assertThatThrownBy(() -> ChainComparison.of(List.of(LEFT, large)))
                .hasMessage("large: does not fit its model in layer one; extract the chain again");
    }
}
