package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.neurochains.network.Network;
import org.neurochains.tensor.Scope;

/** F's logits are (x, 2x); p[1] at x = 1 is e / (1 + e) = .7310586. */
class FidelityTest {
    @Test
    void comparesProbabilities() {
        try (Scope scope = Scope.open()) {
            Fidelity fidelity = Fidelity.of(Subjects.of(Subjects.twoFilters(), new float[] {1, .5f}, 1));

            Fidelity.Image image = fidelity.images().get(0);
            assertThat(image.original()).isCloseTo(.7310586, within(1e-6));
            assertThat(image.chain()).isCloseTo(.5, within(1e-6));
            assertThat(image.predicted()).isEqualTo("class1");
            assertThat(image.chainPredicted()).as("the lowest on ties").isEqualTo("class0");
            assertThat(fidelity.drop()).isCloseTo(.2310586, within(1e-6));
            // .7310586 ln 1.4621172 + .2689414 ln .5378828
            assertThat(fidelity.kl()).isCloseTo(.1109440, within(1e-6));
            assertThat(fidelity.agreement()).isZero();
        }
    }

    @Test
    void theNetworkItselfLosesNothing() {
        try (Scope scope = Scope.open()) {
            Network network = Subjects.twoFilters();
            ChainOnRegion subject = Subjects.of(network, new float[] {1, 1}, 1, 2, 3);
            Fidelity fidelity = Fidelity.of(subject);

            assertThat(fidelity.kl()).isZero();
            assertThat(fidelity.drop()).isZero();
            assertThat(fidelity.agreement()).isEqualTo(1);
            assertThat(Quotients.of(subject).images())
                    .allSatisfy(image -> assertThat(image.quotient()).hasValue(1));
        }
    }

    @Test
    void printsItself() {
        try (Scope scope = Scope.open()) {
            Fidelity fidelity = Fidelity.of(Subjects.of(Subjects.twoFilters(), new float[] {1, .5f}, 1, 2));

            assertThat(fidelity.values().numbers())
                    .containsKeys("images", "kl", "probabilityDrop", "agreement")
                    .containsEntry("images", 2);
            Table table = fidelity.tables().get(0);
            assertThat(table.name()).isEqualTo(Table.IMAGES);
            assertThat(table.csv().lines())
                    .hasSize(3)
                    .first()
                    .isEqualTo("file,predicted,probability,chainProbability,drop,kl,chainPredicted,agrees");
            assertThat(fidelity.figures()).hasSize(1);
            assertThat(fidelity.figures().get(0).svg())
                    .contains("network minus chain")
                    .doesNotContain("NaN");
            assertThat(fidelity.summary()).contains("2 images").contains("0.0 % of the predictions agree");
        }
    }
}
