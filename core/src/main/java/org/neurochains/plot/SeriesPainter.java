package org.neurochains.plot;

import java.util.List;

/** Draws the series of a chart inside its frame. */
final class SeriesPainter {
    private final Chart chart;
    private final Frame frame;
    private final Svg svg;
    private final List<String> labels;
    private final List<Series.Group> groups;

    SeriesPainter(Chart chart, Frame frame, Svg svg) {
        this.chart = chart;
        this.frame = frame;
        this.svg = svg;
        this.labels = AxisSpan.labels(chart);
        this.groups = chart.series().stream()
                .filter(Series.Group.class::isInstance)
                .map(Series.Group.class::cast)
                .toList();
    }

    /**
     * Everything is cut at the frame, so that a fixed axis hides what lies beyond: by an inner viewport, which unlike a
     * clip path needs no id and so cannot clash with another figure's on the same page.
     */
    void draw() {
        double left = frame.left() - 1;
        double top = frame.top() - 1;
        double width = frame.width() + 2;
        double height = frame.height() + 2;
        String box = Svg.path("% % % %", left, top, width, height);
        svg.open("svg x=% y=% width=% height=% viewBox=%", left, top, width, height, box);
        chart.series().forEach(this::draw);
        svg.close();
    }

    private void draw(Series series) {
        Pen pen = new Pen(labels.indexOf(series.label()));
        if (series instanceof Series.Points points) {
            points(points, pen);
        } else if (series instanceof Series.Line line) {
            line(line, pen);
        } else if (series instanceof Series.Band band) {
            band(band, pen);
        } else if (series instanceof Series.Bars bars) {
            bars(bars, pen);
        } else if (series instanceof Series.Group group) {
            group(group, pen);
        } else if (series instanceof Series.Contours contours) {
            contours(contours, pen);
        }
    }

    private void points(Series.Points points, Pen pen) {
        double radius = radius(points.points().size());
        StringBuilder unnamed = new StringBuilder();
        for (Point point : points.points()) {
            if (!frame.shows(point)) {
                continue;
            }
            String mark = pen.mark(frame.pixelX(point.x()), frame.pixelY(point.y()), radius);
            if (point.label().isEmpty()) {
                unnamed.append(mark);
            } else {
                svg.open(look(pen, false), mark).text(point.label(), "title").close();
            }
        }
        if (!unnamed.isEmpty()) {
            mark(svg, pen, unnamed.toString(), false);
        }
    }

    /** Few marks are large, so that a chosen point stands out from the curve it lies on. */
    private static double radius(int points) {
        return points > 400 ? 2 : points > 100 ? 2.8 : points > 3 ? 3.6 : 6;
    }

    private void line(Series.Line line, Pen pen) {
        StringBuilder path = new StringBuilder();
        StringBuilder marks = new StringBuilder();
        boolean broken = true;
        for (Point point : line.points()) {
            if (!frame.shows(point)) {
                broken = true;
                continue;
            }
            double x = frame.pixelX(point.x());
            double y = frame.pixelY(point.y());
            path.append(Svg.path(broken ? "M% %" : "L% %", x, y));
            marks.append(pen.mark(x, y, 3.2));
            broken = false;
        }
        stroke(svg, pen, path.toString());
        if (line.marked()) {
            mark(svg, pen, marks.toString(), true);
        }
    }

