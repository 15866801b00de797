package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Steps on networks whose outputs their rectifiers can cut off from the image. */
class NewtonTest {
    private static Newton newton(Problem problem, Objective objective, NewtonRows rows) {
        return new Newton(objective, problem.batch(), null, 0, rows, new Newton.Damping());
    }

    private static Objective objective(Problem problem) {
        return new Objective(UnitLayout.of(problem.network(), true), 2, problem.meter());
    }

    @Test
    void outputsThatDoNotDependOnTheImageAreTold() {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.stack();
            Objective objective = objective(problem);
            assertThat(objective.fit(problem.batch(), Tensor.full(1, 4)).alive())
                    .isTrue();
            assertThat(objective.fit(problem.batch(), Tensor.full(-1, 4)).alive())
                    .isFalse();
        }
    }

    /** One of two filters is cut off; rows by image foresee that the other's far too large output is mended by a score below zero, where it is dead too. */
    @ParameterizedTest
    @ValueSource(floats = {3, 10, 30, 100})
    void noStepLeadsWhereOutputsNoLongerDependOnTheImage(float start) {
        try (Scope scope = Scope.open()) {
            Problem problem = Problem.of(Toys.twoFilters().network(), Tensor.of(new float[] {1, 2}, 2, 1, 1, 1));
            Objective objective = objective(problem);
            Newton newton = newton(problem, objective, NewtonRows.IMAGES);
            Newton.Point point = newton.start(Tensor.of(new float[] {-1, start}, 2));
            for (int i = 0; i < 20; i++) {
                Newton.Point next = newton.step(point);
                assertThat(next.fit().alive()).isTrue();
                assertThat(next.value()).isLessThanOrEqualTo(point.value());
                point = next;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(NewtonRows.class)
    void stepsLeadToOutputsThatAgree(NewtonRows rows) {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.stack();
            Newton newton = newton(problem, objective(problem), rows);
            Newton.Point point = newton.start(Tensor.of(new float[] {1.5f, .5f, .8f, 1.4f}, 4));
            for (int i = 0; i < 20; i++) {
                point = newton.step(point);
            }
            assertThat(point.kl()).isLessThan(1e-4);
        }
    }

    /** Logits 3 x and x come out as 3 x / 10 and 30 x: the wrong class, whatever the step. */
    @Test
    void coolingLowersTheLastScoresAlone() {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.stack();
            Newton newton = newton(problem, objective(problem), NewtonRows.LOGITS);
            Tensor start = Tensor.of(new float[] {1, 1, .1f, 30}, 4);
            Newton.Point hot = newton.start(start);
            Newton.Point cooled = newton.cooled(start);
            assertThat(hot.kl()).isGreaterThan(10);
            assertThat(cooled.kl()).isLessThan(Math.log(2));
            float[] scores = cooled.scores().toFloats();
            assertThat(scores[0]).isEqualTo(1);
            assertThat(scores[1]).isEqualTo(1);
            assertThat(scores[2]).isLessThan(.1f);
            assertThat(scores[3] / scores[2]).isCloseTo(300, within(.01f));
        }
    }

    @Test
    void coolingLeavesOutputsThatAgree() {
        try (Scope scope = Scope.open()) {
            Problem problem = Toys.stack();
            Newton newton = newton(problem, objective(problem), NewtonRows.LOGITS);
            assertThat(newton.cooled(Tensor.full(1, 4)).scores().toFloats()).containsExactly(1, 1, 1, 1);
        }
    }
}
