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
    private static final double TICK_LINE = 14;
    private static final int MOST_LINES = 3;
    /** How high text that stands aslant by 40 degrees rises for its length. */
    private static final double RISE = .64;

    private static final double MOST_OF_HEIGHT = .45;
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
        this.rangeX = AxisSpan.ofX(chart);
        this.rangeY = AxisSpan.ofY(chart);
        this.empty = AxisSpan.isEmpty(chart);
    }

    static Drawing of(Chart chart) {
        ChartDrawing drawing = new ChartDrawing(chart);
        drawing.draw();
        return new Drawing(chart.width(), chart.height(), drawing.svg);
    }

    private void draw() {
        double inner = chart.width() - 2 * PAD;
        double top = PAD;
        for (String line : Text.wrap(chart.title(), Text.BOLD * 15, inner)) {
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
        double labels = labelHeight(width);
        double bottom = labels + NAME_SIZE + 8 + PAD;
        double height = Math.max(40, chart.height() - top - bottom);
        return new Frame(
                left, top, width, height, new Frame.Scaled(chart.x(), rangeX), new Frame.Scaled(chart.y(), rangeY));
    }

    /** Category names stand in lines below their places, or aslant where their words are too long for that. */
    private double labelHeight(double width) {
        List<List<String>> names = wrapped(width);
        if (!names.isEmpty()) {
            return names.stream().mapToInt(List::size).max().orElse(1) * TICK_LINE + 8;
        }
        double longest = chart.x().categories().stream()
                .mapToDouble(name -> Text.width(name, TICK_SIZE))
                .max()
                .orElse(0);
        return chart.x().categories().isEmpty()
                ? TICK_SIZE + 8
                : Math.min(MOST_OF_HEIGHT * chart.height(), RISE * longest + 14);
    }

    /** The lines of each category's name; nothing where one is too long for its place. */
    private List<List<String>> wrapped(double width) {
        double place = width / Math.max(1, chart.x().categories().size()) - 8;
        List<List<String>> names = chart.x().categories().stream()
                .map(name -> Text.wrap(name, TICK_SIZE, place))
                .toList();
        boolean fit = names.stream()
                .allMatch(lines -> lines.size() <= MOST_LINES
                        && lines.stream()
                                .allMatch(line -> Text.width(line, TICK_SIZE) <= place && !line.endsWith("…")));
        return fit ? names : List.of();
    }

    private double apartX() {
        return chart.x().scale() == Axis.Scale.COUNT ? 50 : 65;
    }

    private void axisX(Frame frame) {
        boolean categories = chart.x().scale() == Axis.Scale.CATEGORY;
        List<List<String>> names = categories ? wrapped(frame.width()) : List.of();
        for (Tick tick :
                empty && !categories ? List.<Tick>of() : Ticks.of(chart.x(), rangeX, frame.width(), apartX())) {
            double at = frame.pixelX(tick.value());
            if (!categories) {
                svg.leaf("path d=% " + Theme.GRID, Svg.path("M% %V%", at, frame.top(), frame.bottom()));
            }
            svg.leaf("path d=% " + Theme.SOFT_LINE, Svg.path("M% %v%", at, frame.bottom(), 5));
            if (categories && names.isEmpty()) {
                double most = (labelHeight(frame.width()) - 14) / RISE + 1;
                turned(Text.cut(tick.label(), TICK_SIZE, most), at + 4, frame.bottom() + 14, -40, "end " + TICK);
            } else if (categories) {
                List<String> lines = names.get((int) Math.round(tick.value()));
                for (int i = 0; i < lines.size(); i++) {
                    label(lines.get(i), at, frame.bottom() + TICK_SIZE + 6 + i * TICK_LINE, "middle");
                }
            } else {
                label(tick.label(), at, frame.bottom() + TICK_SIZE + 6, "middle");
            }
        }
        String name = Text.cut(chart.x().caption(), NAME_SIZE, chart.width() - 2 * PAD);
        String middle = "text x=% y=% text-anchor=middle " + NAME;
        svg.text(name, middle, frame.left() + frame.width() / 2, chart.height() - PAD);
    }

    private void axisY(Frame frame) {
        for (Tick tick : empty ? List.<Tick>of() : Ticks.of(chart.y(), rangeY, frame.height(), APART_Y)) {
            double at = frame.pixelY(tick.value());
            svg.leaf("path d=% " + Theme.GRID, Svg.path("M% %H%", frame.left(), at, frame.right()));
            label(tick.label(), frame.left() - 8, at + 4, "end");
            svg.leaf("path d=% " + Theme.SOFT_LINE, Svg.path("M% %h%", frame.left(), at, -5));
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
        svg.text(text, "text x=% y=% transform=% text-anchor=" + look, x, y, turn);
    }
}
