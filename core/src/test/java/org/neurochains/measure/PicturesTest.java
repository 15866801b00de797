package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Chart;
import org.neurochains.plot.Point;
import org.neurochains.plot.Series;

class PicturesTest {
    private static final Axis X = Axis.linear("score", Axis.DIMENSIONLESS);
    private static final Axis Y = Axis.linear("drop", Axis.DIMENSIONLESS);

    @Test
    void scatterShowsLineBandAndCorrelation() {
        Chart chart = Pictures.scatter("t", X, Y, "filter", points(1, 2, 2, 4, 3, 5, 4, 4, 5, 5));

        assertThat(chart.notes()).containsExactly("Pearson r = 0.775 (95 % interval -0.340 to 0.984), p = 0.12, n = 5");
        assertThat(chart.series()).hasSize(4).first().isInstanceOf(Series.Contours.class);
        assertThat(((Series.Line) chart.series().get(2)).points().get(0).y()).isCloseTo(2.8, within(1e-12));
        List<Series.Span> band = ((Series.Band) chart.series().get(1)).spans();
        assertThat(band.get(30).x()).isCloseTo(3, within(1e-12));
        assertThat(band.get(30).high() - band.get(30).low())
                .isLessThan(band.get(0).high() - band.get(0).low());
        assertThat(chart.svg()).doesNotContain("NaN");
    }

    @Test
    void undefinedIsSaidNotDrawn() {
        Chart constant = Pictures.scatter("t", X, Y, "filter", points(1, 1, 1, 2, 1, 3));
        Chart none = Pictures.scatter("t", X, Y, "filter", List.of());
        Chart line = Pictures.scatter("t", X, Y, "filter", points(1, 1, 2, 2, 3, 3));

        assertThat(constant.notes()).containsExactly("Pearson r undefined: all 3 values of x are equal");
        assertThat(constant.series()).hasSize(1);
        assertThat(none.notes()).containsExactly("Pearson r undefined: only 0 pairs, at least 3 are needed");
        assertThat(none.svg()).contains("no data");
        assertThat(line.notes()).containsExactly("Pearson r = 1.000, no p: the points lie on a line, n = 3");
        assertThat(line.series()).noneMatch(Series.Contours.class::isInstance);
    }

    @Test
    void histogramBarsAreItsBins() {
        Chart chart = Pictures.histogram("t", X, "filters", Histogram.of(new double[] {0, 1, 1, 2, 9}, 2, 0, 2));

        assertThat(((Series.Bars) chart.series().get(0)).bars())
                .containsExactly(new Series.Bar(0, 1, 1), new Series.Bar(1, 2, 3));
        assertThat(chart.notes()).containsExactly("n = 4, 1 outside the axis");
        assertThat(Pictures.histogram("t", X, "filters", Histogram.of(new double[0], 2))
                        .svg())
                .contains("no data");
    }

    private static List<Point> points(double... xy) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < xy.length; i += 2) {
            points.add(new Point(xy[i], xy[i + 1]));
        }
        return points;
    }
}
