package org.neurochains.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.HeldOut;
import org.neurochains.chain.SampleRecord;

class TrialMeasuresTest {
    private static ChainRecord.Result result(@Nullable HeldOut heldOut, ChainRecord.@Nullable Trust trust) {
        return SampleRecord.result().heldOut(heldOut).trust(trust).build();
    }

    @Test
    void whatAChainsRecordSaysBeyondItsRegionBecomesColumns() {
        ChainRecord.Trust trust = new ChainRecord.Trust(true, true, .8, 1.5, .9, .75, null);
        assertThat(TrialMeasures.beyond(result(new HeldOut(200, .9, .85, .25), trust)))
                .isEqualTo(Map.of(
                        "heldOut.images", 200.0,
                        "heldOut.agreement", .9,
                        "heldOut.lowerBound", .85,
                        "heldOut.kl", .25,
                        "trust.holdsOnUnseen", 1.0,
                        "trust.largestScore", 1.5,
                        "trust.scoresNearOne", .9,
                        "trust.scoreEffectCorrelation", .75));
    }

    @Test
    void whatIsNotKnownHasNoColumn() {
        ChainRecord.Trust trust = new ChainRecord.Trust(true, null, null, 1.5, 1, null, null);
        assertThat(TrialMeasures.beyond(result(null, trust)))
                .isEqualTo(Map.of("trust.largestScore", 1.5, "trust.scoresNearOne", 1.0));
        assertThat(TrialMeasures.beyond(result(null, null))).isEmpty();
    }
}
