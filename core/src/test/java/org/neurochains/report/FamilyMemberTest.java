package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.neurochains.chain.Scores;
import org.neurochains.chain.Subnetwork;
import org.neurochains.network.Channels;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitKind;

/** Which members of a family the page of a chain can show. */
class FamilyMemberTest {
    private static final Channels ALL = Channels.of(0, 1, 2);

    /** A layer a, and a layer b in a group g. */
    private static final Network NETWORK = Network.of(List.of(
            new Node("input", new Op.Input(Shape.maps(3, 2, 2)), List.of()),
            new Node("a", new Op.Score("a", UnitKind.CONVOLUTION, 3, ALL), List.of(0)),
            new Node("b", new Op.Score("b", UnitKind.CONVOLUTION, 3, ALL), List.of(1)),
            new Node("g", new Op.Gate("g"), List.of(2, 1))));

    private static final float[] B = {0, 3, 0};
    private static final Subnetwork CHAIN = chain(B, 1, 0, 2);

    private static Subnetwork chain(float[] b, float... a) {
        return new Subnetwork(Scores.of(Map.of("a", a, "b", b)), Set.of());
    }

    @Test
    void aMemberHasAScoreForEachFilterOfTheChain() {
        assertThat(FamilyMember.within(CHAIN, chain(B, .5f, 0, 0), NETWORK)).containsExactly(.5f, 0, 3);
    }

    @Test
    void oneWithAFilterThatTheChainLacksIsNone() {
        assertThat(FamilyMember.within(CHAIN, chain(B, 0, .5f, 0), NETWORK)).isNull();
    }

    @Test
    void aBypassedGroupHasNoFilters() {
        Subnetwork bypassing = new Subnetwork(chain(B, 1, 0, 0).scores(), Set.of("g"));
        assertThat(FamilyMember.within(CHAIN, bypassing, NETWORK)).containsExactly(1, 0, 0);
        assertThat(FamilyMember.within(bypassing, CHAIN, NETWORK)).isNull();
        assertThat(FamilyMember.bypassedBy(
                        List.of(new FamilyMember(0, List.of("g"), ""), new FamilyMember(1, List.of(), ""))))
                .containsExactly("g");
    }

    /** 1 is 3c00 in binary16, 0.5 is 3800, 0 is 0000; little-endian. */
    @Test
    void scoresAreWrittenAsHalves() {
        assertThat(java.util.Base64.getDecoder().decode(FamilyMember.halves(1, .5f, 0)))
                .containsExactly(0, 0x3c, 0, 0x38, 0, 0);
    }
}
