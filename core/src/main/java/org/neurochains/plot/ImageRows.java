package org.neurochains.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neurochains.plot.Document.Drawing;

/**
 * Rows of small pictures with captions, such as an image and its nearest neighbours.
 *
 * @param description what the rows show, in the author's words
 * @param agrees what a solid frame with a tick says
 * @param differs what a dashed frame with a cross says
 * @param size width and height of a picture, in CSS pixels, 16 to 512; it keeps its proportions inside
 */
public record ImageRows(String title, String description, List<Row> rows, String agrees, String differs, int size)
        implements Figure {
    private static final double PAD = 12;
    private static final double GAP = 10;
    private static final double CAPTION = 11;
    private static final Pen AGREES = new Pen(0);
    private static final Pen DIFFERS = new Pen(1);

    /** Pictures side by side under a heading. */
    public record Row(String heading, List<Thumb> thumbs) {
        public Row {
            thumbs = List.copyOf(thumbs);
        }
    }

    public ImageRows {
        if (title.isBlank() || size < 16 || size > 512) {
            throw new IllegalArgumentException("rows of images need a title and a size of 16 to 512, got " + size);
        }
        rows = List.copyOf(rows);
    }

    /** Rows of pictures 80 pixels wide. */
    public static ImageRows of(String title, String description, List<Row> rows) {
        return new ImageRows(title, description, rows, "agrees", "differs", 80);
    }

    @Override
    public String summary() {
        List<String> sentences = new ArrayList<>(List.of(description));
        for (Row row : rows) {
            sentences.add(row.heading() + ": "
                    + String.join("; ", row.thumbs().stream().map(this::words).toList()) + ".");
        }
        if (rows.isEmpty()) {
            sentences.add("No images.");
        }
        return String.join(" ", sentences).strip();
    }

    private String words(Thumb thumb) {
        String caption = thumb.caption().replace('\n', ' ');
        return switch (thumb.mark()) {
            case AGREES -> caption + " (" + agrees + ")";
            case DIFFERS -> caption + " (" + differs + ")";
            case NONE, QUERY -> caption;
        };
    }

    Drawing drawing() {
        double widest = rows.stream().mapToDouble(this::width).max().orElse(0);
        double width = Math.max(320, widest + 2 * PAD);
        Svg svg = new Svg();
        double y = PAD;
        for (String line : Text.wrap(title, 15, width - 2 * PAD)) {
            y += 18;
            svg.text(
                    "text",
                    line,
                    "x",
                    PAD,
                    "y",
                    y - 4,
                    "font-size",
                    15,
                    "font-weight",
                    600,
                    "class",
                    "ink",
                    "fill",
                    Theme.LIGHT.ink());
        }
        y = legend(svg, y + 4);
        for (Row row : rows) {
            y = row(svg, row, y + 12, width);
        }
        if (rows.isEmpty()) {
            y += 24;
            text(svg, "no data", PAD, y, 14, "soft", Theme.LIGHT.soft(), "start");
        }
        return new Drawing(width, y + PAD, svg);
    }

    private double width(Row row) {
        boolean query = row.thumbs().stream().anyMatch(thumb -> thumb.mark() == Thumb.Mark.QUERY);
        return row.thumbs().size() * (size + GAP) - GAP + (query ? GAP : 0);
    }

    private double legend(Svg svg, double y) {
        List<Thumb.Mark> used = rows.stream()
                .flatMap(row -> row.thumbs().stream().map(Thumb::mark))
                .distinct()
                .toList();
        double x = PAD;
        for (Thumb.Mark mark : List.of(Thumb.Mark.AGREES, Thumb.Mark.DIFFERS)) {
            if (used.contains(mark)) {
                String words = mark == Thumb.Mark.AGREES ? agrees : differs;
                frame(svg, mark, x + 2, y + 2, 14);
                text(svg, words, x + 24, y + 13, 12, "ink", Theme.LIGHT.ink(), "start");
                x += 24 + Text.width(words, 12) + 18;
            }
        }
        return x > PAD ? y + 20 : y;
    }

    private double row(Svg svg, Row row, double top, double width) {
        double y = top;
        if (!row.heading().isBlank()) {
            y += 18;
            text(svg, Text.cut(row.heading(), 13, width - 2 * PAD), PAD, y - 5, 13, "ink", Theme.LIGHT.ink(), "start");
        }
        double x = PAD;
        int lines = 0;
        for (Thumb thumb : row.thumbs()) {
            lines = Math.max(lines, thumb(svg, thumb, x, y));
            x += size + GAP + (thumb.mark() == Thumb.Mark.QUERY ? GAP : 0);
        }
        if (row.thumbs().isEmpty()) {
            text(svg, "no images", PAD, y + 14, 12, "soft", Theme.LIGHT.soft(), "start");
            return y + 22;
        }
        return y + size + 4 + lines * (CAPTION + 3);
    }

    private int thumb(Svg svg, Thumb thumb, double x, double y) {
        svg.open("g").text("title", thumb.caption());
        svg.leaf(
                "image",
                "href",
                thumb.source(),
                "x",
                x,
                "y",
                y,
                "width",
                size,
                "height",
                size,
                "style",
                "image-rendering:pixelated");
        frame(svg, thumb.mark(), x, y, size);
        List<String> lines = thumb.caption().isBlank()
                ? List.of()
                : Arrays.asList(thumb.caption().split("\n", -1));
        for (int i = 0; i < lines.size(); i++) {
            text(
                    svg,
                    Text.cut(lines.get(i), CAPTION, size + GAP - 2),
                    x + size / 2.0,
                    y + size + (i + 1) * (CAPTION + 3),
                    CAPTION,
                    "soft",
                    Theme.LIGHT.soft(),
                    "middle");
        }
        svg.close();
        return lines.size();
    }

    private static void frame(Svg svg, Thumb.Mark mark, double x, double y, double side) {
        if (mark == Thumb.Mark.NONE || mark == Thumb.Mark.QUERY) {
            svg.leaf(
                    "rect",
                    "x",
                    x,
                    "y",
                    y,
                    "width",
                    side,
                    "height",
                    side,
                    "fill",
                    "none",
                    "class",
                    mark == Thumb.Mark.QUERY ? "inkline" : "line",
                    "stroke",
                    mark == Thumb.Mark.QUERY ? Theme.LIGHT.ink() : Theme.LIGHT.soft(),
                    "stroke-width",
                    mark == Thumb.Mark.QUERY ? 2.5 : .6);
            return;
        }
        boolean agrees = mark == Thumb.Mark.AGREES;
        Pen pen = agrees ? AGREES : DIFFERS;
        svg.leaf(
                "rect",
                "x",
                x,
                "y",
                y,
                "width",
                side,
                "height",
                side,
                "fill",
                "none",
                "class",
                pen.lineClass(),
                "stroke",
                pen.colourOnPaper(),
                "stroke-width",
                2.5,
                "stroke-dasharray",
                agrees ? "none" : "5 3");
        sign(svg, agrees, pen, x + side - 7, y + side - 7);
    }

    /** A tick or a cross on a disc, centred at (x, y). */
    private static void sign(Svg svg, boolean tick, Pen pen, double x, double y) {
        svg.leaf(
                "circle",
                "cx",
                x,
                "cy",
                y,
                "r",
                6.5,
                "class",
                pen.fillClass() + " edge",
                "fill",
                pen.colourOnPaper(),
                "stroke",
                Theme.LIGHT.paper(),
                "stroke-width",
                1);
        String path = "M" + Svg.number(x - 3) + " "
                + (tick ? Svg.number(y) + "l2 2.5l4 -5" : Svg.number(y - 3) + "l6 6m0 -6l-6 6");
        svg.leaf(
                "path", "d", path, "fill", "none", "class", "edge", "stroke", Theme.LIGHT.paper(), "stroke-width", 1.6);
    }

    private static void text(
            Svg svg, String text, double x, double y, double size, String kind, String colour, String anchor) {
        svg.text("text", text, "x", x, "y", y, "font-size", size, "text-anchor", anchor, "class", kind, "fill", colour);
    }
}
