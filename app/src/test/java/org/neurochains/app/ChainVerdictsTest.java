package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.neurochains.app.ChainVerdicts.Statement;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.HeldOut;
import org.neurochains.chain.SampleRecord;
import org.neurochains.chain.ShrinkOptions;
import org.neurochains.measure.Interpretation.Verdict;

/** What is said of chains made by hand: 20 images, 19 of them answered as the network does. */
class ChainVerdictsTest {
    private static final List<ChainRecord.PathGroup> GROUPS = List.of(group("a", .4, .5, .1), group("b", .2, .01, .3));

    private static ChainRecord.PathGroup group(String label, double weight, double lost, double other) {
        return new ChainRecord.PathGroup(label, List.of("L0.1"), true, weight, Map.of("L0.1", 1.0), lost, other);
    }

    /** @param effects of filters with the scores 1, 2, ... */
    private static List<Statement> of(
            boolean holds, @Nullable HeldOut heldOut, @Nullable Boolean holdsOnUnseen, double... effects) {
        ChainRecord.Trust trust = new ChainRecord.Trust(
                holds, holdsOnUnseen, holdsOnUnseen == null ? null : .8, effects.length, 1, null, null);
        return ChainVerdicts.of(record(trust, heldOut, effects));
    }

    private static ChainRecord record(ChainRecord.@Nullable Trust trust, @Nullable HeldOut heldOut, double... effects) {
        List<ChainRecord.RetainedFilter> filters = new ArrayList<>();
        for (int i = 0; i < effects.length; i++) {
            filters.add(new ChainRecord.RetainedFilter(i, i + 1, effects[i], null, null, null, null));
        }
        List<ChainRecord.Image> images = IntStream.range(0, 20)
                .mapToObj(i -> new ChainRecord.Image(i + ".png", "00", "a", "a", .99))
                .toList();
        return SampleRecord.builder()
                .region(new ChainRecord.RegionRecord(List.of("a", "b"), images, 0))
                .solver(ShrinkOptions.defaults())
                .result(SampleRecord.result()
                        .kl(.05)
                        .klBeforeFineTune(.06)
                        .agreement(.95)
                        .probabilityDrop(.01)
                        .filters(effects.length)
                        .totalFilters(9)
                        .layers(1)
                        .heldOut(heldOut)
                        .trust(trust)
                        .build())
                .layers(List.of(new ChainRecord.Layer("L0", "convolution", 9, false, filters)))
                .pathGroups(GROUPS)
                .build();
    }

    private static Statement unseen(int images, double agreement, double bound, @Nullable Boolean holds) {
        return of(true, new HeldOut(images, agreement, bound, .2), holds).get(1);
    }

    @Test
    void itsOwnImagesHaveTheGoalBeside() {
        assertThat(of(true, null, null).get(0))
                .isEqualTo(new Statement(
                        Verdict.HOLDS,
                        "On its own images it gives the network's answer on 19 of 20; KL is 0.0500 nats (the goal: at"
                                + " most 0.1)."));
        assertThat(of(false, null, null).get(0).verdict()).isEqualTo(Verdict.FAILS);
    }

    @Test
    void unseenImagesAreJudgedByWhatWasAskedFor() {
        assertThat(of(true, null, null).get(1).verdict()).isEqualTo(Verdict.OPEN);
        assertThat(unseen(100, .9, .83, true).verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(unseen(100, .8, .72, false).verdict()).isEqualTo(Verdict.FAILS);
        assertThat(unseen(100, .9, .83, true).words())
                .contains("answer on 90.0 %; with 95 % confidence on at least 83.0 %")
                .endsWith("(asked for: 80 %).");
    }

    /** Five images that all agree show .55 at most, one of five that does not is no lack of images. */
    @Test
    void tooFewHeldOutImagesSayNothing() {
        assertThat(unseen(5, 1, .549, false).verdict()).isEqualTo(Verdict.OPEN);
        assertThat(unseen(5, .6, .189, false).verdict()).isEqualTo(Verdict.FAILS);
    }

    /** Solvers that ask for nothing. */
    @Test
    void whereNothingWasAskedForTheBoundDecides() {
        assertThat(unseen(400, .9, .87, null).verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(unseen(400, .7, .66, null).verdict()).isEqualTo(Verdict.PARTLY);
        assertThat(unseen(400, .4, .36, null).verdict()).isEqualTo(Verdict.FAILS);
        assertThat(unseen(400, .9, .87, null).words()).doesNotContain("asked");
    }

    /** scipy.stats.spearmanr(range(1, 7), [1, 2, 3, 4, 6, 5]) is .943. */
    @Test
    void scoresAreJudgedByRank() {
        Statement scores = of(true, null, null, 1, 2, 3, 4, 6, 5).get(2);
        assertThat(scores.verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(scores.words()).startsWith("Scores say what matters here").contains("rank correlation 0.94 (");
        assertThat(of(true, null, null, 1, 2).get(2).verdict()).isEqualTo(Verdict.OPEN);
        assertThat(of(true, null, null, 3, 3, 3, 3).get(2).words())
                .isEqualTo("Whether scores say what matters cannot be told: all 4 removals' costs are equal.");
    }

    /** .6 over two classes; one of two groups costs its own class most. */
    @Test
    void groupsOfPathsThatHoldAreCounted() {
        assertThat(of(true, null, null).get(3))
                .isEqualTo(new Statement(
                        Verdict.PARTLY,
                        "The listed groups of paths carry 30 % of what speaks for a class. On 1 of 2 groups their"
                                + " class hangs, more than any other."));
    }

    @Test
    void nothingIsSaidOfOlderRecords() {
        assertThat(ChainVerdicts.of(record(null, null, 1, 2, 3))).isEmpty();
    }
}
