package org.neurochains.plot;

import java.util.List;
import java.util.stream.Collectors;
import org.neurochains.plot.Document.Drawing;

/**
 * Several figures in rows of equal cells, read from left to right.
 *
 * @param columns figures in a row, at least 1
 */
public record Panels(String title, List<Figure> figures, int columns) implements Figure {
    private static final double HEAD = 30;

    public Panels {
        if (title.isBlank() || columns < 1) {
            throw new IllegalArgumentException("panels need a title and columns, got '" + title + "' and " + columns);
        }
        figures = List.copyOf(figures);
    }

    @Override
    public String summary() {
        String all =
                figures.stream().map(one -> one.title() + ": " + one.summary()).collect(Collectors.joining(" "));
        return all.isEmpty() ? "No figures." : all;
    }

    Drawing drawing() {
        List<Drawing> drawings = figures.stream().map(Document::draw).toList();
        double cellWidth = drawings.stream().mapToDouble(Drawing::width).max().orElse(300);
        double cellHeight = drawings.stream().mapToDouble(Drawing::height).max().orElse(60);
        int across = Math.max(1, Math.min(columns, drawings.size()));
        int down = Math.max(1, (drawings.size() + across - 1) / across);
        Svg svg = new Svg();
        svg.text(
                Text.cut(title, 17, across * cellWidth - 24),
                "text x=12 y=24 font-size=17 font-weight=600 " + Theme.INK);
        for (int i = 0; i < drawings.size(); i++) {
            Drawing one = drawings.get(i);
            int row = i / across;
            svg.open(
                    "svg x=% y=% width=% height=% viewBox=%",
                    i % across * cellWidth, HEAD + row * cellHeight, one.width(), one.height(), Document.box(one));
            svg.append(one.body()).close();
        }
        if (drawings.isEmpty()) {
            svg.text("no data", "text x=12 y=% font-size=14 font-style=italic " + Theme.SOFT, HEAD + 24);
        }
        return new Drawing(across * cellWidth, HEAD + down * cellHeight, svg);
    }
}
