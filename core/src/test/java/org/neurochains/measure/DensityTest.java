package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.neurochains.plot.Grid;

class DensityTest {

    /**
     * By hand: corners of a square, variance 4/3 each way without covariance, factor 4^(-1/6), so each kernel has
     * variance 4/3 * 4^(-1/3); at the centre every corner is sqrt(2) away.
     */
    @Test
    void squareByHand() {
        Density density = Density.of(new double[] {-1, -1, 1, 1}, new double[] {-1, 1, -1, 1})
                .get();
        double variance = 4 / 3.0 * Math.pow(4, -1 / 3.0);

        assertThat(density.at(0, 0)).isCloseTo(Math.exp(-1 / variance) / (2 * Math.PI * variance), within(1e-15));
    }

    @Test
    void integratesToOne() {
        Random random = new Random(3);
        double[] x = random.doubles(60).toArray();
        double[] y = new double[60];
        for (int i = 0; i < y.length; i++) {
            y[i] = 100 * (x[i] + random.nextGaussian());
        }
        Grid grid = Density.of(x, y).get().grid(80, 80);
        double sum = 0;
        for (int row = 0; row < grid.rows(); row++) {
            for (int column = 0; column < grid.columns(); column++) {
                sum += grid.at(column, row);
            }
        }
        double cell = grid.x().length() / 79 * grid.y().length() / 79;

        assertThat(sum * cell).isBetween(.97, 1.0);
    }

    @Test
    void undefinedSaysWhy() {
        assertThat(Density.of(new double[] {1, 2, 3, 4}, new double[] {2, 4, 6, 8})
                        .reason())
                .isEqualTo("the 4 points lie on a line");
        assertThat(Density.of(new double[] {1, 2, 3}, new double[] {0, 0, 0}).reason())
                .isEqualTo("the 3 points lie on a line");
        assertThat(Density.of(new double[] {1, 2}, new double[] {0, 5}).reason())
                .isEqualTo("only 2 points, at least 3 are needed");
    }

    @Test
    void farAwayIsZeroNotUndefined() {
        assertThat(Density.of(new double[] {0, 1, 0}, new double[] {0, 0, 1})
                        .get()
                        .at(1e9, -1e9))
                .isZero();
    }
}
