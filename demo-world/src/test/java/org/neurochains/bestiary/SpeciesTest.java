package org.neurochains.bestiary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SpeciesTest {

    @Test
    void aUnicornIsAHorseWithAHorn() {
        assertThat(Species.UNICORN.telling(Species.HORSE)).containsExactly(PartForm.HORN);
        assertThat(Species.UNICORN.shared(Species.HORSE))
                .containsExactly(PartForm.MUZZLE, PartForm.MANE_TAIL, PartForm.HOOVES);
    }

    @Test
    void duckAndPlatypusDifferInWingAndTail() {
        assertThat(Species.DUCK.telling(Species.PLATYPUS))
                .containsExactly(PartForm.FEATHERS, PartForm.FAN_TAIL, PartForm.PADDLE_TAIL);
    }

    @Test
    void noTwoSpeciesHaveTheSameForms() {
        Set<Set<PartForm>> all = new HashSet<>();
        for (Species species : Species.values()) {
            assertThat(all.add(species.forms())).as(species.label()).isTrue();
        }
    }

    @Test
    void pairsShareFromNoneToFourParts() {
        Set<Integer> counts = new HashSet<>();
        for (Species one : Species.values()) {
            for (Species other : Species.values()) {
                if (one.compareTo(other) < 0) {
                    counts.add(one.shared(other).size());
                }
            }
        }
        assertThat(counts).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }

    @ParameterizedTest
    @EnumSource
    void eachSlotHoldsAtMostOneForm(Species species) {
        List<Slot> slots = species.forms().stream().map(PartForm::slot).toList();
        assertThat(slots).doesNotHaveDuplicates().contains(Slot.SNOUT, Slot.FEET, Slot.EYE);
    }

    @ParameterizedTest
    @EnumSource
    void everyFormIsSomeonesAndOnlyThePaddleTailIsNobodyElses(PartForm form) {
        long owners = Arrays.stream(Species.values())
                .filter(species -> species.forms().contains(form))
                .count();
        assertThat(owners).isGreaterThanOrEqualTo(form == PartForm.PADDLE_TAIL ? 1 : 2);
    }

    @Test
    void labelsAreInAlphabeticalOrder() {
        assertThat(Arrays.stream(Species.values()).map(Species::label)).isSorted();
    }
}
