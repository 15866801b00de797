package org.neurochains.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.neurochains.plot.Ticks.Tick;

class TicksTest {
    private static final Axis LINEAR = Axis.linear("x", "1");

    @Test
    void linear() {
        assertThat(labels(LINEAR, 0, 1)).containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
        assertThat(labels(LINEAR, -3.1, 12)).containsExactly("0", "5", "10");
        assertThat(labels(LINEAR, -.05, .04)).containsExactly("\u22120.04", "\u22120.02", "0.00", "0.02", "0.04");
        assertThat(labels(LINEAR, 0, 60_000)).containsExactly("0", "20\u2009000", "40\u2009000", "60\u2009000");
        assertThat(labels(LINEAR, 0, 3e9)).containsExactly("0", "1×10⁹", "2×10⁹", "3×10⁹");
        assertThat(labels(LINEAR, 0, 2e-7)).containsExactly("0", "0.5×10⁻⁷", "1.0×10⁻⁷", "1.5×10⁻⁷", "2.0×10⁻⁷");
    }

    @Test
    void countsAreWhole() {
        assertThat(labels(Axis.count("K", "1"), .8, 2.2)).containsExactly("1", "2");
        assertThat(labels(Axis.count("K", "1"), 0, 5)).containsExactly("0", "1", "2", "3", "4", "5");
    }

    /** Labels differ, stay few, and lie within the range, whatever the range. */
    @Test
    void anyRange() {
        Random random = new Random(11);
        for (int trial = 0; trial < 3000; trial++) {
            double low = random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            double length = Math.abs(low) * Math.pow(10, random.nextInt(14) - 7) * (1 + random.nextDouble());
            Range range = new Range(low, low + length);
            List<Tick> ticks = Ticks.of(LINEAR, range, 400, 70);

            assertThat(ticks).as(range.toString()).hasSizeBetween(1, 12);
            assertThat(ticks).extracting(Tick::label).doesNotHaveDuplicates();
            assertThat(ticks)
                    .allSatisfy(tick -> assertThat(tick.value())
                            .isBetween(range.low() - 1e-6 * length, range.high() + 1e-6 * length));
        }
    }

    private static List<String> labels(Axis axis, double low, double high) {
        return Ticks.of(axis, new Range(low, high), 300, 60).stream()
                .map(Tick::label)
                .filter(label -> !label.isEmpty())
                .toList();
    }
}
