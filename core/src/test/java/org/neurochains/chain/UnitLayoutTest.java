package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.neurochains.network.Channels;
import org.neurochains.network.Cut;
import org.neurochains.network.Network;
import org.neurochains.network.Retention;
import org.neurochains.network.UnitKind;
import org.neurochains.tensor.Scope;

/** Scores in one vector, and by unit layer. */
class UnitLayoutTest {
    private static Network network() {
        return Toys.residual(new float[] {1, 0, 0, 1}, 1, 1).network();
    }

    @Test
    void listsUnitsInOrderOfComputation() {
        try (Scope scope = Scope.open()) {
            UnitLayout all = UnitLayout.of(network(), true);
            assertThat(all.units().stream().map(u -> u.layer() + "." + u.channel()))
                    .containsExactly("stem.0", "stem.1", "C1.0", "C1.1", "C2.0", "C2.1", "blockSC.0", "blockSC.1");
            assertThat(all.units().get(7).kind()).isEqualTo(UnitKind.IDENTITY);
            assertThat(all.size()).isEqualTo(8);
            assertThat(all.filters()).isEqualTo(6);
            assertThat(all.lengths()).containsExactly(2, 2, 2, 2);
            assertThat(all.indexOf("C2", 0)).isEqualTo(4);
            assertThat(all.positionOf("C2")).isEqualTo(2);
            assertThat(all.groups()).containsExactly("block");
        }
    }

    @Test
    void saysInWordsHowManyAreKept() {
        try (Scope scope = Scope.open()) {
            UnitLayout all = UnitLayout.of(network(), true);
            assertThat(all.inWords(Stage.whole(8).kept())).isEqualTo("6 filters and 2 shortcut channels");
            assertThat(all.inWords(new boolean[] {true, false, false, false, false, false, true, false}))
                    .isEqualTo("1 filter and 1 shortcut channel");
            assertThat(all.inWords(new boolean[8])).isEqualTo("0 filters");
        }
    }

    @Test
    void unscoredShortcutsAreRetainedWhole() {
        try (Scope scope = Scope.open()) {
            UnitLayout layout = UnitLayout.of(network(), false);
            assertThat(layout.size()).isEqualTo(6);
            assertThat(layout.positionOf("blockSC")).isEqualTo(-1);
            boolean[] kept = {false, true, false, false, true, true};
            Retention retention = layout.retention(kept, Set.of());
            assertThat(retention.channels())
                    .isEqualTo(Map.of(
                            "stem", Channels.of(1),
                            "C1", Channels.of(),
                            "C2", Channels.of(0, 1),
                            "blockSC", Channels.of(0, 1)));
        }
    }

    @Test
    void aCutNetworksVectorHasTheOriginalsScores() {
        try (Scope scope = Scope.open()) {
            Network network = network();
            Scores scores = Scores.of(Map.of(
                    "stem", new float[] {0, 2},
                    "C1", new float[] {3, 4},
                    "C2", new float[] {5, 0},
                    "blockSC", new float[] {6, 7}));
            Network cut = Cut.of(network, scores.retention(Set.of()));
            UnitLayout layout = UnitLayout.of(cut, true);
            // the shortcut's first channel is gone with the stem's
            assertThat(layout.vector(scores)).containsExactly(2, 3, 4, 5, 7);

            Retention kept = scores.retention(Set.of()).with("C1", Channels.of(1));
            Scores changed = scores.with(layout, new float[] {20, 30, 40, 50, 70}, kept);
            assertThat(changed.of("stem")).containsExactly(0, 20);
            assertThat(changed.of("C1")).containsExactly(0, 40);
            assertThat(changed.of("blockSC")).containsExactly(6, 70);
            assertThat(scores.of("stem")).as("the first scores").containsExactly(0, 2);
        }
    }

    @Test
    void countsFiltersShortcutChannelsAndLayersOutsideBypassedGroups() {
        try (Scope scope = Scope.open()) {
            Network network = network();
            Scores scores = Scores.of(Map.of(
                    "stem", new float[] {0, 2},
                    "C1", new float[] {3, -4},
                    "C2", new float[] {0, 0},
                    "blockSC", new float[] {6, 7}));
            assertThat(new Subnetwork(scores, Set.of()).size(network)).isEqualTo(new Subnetwork.Size(3, 2, 2));
            assertThat(new Subnetwork(scores, Set.of("block")).size(network)).isEqualTo(new Subnetwork.Size(1, 0, 1));
            assertThat(scores.retention(Set.of("block")).size()).isEqualTo(5);
            assertThatThrownBy(() -> scores.of("C9"))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining("C9");
        }
    }

    @Test
    void scoresAreCopiedInAndOut() {
        float[] values = {1, 2};
        Scores scores = Scores.of(Map.of("L0", values));
        values[0] = 9;
        scores.of("L0")[1] = 9;
        assertThat(scores.of("L0")).containsExactly(1, 2);
    }
}
