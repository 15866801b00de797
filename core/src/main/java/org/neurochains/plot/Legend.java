package org.neurochains.plot;

import java.util.List;

/** One entry for each label: a sample of every way the label's series are drawn, and the label. */
final class Legend {
    private static final double SIZE = 12;
    private static final double KEY = 26;
    private static final double ROW = 18;

    private final Chart chart;
    private final List<String> labels;

    Legend(Chart chart) {
        this.chart = chart;
        this.labels = AxisSpan.labels(chart);
    }

    /** Draws entries in rows and returns where they end. A single unnamed or lone series needs no legend. */
    double draw(Svg svg, double left, double top, double width) {
        double x = left;
        double y = top;
        boolean any = false;
        for (int i = 0; i < labels.size(); i++) {
            String label = labels.get(i);
            if (label.isEmpty()) {
                continue;
            }
            String text = Text.cut(label, SIZE, width - KEY - 6);
            double needed = KEY + 6 + Text.width(text, SIZE) + 16;
            if (x > left && x + needed - 16 > left + width) {
                x = left;
                y += ROW;
            }
            for (Series series : chart.series()) {
                if (series.label().equals(label)) {
                    key(svg, series, new Pen(i), x, y + ROW / 2);
                }
            }
            svg.text(text, "text x=% y=% font-size=% " + Theme.INK, x + KEY + 6, y + ROW / 2 + 4, SIZE);
            x += needed;
            any = true;
        }
        return any ? y + ROW : top;
    }

    private void key(Svg svg, Series series, Pen pen, double x, double y) {
        if (series instanceof Series.Points) {
            SeriesPainter.mark(svg, pen, pen.mark(x + KEY / 2, y, 4), false);
        } else if (series instanceof Series.Line line) {
            SeriesPainter.stroke(svg, pen, Svg.path("M% %h%", x, y, KEY));
            if (line.marked()) {
                SeriesPainter.mark(svg, pen, pen.mark(x + KEY / 2, y, 4), true);
            }
        } else if (series instanceof Series.Band) {
            SeriesPainter.shade(svg, pen, Svg.path("M% %h%v12h%z", x, y - 6, KEY, -KEY), .18);
        } else {
            SeriesPainter.bar(svg, pen, x + 4, y - 6, KEY - 8, 12);
        }
    }
}
