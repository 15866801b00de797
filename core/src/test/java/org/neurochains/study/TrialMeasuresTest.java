package org.neurochains.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.HeldOut;

class TrialMeasuresTest {
    private static ChainRecord.Result result(@Nullable HeldOut heldOut, ChainRecord.@Nullable Trust trust) {
        return new ChainRecord.Result(
                .01, .02, 1, .1, 4, 8, 4, 1, 2, new ChainRecord.Before(4, 0), false, 3, 2.5, .1, true, heldOut, trust);
    }

    @Test
    void whatAChainsRecordSaysBeyondItsRegionBecomesColumns() {
        ChainRecord.Trust trust = new ChainRecord.Trust(true, true, .8, 1.5, 1, .75);
        assertThat(TrialMeasures.beyond(result(new HeldOut(200, .9, .85, .25), trust)))
                .isEqualTo(Map.of(
                        "heldOut.images", 200.0,
                        "heldOut.agreement", .9,
                        "heldOut.kl", .25,
                        "trust.scoreEffectCorrelation", .75));
    }

    @Test
    void whatIsNotKnownHasNoColumn() {
        ChainRecord.Trust trust = new ChainRecord.Trust(true, null, null, 1.5, 1, null);
        assertThat(TrialMeasures.beyond(result(null, trust))).isEmpty();
        assertThat(TrialMeasures.beyond(result(null, null))).isEmpty();
    }
}
