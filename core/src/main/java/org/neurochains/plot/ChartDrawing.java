package org.neurochains.plot;

import java.util.List;
import org.neurochains.plot.Document.Drawing;
import org.neurochains.plot.Ticks.Tick;

/** Lays a chart out from the top: title, notes, legend, frame with series, axes. */
final class ChartDrawing {
    private static final double PAD = 12;
    private static final double TICK_SIZE = 12;
    private static final double NAME_SIZE = 13;
    private static final double NAME_LINE = 15;
    private static final double APART_Y = 45;
    private static final String TICK = "font-size=12 " + Theme.SOFT;
    private static final String NAME = "font-size=13 " + Theme.INK;

    private final Chart chart;
    private final Svg svg = new Svg();
    private final Range rangeX;
    private final Range rangeY;
    private final boolean empty;
    private List<String> nameY = List.of();

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
            svg.text(line, "text x=% y=% font-size=15 font-weight=600 " + Theme.INK, PAD, top - 4);
        }
        for (String note : chart.notes()) {
            for (String line : Text.wrap(note, 12, inner)) {
                top += 16;
                svg.text(line, "text x=% y=% font-size=12 " + Theme.SOFT, PAD, top - 3);
            }
        }
        top = new Legend(chart).draw(svg, PAD, top + 4, inner);
        Frame frame = frame(top + 8);
        axisX(frame);
        axisY(frame);
        if (empty) {
            svg.text(
                    "no data",
                    "text x=% y=% text-anchor=middle font-size=14 font-style=italic " + Theme.SOFT,
                    frame.left() + frame.width() / 2,
                    frame.top() + frame.height() / 2);
        }
        new SeriesPainter(chart, frame, svg).draw();
        svg.leaf(
                "path d=% fill=none " + Theme.SOFT_LINE,
                Svg.path("M% %V%H%", frame.left(), frame.top(), frame.bottom(), frame.right()));
    }

    private Frame frame(double top) {
        double roughHeight = Math.max(60, chart.height() - top - 53);
        nameY = Text.wrap(chart.y().caption(), NAME_SIZE, roughHeight);
        double widest = Ticks.of(chart.y(), rangeY, roughHeight, APART_Y).stream()
                .mapToDouble(tick -> Text.width(tick.label(), TICK_SIZE))
                .max()
                .orElse(0);
        double left = PAD + nameY.size() * NAME_LINE + 8 + (empty ? 0 : widest) + 6;
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
                svg.leaf("path d=% " + Theme.GRID, Svg.path("M% %V%", at, frame.top(), frame.bottom()));
            }
            svg.leaf("path d=% " + Theme.SOFT_LINE, Svg.path("M% %v%", at, frame.bottom(), labelled ? 5 : 3));
            if (aslant) {
                turned(Text.cut(tick.label(), TICK_SIZE, 120), at + 4, frame.bottom() + 14, -40, "end " + TICK);
            } else if (labelled) {
                label(tick.label(), at, frame.bottom() + TICK_SIZE + 6, "middle");
            }
        }
        String name = Text.cut(chart.x().caption(), NAME_SIZE, chart.width() - 2 * PAD);
        turned(name, frame.left() + frame.width() / 2, chart.height() - PAD, 0, "middle " + NAME);
    }

    private void axisY(Frame frame) {
        for (Tick tick : empty ? List.<Tick>of() : Ticks.of(chart.y(), rangeY, frame.height(), APART_Y)) {
            double at = frame.pixelY(tick.value());
            boolean labelled = !tick.label().isEmpty();
            if (labelled) {
                svg.leaf("path d=% " + Theme.GRID, Svg.path("M% %H%", frame.left(), at, frame.right()));
                label(tick.label(), frame.left() - 8, at + 4, "end");
            }
            svg.leaf("path d=% " + Theme.SOFT_LINE, Svg.path("M% %h%", frame.left(), at, labelled ? -5 : -3));
        }
        for (int i = 0; i < nameY.size(); i++) {
            turned(
                    nameY.get(i),
                    PAD + NAME_SIZE - 3 + i * NAME_LINE,
                    frame.top() + frame.height() / 2,
                    -90,
                    "middle " + NAME);
        }
    }

    private void label(String text, double x, double y, String anchor) {
        svg.text(text, "text x=% y=% text-anchor=" + anchor + " " + TICK, x, y);
    }

    private void turned(String text, double x, double y, int degrees, String look) {
        String turn = "rotate(" + degrees + " " + Svg.number(x) + " " + Svg.number(y) + ")";
        if (degrees == 0) {
            svg.text(text, "text x=% y=% text-anchor=" + look, x, y);
        } else {
            svg.text(text, "text x=% y=% transform=% text-anchor=" + look, x, y, turn);
        }
    }
}
