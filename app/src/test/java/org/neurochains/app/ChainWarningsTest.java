package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.ChainRecordResultBuilder;
import org.neurochains.chain.HeldOut;
import org.neurochains.chain.SampleRecord;
import org.neurochains.chain.ShrinkOptions;

/** How searches end, of records made by hand: each reason is said where it is the reason, and nowhere else. */
class ChainWarningsTest {
    private static final HeldOut BAD = new HeldOut(100, .8, .72, .3);

    private static List<String> of(ChainRecordResultBuilder result, @Nullable Integer budget) {
        List<ChainRecord.FurtherImage> heldOut = List.of(new ChainRecord.FurtherImage("a.png", "00"));
        return ChainWarnings.of(SampleRecord.builder()
                .region(new ChainRecord.RegionRecord(List.of("a"), List.of(), 0, null, heldOut))
                .solver(ShrinkOptions.defaults().withBudget(budget))
                .result(result.build())
                .curve(List.of(new ChainRecord.CurvePoint(3, 0, .05, 1, "curve/000.safetensors")))
                .build());
    }

    private static ChainRecordResultBuilder result(double kl, int filters, boolean reached) {
        return SampleRecord.result()
                .kl(kl)
                .filters(filters)
                .totalFilters(90)
                .reachedGoal(reached)
                .heldOut(new HeldOut(100, .95, .9, .01));
    }

    @Test
    void aChainThatReachesItsGoalNeedsNoWords() {
        assertThat(of(result(.05, 9, true), null)).isEmpty();
        assertThat(of(result(.05, 9, true), 9)).isEmpty();
    }

    @Test
    void theNextSmallerChainFailedOnUnseenImages() {
        assertThat(of(result(.05, 9, true).nextSmaller(new ChainRecord.NextSmaller(7, BAD)), null))
                .containsExactly("the next smaller chain, of 7 filters, was not shown to agree on 80 % of unseen images"
                        + " (bound 72 %)");
    }

    @Test
    void nothingSmallerThanTheNetworkHeld() {
        assertThat(of(result(0, 90, false), null))
                .containsExactly("warning: nothing smaller than the whole network holds on the region's images;"
                        + " exit code 4");
        assertThat(of(result(0, 90, false).nextSmaller(new ChainRecord.NextSmaller(80, BAD)), null))
                .containsExactly(
                        "the next smaller chain, of 80 filters, was not shown to agree on 80 % of unseen images"
                                + " (bound 72 %)",
                        "warning: nothing smaller than the whole network holds on unseen images; exit code 4");
    }

    @Test
    void theGoalWasNeverReached() {
        String line = "warning: KL is 0.2000 and stayed above --max-kl 0.1; the chain is the best that was found;"
                + " exit code 4";
        assertThat(of(result(.2, 9, false), null)).containsExactly(line);
        assertThat(of(result(.2, 9, false), 9)).containsExactly(line);
    }

    @Test
    void theLayersNeedMoreThanTheBudget() {
        assertThat(of(result(.2, 9, false), 5))
                .containsExactly("warning: --budget 5 is less than the layers need that every path leads through;"
                        + " the chain has 9 filters; exit code 4");
    }

    @Test
    void aStopIsTheReasonWhateverElseHolds() {
        assertThat(of(result(.05, 9, true).stopped(true), null))
                .containsExactly("stopped: the chain, with 9 of the network's 90 filters, is the smallest so far that"
                        + " holds; effects, paths and page are left out: extract --from DIR --member 3 makes them");
        assertThat(of(result(.05, 9, false).stopped(true).heldOut(null), null))
                .singleElement()
                .asString()
                .contains("holds on its own images, the others were not tried; ");
        assertThat(of(result(.2, 9, false).stopped(true), 5))
                .containsExactly("stopped on the way to --budget 5: the chain has 9 of the network's 90 filters;"
                        + " effects, paths and page are left out: extract --from DIR --member 3 makes them");
    }
}
