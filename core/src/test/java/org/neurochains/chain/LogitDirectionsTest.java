package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neurochains.network.OutputKind;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** The sum of squares that stands for a divergence, against KL's own slope and curvature. */
class LogitDirectionsTest {
    private static final double RIDGE = 1e-3;

    private static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    private static double[] distribution(Random random, int classes) {
        double[] values = random.doubles(classes).map(v -> Math.exp(4 * v)).toArray();
        double sum = Arrays.stream(values).sum();
        return Arrays.stream(values).map(v -> v / sum).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** d'Ad, A the softmax's curvature at the mean of both, with the ridge. */
    private static double curvature(double[] p, double[] q, double[] change) {
        double mean = 0;
        double square = 0;
        for (int i = 0; i < p.length; i++) {
            double m = (p[i] + q[i]) / 2;
            mean += m * change[i];
            square += (m + RIDGE) * change[i] * change[i];
        }
        return square - mean * mean;
    }

    private static double squares(LogitDirections directions, double[] change) {
        return Arrays.stream(directions.rows())
                .mapToDouble(row -> Math.pow(dot(row, change), 2))
                .sum();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSlopeIsExact(long seed) {
        Random random = new Random(seed);
        double[] p = distribution(random, 12);
        double[] q = distribution(random, 12);
        LogitDirections two = LogitDirections.of(OutputKind.MULTI_CLASS, p, q, 2);
        for (int c = 0; c < 12; c++) {
            double slope = two.rows()[0][c] * two.residuals()[0] + two.rows()[1][c] * two.residuals()[1];
            assertThat(slope).isCloseTo(q[c] - p[c], within(1e-12));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void twoRowsHaveAllOfThreeClassesCurvature(long seed) {
        Random random = new Random(seed);
        double[] p = distribution(random, 3);
        double[] q = distribution(random, 3);
        LogitDirections two = LogitDirections.of(OutputKind.MULTI_CLASS, p, q, 2);
        double[] change = random.doubles(3).toArray();
        double mean = Arrays.stream(change).average().orElseThrow();
        double[] centred = Arrays.stream(change).map(v -> v - mean).toArray();
        double all = curvature(p, q, centred);
        assertThat(squares(two, centred)).isCloseTo(all, within(0.03 * all));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noRowsHaveMoreCurvatureThanThereIsAndEachAddsItsShare(long seed) {
        Random random = new Random(seed);
        double[] p = distribution(random, 12);
        double[] q = seed % 2 == 0 ? p : distribution(random, 12); // where nothing is off all rows are for curvature
        double[] change = random.doubles(12).toArray();
        double before = 0;
        for (int count = 1; count <= 6; count++) {
            double now = squares(LogitDirections.of(OutputKind.MULTI_CLASS, p, q, count), change);
            assertThat(now).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(1.02 * curvature(p, q, change));
            before = now;
        }
        assertThat(before).isPositive();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whereNothingIsOffTheFirstRowIsTheMostCurvedDirection(long seed) {
        Random random = new Random(seed);
        double[] p = distribution(random, 5);
        LogitDirections one = LogitDirections.of(OutputKind.MULTI_CLASS, p, p, 1);
        assertThat(one.residuals()[0]).isZero();
        double[] first = one.rows()[0];
        double largest = dot(first, first); // a row v = A w with w'Aw = 1 along an eigenvector has v'v = its eigenvalue
        for (int i = 0; i < 200; i++) {
            double[] other = random.doubles(5).map(v -> v - 0.5).toArray();
            assertThat(curvature(p, p, other) / dot(other, other)).isLessThan(1.02 * largest);
        }
    }

    @Test
    void thereAreTwoDirectionsAnImageOrOneOfASingleClass() {
        try (Scope scope = Scope.open()) {
            Tensor flat = Tensor.full(0.25f, 2, 4);
            assertThat(LogitDirections.of(OutputKind.MULTI_CLASS, flat, flat))
                    .hasSize(2)
                    .allSatisfy(each -> assertThat(each.rows()).hasNumberOfRows(2));
            Tensor one = Tensor.full(1, 2, 1);
            assertThat(LogitDirections.of(OutputKind.MULTI_CLASS, one, one)
                            .get(0)
                            .rows())
                    .hasNumberOfRows(1);
        }
    }

    /** Sigmoids' curvature is diagonal, m (1 - m): as many rows as outputs have all of it. */
    @ParameterizedTest
    @MethodSource("seeds")
    void rowsOfLabelsHaveTheirSlopeAndTheirCurvature(long seed) {
        Random random = new Random(seed);
        double[] p = random.doubles(4).toArray();
        double[] q = random.doubles(4).toArray();
        LogitDirections all = LogitDirections.of(OutputKind.MULTI_LABEL, p, q, 4);
        double[] change = random.doubles(4).toArray();
        double expected = 0;
        for (int c = 0; c < 4; c++) {
            double slope = 0;
            for (int k = 0; k < 4; k++) {
                slope += all.rows()[k][c] * all.residuals()[k];
            }
            assertThat(slope).isCloseTo(q[c] - p[c], within(1e-12));
            double middle = (p[c] + q[c]) / 2;
            expected += (middle * (1 - middle) + RIDGE) * change[c] * change[c];
        }
        assertThat(squares(all, change)).isCloseTo(expected, within(0.02 * expected));
    }

    /** Of many labels two rows have the whole curvature in the mean, and the slope exactly. */
    @Test
    void twoRowsOfManyLabelsHaveTheirCurvatureInTheMean() {
        Random random = new Random(1);
        double[] p = random.doubles(12).toArray();
        double[] change = random.doubles(12).map(v -> v - 0.5).toArray();
        double expected = 0;
        double found = 0;
        for (int i = 0; i < 4000; i++) {
            double[] q = Arrays.stream(p)
                    .map(v -> v + 1e-3 * random.nextDouble() * (v > .5 ? -1 : 1))
                    .toArray();
            LogitDirections two = LogitDirections.of(OutputKind.MULTI_LABEL, p, q, 2);
            found += squares(two, change);
            for (int c = 0; c < 12; c++) {
                double middle = (p[c] + q[c]) / 2;
                expected += (middle * (1 - middle) + RIDGE) * change[c] * change[c];
                double slope = two.rows()[0][c] * two.residuals()[0] + two.rows()[1][c] * two.residuals()[1];
                assertThat(slope).isCloseTo(q[c] - p[c], within(1e-12));
            }
        }
        assertThat(found).isCloseTo(expected, within(0.06 * expected));
    }

    /** Where the chain says of every label what the network says, all rows are curvature. */
    @Test
    void labelsThatAgreeHaveRowsToo() {
        double[] p = {.1, .2, .9, .5, .7};
        LogitDirections two = LogitDirections.of(OutputKind.MULTI_LABEL, p, p, 2);
        assertThat(two.residuals()).containsExactly(0, 0);
        double trace =
                Arrays.stream(two.rows()).mapToDouble(row -> dot(row, row)).sum();
        double expected =
                Arrays.stream(p).map(each -> each * (1 - each) + RIDGE).sum();
        assertThat(trace).isCloseTo(expected, within(1e-9));
    }
}
