package org.neurochains.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neurochains.InputException;

class VariantGridTest {
    @Test
    void aGridIsAllCombinationsForTheSolversThatHaveTheOptions() {
        List<StudyPlan.Variant> variants =
                VariantGrid.of(List.of("shrink", "paper"), List.of("lambda=.001,.005", "tau=.1,.2", "max-kl=.05"), "");
        assertThat(variants).hasSize(5);
        assertThat(variants.get(0)).isEqualTo(new StudyPlan.Variant("shrink", "shrink", Map.of("maxKl", .05)));
        assertThat(variants.get(4).label()).isEqualTo("paper lambda=0.005 threshold=0.2");
        assertThat(variants.get(4).options())
                .containsAllEntriesOf(Map.of("lambda", .005, "threshold", .2, "maxKl", .05));
    }

    @Test
    void faultsAreNamed() {
        assertFault(List.of("shrink"), "lambda=.1", "is an option of none of shrink");
        assertFault(List.of("paper"), "lambda", "is not OPTION=VALUE");
        assertFault(List.of("paper"), "lambda=-1", "lambda");
        assertFault(List.of("paper"), "lambda=.1,.1", "twice");
        assertThatThrownBy(() -> VariantGrid.of(List.of("nobody"), List.of(), ""))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("nobody");
    }

    private static void assertFault(List<String> solvers, String grid, String message) {
        assertThatThrownBy(() -> VariantGrid.of(solvers, List.of(grid), ""))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }
}