    private void band(Series.Band band, Pen pen) {
        List<Series.Span> spans = band.spans().stream().filter(this::shows).toList();
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < 2 * spans.size(); i++) {
            boolean upper = i < spans.size();
            Series.Span span = spans.get(upper ? i : 2 * spans.size() - 1 - i);
            double y = frame.pixelY(upper ? span.high() : span.low());
            path.append(Svg.path(i == 0 ? "M% %" : "L% %", frame.pixelX(span.x()), y));
        }
        if (!path.isEmpty()) {
            shade(svg, pen, path.append('z').toString(), .18);
        }
    }

    /** The lower edge may be so far away that the band runs off the frame. */
    private boolean shows(Series.Span span) {
        return chart.x().shows(span.x()) && chart.y().shows(span.high()) && Double.isFinite(span.low());
    }

    private void bars(Series.Bars bars, Pen pen) {
        for (Series.Bar bar : bars.bars()) {
            if (chart.x().shows(bar.from())
                    && chart.x().shows(bar.to())
                    && chart.y().shows(bar.height())) {
                double left = frame.pixelX(bar.from());
                upright(pen, left, frame.pixelX(bar.to()) - left, bar.height());
            }
        }
    }

    private void group(Series.Group group, Pen pen) {
        double share = .8 / groups.size();
        double offset = groups.indexOf(group) * share - .4;
        for (int i = 0; i < group.heights().size(); i++) {
            Series.Height height = group.heights().get(i);
            if (height.value().isEmpty() || !chart.y().shows(height.value().getAsDouble())) {
                continue;
            }
            double left = frame.pixelX(i + offset);
            double width = frame.pixelX(i + offset + share) - left;
            double value = height.value().getAsDouble();
            upright(pen, left, width, value);
            height.error().ifPresent(error -> errorBar(left + width / 2, Math.min(6, width / 4), value, error));
        }
    }

    private void upright(Pen pen, double left, double width, double height) {
        double y = frame.pixelY(height);
        double base = frame.baseline();
        bar(svg, pen, left, Math.min(y, base), Math.max(.5, width), Math.abs(base - y));
    }

    private void errorBar(double x, double cap, double value, double error) {
        if (chart.y().shows(value + error) && Double.isFinite(value - error)) {
            double high = frame.pixelY(value + error);
            double low = frame.pixelY(value - error);
            String path = Svg.path("M% %h%M% %h%M% %V%", x - cap, high, 2 * cap, x - cap, low, 2 * cap, x, high, low);
            svg.leaf("path d=% fill=none stroke-width=1.4 " + Theme.INK_LINE, path);
        }
    }

    private void contours(Series.Contours contours, Pen pen) {
        for (double share : contours.shares()) {
            String path = Isolines.path(contours.grid(), contours.grid().levelHolding(share), frame);
            if (!path.isEmpty()) {
                String look = "fill-opacity=.16 fill-rule=evenodd stroke-width=.8 " + pen.fill() + " " + pen.line();
                svg.leaf("path d=% " + look, path);
            }
        }
    }

    static void stroke(Svg svg, Pen pen, String path) {
        if (!path.isEmpty()) {
            String look = "fill=none stroke-width=2 stroke-dasharray=% stroke-linejoin=round " + pen.line();
            svg.leaf("path d=% " + look, path, pen.dash());
        }
    }

    static void shade(Svg svg, Pen pen, String path, double opacity) {
        svg.leaf("path d=% fill-opacity=% " + pen.fill(), path, opacity);
    }

    static void mark(Svg svg, Pen pen, String path, boolean solid) {
        if (!path.isEmpty()) {
            svg.leaf(look(pen, solid), path);
        }
    }

    /** Marks of a scatter let those beneath shine through; marks on a line do not. */
    private static String look(Pen pen, boolean solid) {
        String edge = solid ? Theme.EDGE : "fill-opacity=.45 " + pen.line();
        return "path d=% stroke-width=.8 " + pen.fill() + " " + edge;
    }

    static void bar(Svg svg, Pen pen, double x, double y, double width, double height) {
        String look = "fill-opacity=.85 " + pen.fill() + " " + Theme.EDGE;
        svg.leaf("rect x=% y=% width=% height=% " + look, x, y, width, height);
        String hatch = pen.hatch(x, y, width, height);
        if (!hatch.isEmpty()) {
            svg.leaf("path d=% fill=none stroke-width=1.2 " + Theme.EDGE, hatch);
        }
    }
}
