package org.neurochains.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.neurochains.plot.Series.Band;
import org.neurochains.plot.Series.Bar;
import org.neurochains.plot.Series.Bars;
import org.neurochains.plot.Series.Contours;
import org.neurochains.plot.Series.Group;
import org.neurochains.plot.Series.Height;
import org.neurochains.plot.Series.Line;
import org.neurochains.plot.Series.Points;
import org.neurochains.plot.Series.Span;
import org.w3c.dom.Element;

class ChartTest {
    private static final Axis X = Axis.linear("score", "1");
    private static final Axis Y = Axis.linear("KL", "nats");

    @Test
    void axesAreNamedWithUnits() {
        Element root = SvgReading.read(Chart.of("t", X, Y).with(new Points("p", List.of(new Point(1, 2)))));

        assertThat(SvgReading.texts(root)).contains("score", "KL (nats)", "p");
        assertThatThrownBy(() -> Axis.linear("score", " ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Axis.linear("", "nats")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Chart.of(" ", X, Y)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A frame of known size: x from 0 to 10, y from 0 to 1, so bars have exact proportions. */
    @Test
    void barsAreAsHighAsTheirValues() {
        Element root = SvgReading.read(Chart.of("t", X.between(0, 10), Y.between(0, 1))
                .with(new Bars("", List.of(new Bar(0, 5, .5), new Bar(5, 7.5, .25), new Bar(7.5, 10, 0)))));
        List<Element> bars = SvgReading.all(root, "rect").stream()
                .filter(rect -> rect.getAttribute("class").startsWith("f0"))
                .toList();

        assertThat(bars).hasSize(3);
        assertThat(number(bars.get(0), "height")).isEqualTo(2 * number(bars.get(1), "height"), within(.02));
        assertThat(number(bars.get(0), "width")).isEqualTo(2 * number(bars.get(1), "width"), within(.02));
        assertThat(number(bars.get(2), "height")).isZero();
        assertThat(bottom(bars.get(0))).isEqualTo(bottom(bars.get(1)), within(.02));
    }

    @Test
    void negativeBarsHangFromZero() {
        Element root = SvgReading.read(Chart.of("t", Axis.categories("c", List.of("a", "b")), Y)
                .with(new Group("", List.of(Height.of(2), Height.of(-1)))));
        List<Element> bars = SvgReading.all(root, "rect").stream()
                .filter(rect -> rect.getAttribute("class").startsWith("f0"))
                .toList();

        assertThat(bottom(bars.get(0))).isEqualTo(number(bars.get(1), "y"), within(.02));
        assertThat(number(bars.get(0), "height")).isEqualTo(2 * number(bars.get(1), "height"), within(.03));
    }

    @Test
    void textIsEscaped() {
        String nasty = "<script>\"a\" & 'b'</script> ]]> \u0000\u001f\uffff \ud800 é 漢 😀";
        Chart chart = Chart.of(nasty, Axis.linear(nasty, nasty), Y)
                .note(nasty)
                .with(new Points(nasty, List.of(new Point(1, 1, nasty))));
        Element root = SvgReading.read(chart);
        String cleaned = nasty.replace('\u0000', '\ufffd')
                .replace('\u001f', '\ufffd')
                .replace('\uffff', '\ufffd')
                .replace('\ud800', '\ufffd');

        assertThat(SvgReading.all(root, "script")).isEmpty();
        assertThat(SvgReading.all(root, "title"))
                .extracting(Element::getTextContent)
                .contains(cleaned);
        assertThat(SvgReading.texts(root)).contains(cleaned);
    }

    @Test
    void emptyChartsSaySo() {
        for (Chart chart : List.of(
                Chart.of("t", X, Y),
                Chart.of("t", X, Y).with(new Points("p", List.of())).with(new Line("l", List.of(), true)),
                Chart.of("t", X, Y).with(new Points("p", List.of(new Point(Double.NaN, 1)))),
                Chart.of("t", Axis.categories("c", List.of()), Y).with(new Group("g", List.of())))) {
            Element root = SvgReading.read(chart);

            assertThat(SvgReading.texts(root)).contains("no data", "KL (nats)");
            assertThat(SvgReading.description(root)).endsWith("No data.");
        }
    }

    @Test
    void whatCannotBeShownIsLeftOutAndCounted() {
        double nan = Double.NaN;
        double infinite = Double.POSITIVE_INFINITY;
        Chart chart = Chart.of("t", X, Y)
                .with(new Points(
                        "points",
                        List.of(
                                new Point(1, 1),
                                new Point(nan, 1),
                                new Point(2, infinite),
                                new Point(3, -1),
                                new Point(4, 1e308))))
                .with(new Line("line", List.of(new Point(1, 1), new Point(2, nan), new Point(3, 10)), true))
                .with(new Band("band", List.of(new Span(1, -5, 2), new Span(2, nan, 3), new Span(3, 1, infinite))))
                .with(new Bars("bars", List.of(new Bar(0, 1, 5), new Bar(1, infinite, 5), new Bar(1, 2, nan))));
        Element root = SvgReading.read(chart);

        assertThat(SvgReading.description(root))
                .contains("Points 'points': 2 values, score 1 to 3, KL -1 to 1. 3 cannot be shown.")
                .contains("Curve 'line': 2 values, score 1 to 3, KL 1 to 10. 1 cannot be shown.")
                .contains("Bars 'bars': 1 value")
                .doesNotContain("No data");
    }

    @Test
    void aGapBreaksTheLine() {
        Element root = SvgReading.read(Chart.of("t", X, Y)
                .with(new Line(
                        "",
                        List.of(
                                new Point(0, 0),
                                new Point(1, 1),
                                new Point(2, Double.NaN),
                                new Point(3, 1),
                                new Point(4, 0)),
                        false)));
        String path = SvgReading.all(root, "path").stream()
                .filter(one -> one.getAttribute("class").equals("k0"))
                .findFirst()
                .orElseThrow()
                .getAttribute("d");

        assertThat(path).matches("M[^ML]+L[^ML]+M[^ML]+L[^ML]+");
    }

    /** Extremes that break arithmetic on ranges; {@link SvgReading#read} refuses NaN, and Svg infinite coordinates. */
    @Test
    void extremeValuesDraw() {
        double[][] cases = {
            {0, 0},
            {5, 5},
            {-9e289, 9e289},
            {1e-289, 9e289},
            {3e-290, 3e-290},
            {0, 1e-281},
            {-1e299, 1e299},
            {Double.MIN_VALUE, 2 * Double.MIN_VALUE},
            {1e15, 1e15 + 1},
            {-1e-300, 1e-300},
            {1e-320, 1e299},
            {-7, -7}
        };
        for (double[] pair : cases) {
            List<Point> points = List.of(new Point(pair[0], pair[1]), new Point(pair[1], pair[0]));
            for (Axis axis : List.of(X, Axis.count("n", "1"))) {
                Element root = SvgReading.read(
                        Chart.of("t", axis, axis).with(new Points("p", points)).with(new Line("l", points, true)));
                boolean drawn = SvgReading.all(root, "svg").get(0).hasChildNodes();
                assertThat(drawn).as("%s", points).isEqualTo(Math.abs(pair[1]) < 1e290);
                assertThat(SvgReading.description(root).contains("2 cannot be shown"))
                        .isNotEqualTo(drawn);
                SvgReading.read(
                        Chart.of("t", axis.between(1, 2), axis.between(1, 2)).with(new Line("l", points, true)));
            }
        }
    }

    @Test
    void seriesDifferWithoutColour() {
        List<String> looks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Pen pen = new Pen(i);
            looks.add(pen.mark(0, 0, 5) + pen.dash() + pen.colourOnPaper());
            if (i < 6) {
                assertThat(looks.subList(0, i)).noneMatch(look -> look.startsWith(pen.mark(0, 0, 5)));
            }
        }
        assertThat(looks).doesNotHaveDuplicates();
    }

    /** The ratio of WCAG 2 between relative luminances. */
    @Test
    void coloursStandOutOnBothPapers() {
        for (Theme theme : List.of(Theme.LIGHT, Theme.DARK)) {
            assertThat(contrast(theme.ink(), theme.paper())).isGreaterThan(7);
            assertThat(contrast(theme.soft(), theme.paper())).isGreaterThan(4.5);
            assertThat(theme.series())
                    .hasSize(6)
                    .allSatisfy(colour ->
                            assertThat(contrast(colour, theme.paper())).isGreaterThan(3));
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() ->
                        Chart.of("t", Axis.categories("c", List.of("a")), Y).with(new Group("g", List.of())))
                .hasMessage("group 'g' has 0 bars for 1 categories");
        assertThatThrownBy(() -> Chart.of("t", X, Axis.categories("c", List.of())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> X.between(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Chart.of("t", X, Y).sized(10, 10)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void contoursCloseAroundTheirMass() {
        // A single peak in the middle of a 5 x 5 grid, and one cut off by the border.
        double[] middle = new double[25];
        middle[12] = 1;
        double[] corner = new double[25];
        corner[0] = 1;
        for (double[] values : List.of(middle, corner)) {
            Grid grid = new Grid(new Range(0, 1), new Range(0, 1), 5, values);
            Element root = SvgReading.read(Chart.of("t", X, Y).with(new Contours("", grid, List.of(.5))));
            List<Element> regions = SvgReading.all(root, "path").stream()
                    .filter(one -> one.getAttribute("class").equals("f0 k0"))
                    .toList();

            assertThat(regions).hasSize(1);
            assertThat(regions.get(0).getAttribute("d")).matches("M[^Mz]+z");
        }
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static double bottom(Element rect) {
        return number(rect, "y") + number(rect, "height");
    }

    private static Offset<Double> within(double offset) {
        return Offset.offset(offset);
    }

    private static double contrast(String one, String other) {
        double a = luminance(one) + .05;
        double b = luminance(other) + .05;
        return Math.max(a, b) / Math.min(a, b);
    }

    private static double luminance(String colour) {
        double[] weights = {.2126, .7152, .0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double c = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            sum += weights[i] * (c <= .04045 ? c / 12.92 : Math.pow((c + .055) / 1.055, 2.4));
        }
        return sum;
    }
}
