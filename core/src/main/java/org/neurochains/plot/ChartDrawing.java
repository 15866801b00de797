package org.neurochains.plot;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.plot.Document.Drawing;
import org.neurochains.plot.Ticks.Tick;

/** Lays a chart out from the top: title, notes, legend, frame with series, axes. */
final class ChartDrawing {
    private static final double PAD = 12;
    private static final double TICK_SIZE = 12;
    private static final double NAME_SIZE = 13;
    private static final double APART_Y = 45;

    private final Chart chart;
    private final Svg svg = new Svg();
    private final Range rangeX;
    private final Range rangeY;
    private final boolean empty;

    private ChartDrawing(Chart chart) {
        this.chart = chart;
        this.rangeX = Extent.ofX(chart);
        this.rangeY = Extent.ofY(chart);
        this.empty = Extent.isEmpty(chart);
    }

    static Drawing of(Chart chart) {
        ChartDrawing drawing = new ChartDrawing(chart);
        drawing.draw();
        return new Drawing(chart.width(), chart.height(), drawing.svg);
    }

    private void draw() {
        double inner = chart.width() - 2 * PAD;
        double top = PAD;
        for (String line : Text.wrap(chart.title(), 15, inner)) {
            top += 18;
            svg.text(
                    "text",
                    line,
                    "x",
                    PAD,
                    "y",
                    top - 4,
                    "font-size",
                    15,
                    "font-weight",
                    600,
                    "class",
                    "ink",
                    "fill",
                    Theme.LIGHT.ink());
        }
        for (String note : chart.notes()) {
            for (String line : Text.wrap(note, 12, inner)) {
                top += 16;
                svg.text(
                        "text",
                        line,
                        "x",
                        PAD,
                        "y",
                        top - 3,
                        "font-size",
                        12,
                        "class",
                        "soft",
                        "fill",
                        Theme.LIGHT.soft());
            }
        }
        top = new Legend(chart).draw(svg, PAD, top + 4, inner);
        Frame frame = frame(top + 8);
        axisX(frame);
        axisY(frame);
        if (empty) {
            svg.text(
                    "text",
                    "no data",
                    "x",
                    frame.left() + frame.width() / 2,
                    "y",
                    frame.top() + frame.height() / 2,
                    "text-anchor",
                    "middle",
                    "font-size",
                    14,
                    "font-style",
                    "italic",
                    "class",
                    "soft",
                    "fill",
                    Theme.LIGHT.soft());
        }
        new SeriesPainter(chart, frame, svg).draw();
        outline(frame);
    }

    private Frame frame(double top) {
        double roughHeight = chart.height() - top - 50;
        double widest = Ticks.of(chart.y(), rangeY, roughHeight, APART_Y).stream()
                .mapToDouble(tick -> Text.width(tick.label(), TICK_SIZE))
                .max()
                .orElse(0);
        double left = PAD + NAME_SIZE + 10 + (empty ? 0 : widest) + 6;
        double width = Math.max(40, chart.width() - left - PAD - 8);
        double labels = slanted(width) ? Math.min(90, .64 * longestCategory() + 14) : TICK_SIZE + 8;
        double bottom = labels + NAME_SIZE + 8 + PAD;
        double height = Math.max(40, chart.height() - top - bottom);
        return new Frame(
                left, top, width, height, new Frame.Scaled(chart.x(), rangeX), new Frame.Scaled(chart.y(), rangeY));
    }

    private double longestCategory() {
        return chart.x().categories().stream()
                .mapToDouble(name -> Text.width(name, TICK_SIZE))
                .max()
                .orElse(0);
    }

    /** Category names are written aslant where they do not fit side by side. */
    private boolean slanted(double width) {
        return longestCategory() + 8
                > width / Math.max(1, chart.x().categories().size());
    }

    private double apartX() {
        return chart.x().scale() == Axis.Scale.COUNT ? 50 : 65;
    }

    private void axisX(Frame frame) {
        boolean categories = chart.x().scale() == Axis.Scale.CATEGORY;
        boolean aslant = categories && slanted(frame.width());
        for (Tick tick :
                empty && !categories ? List.<Tick>of() : Ticks.of(chart.x(), rangeX, frame.width(), apartX())) {
            double at = frame.pixelX(tick.value());
            boolean labelled = !tick.label().isEmpty();
            if (!categories && labelled) {
                line("grid", Theme.LIGHT.grid(), at, frame.top(), at, frame.bottom());
            }
            line("line", Theme.LIGHT.soft(), at, frame.bottom(), at, frame.bottom() + (labelled ? 5 : 3));
            if (aslant) {
                label(
                        Text.cut(tick.label(), TICK_SIZE, 120),
                        at + 4,
                        frame.bottom() + 14,
                        "end",
                        "rotate(-40 " + Svg.number(at + 4) + " " + Svg.number(frame.bottom() + 14) + ")");
            } else if (labelled) {
                label(tick.label(), at, frame.bottom() + TICK_SIZE + 6, "middle", "");
            }
        }
        name(
                Text.cut(chart.x().caption(), NAME_SIZE, chart.width() - 2 * PAD),
                frame.left() + frame.width() / 2,
                chart.height() - PAD,
                "");
    }

    private void axisY(Frame frame) {
        for (Tick tick : empty ? List.<Tick>of() : Ticks.of(chart.y(), rangeY, frame.height(), APART_Y)) {
            double at = frame.pixelY(tick.value());
            boolean labelled = !tick.label().isEmpty();
            if (labelled) {
                line("grid", Theme.LIGHT.grid(), frame.left(), at, frame.right(), at);
                label(tick.label(), frame.left() - 8, at + 4, "end", "");
            }
            line("line", Theme.LIGHT.soft(), frame.left() - (labelled ? 5 : 3), at, frame.left(), at);
        }
        double x = PAD + NAME_SIZE - 3;
        double y = frame.top() + frame.height() / 2;
        name(
                Text.cut(chart.y().caption(), NAME_SIZE, frame.height() + 40),
                x,
                y,
                "rotate(-90 " + Svg.number(x) + " " + Svg.number(y) + ")");
    }

    private void outline(Frame frame) {
        svg.leaf(
                "path",
                "d",
                "M" + Svg.number(frame.left()) + " " + Svg.number(frame.top()) + "V" + Svg.number(frame.bottom()) + "H"
                        + Svg.number(frame.right()),
                "fill",
                "none",
                "class",
                "line",
                "stroke",
                Theme.LIGHT.soft());
    }

    private void line(String kind, String colour, double x1, double y1, double x2, double y2) {
        svg.leaf("line", "x1", x1, "y1", y1, "x2", x2, "y2", y2, "class", kind, "stroke", colour);
    }

    private void label(String text, double x, double y, String anchor, String transform) {
        write(
                text,
                x,
                y,
                List.of("text-anchor", anchor, "font-size", TICK_SIZE, "class", "soft", "fill", Theme.LIGHT.soft()),
                transform);
    }

    private void name(String text, double x, double y, String transform) {
        write(
                text,
                x,
                y,
                List.of("text-anchor", "middle", "font-size", NAME_SIZE, "class", "ink", "fill", Theme.LIGHT.ink()),
                transform);
    }

    private void write(String text, double x, double y, List<Object> look, String transform) {
        List<Object> attributes = new ArrayList<>(List.of("x", x, "y", y));
        attributes.addAll(look);
        if (!transform.isEmpty()) {
            attributes.addAll(List.of("transform", transform));
        }
        svg.text("text", text, attributes.toArray());
    }
}
