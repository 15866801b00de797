package org.neurochains.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class IsolinesTest {
    private static final Frame FRAME = new Frame(
            0,
            0,
            100,
            100,
            new Frame.Scaled(Axis.linear("x", "1"), new Range(0, 1)),
            new Frame.Scaled(Axis.linear("y", "1"), new Range(0, 1)));

    /** A plane x >= 0.6 is the right 40 % of the frame; interpolation is exact for a plane. */
    @Test
    void planeByHand() {
        double[] values = new double[8 * 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 8 / 7.0;
        }

        assertThat(area(path(values, 8, .6))).isCloseTo(4000, within(.5));
    }

    @Test
    void coneByHand() {
        double[] values = new double[81 * 81];
        for (int i = 0; i < values.length; i++) {
            values[i] = -Math.hypot(i % 81 - 40, i / 81 - 40) / 80;
        }

        assertThat(area(path(values, 81, -.3))).isCloseTo(Math.PI * 30 * 30, within(5.0));
    }

    /** Inside on the left: outer outlines and holes turn opposite ways, so that their areas add up to the region's. */
    @Test
    void aRingLosesItsHole() {
        double[] values = new double[81 * 81];
        for (int i = 0; i < values.length; i++) {
            values[i] = -Math.abs(Math.hypot(i % 81 - 40, i / 81 - 40) / 80 - .3);
        }

        assertThat(area(path(values, 81, -.1))).isCloseTo(Math.PI * (40 * 40 - 20 * 20), within(10.0));
    }

    @Test
    void noiseAlwaysCloses() {
        Random random = new Random(9);
        for (int trial = 0; trial < 200; trial++) {
            double[] values = random.doubles(9 * 7).toArray();
            int above = (int)
                    java.util.Arrays.stream(values).filter(value -> value >= .5).count();
            String path = path(values, 9, .5);

            assertThat(path).matches("(M[^Mz]+z)+");
            assertThat(area(path)).isBetween(0.0, above * 100.0 * 100 / 48);
        }
    }

    @Test
    void allOrNothing() {
        assertThat(area(path(new double[4], 2, 0))).isCloseTo(10_000, within(1e-9));
        assertThat(path(new double[4], 2, 1)).isEmpty();
    }

    private static String path(double[] values, int columns, double level) {
        return Isolines.path(new Grid(new Range(0, 1), new Range(0, 1), columns, values), level, FRAME);
    }

    /** By the shoelace formula over all outlines, y pointing up. */
    private static double area(String path) {
        double area = 0;
        for (String loop : path.split("z", -1)) {
            if (loop.isEmpty()) {
                continue;
            }
            String[] points = loop.substring(1).split("L", -1);
            for (int i = 0; i < points.length; i++) {
                String[] a = points[i].split(" ", -1);
                String[] b = points[(i + 1) % points.length].split(" ", -1);
                area -= (Double.parseDouble(a[0]) * Double.parseDouble(b[1])
                                - Double.parseDouble(b[0]) * Double.parseDouble(a[1]))
                        / 2;
            }
        }
        return area;
    }
}
