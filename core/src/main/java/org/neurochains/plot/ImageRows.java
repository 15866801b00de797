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
        for (String line : Text.wrap(title, Text.BOLD * 15, width - 2 * PAD)) {
            y += 18;
            svg.text(line, "text x=% y=% font-size=15 font-weight=600 " + Theme.INK, PAD, y - 4);
        }
        y = legend(svg, y + 4);
        for (Row row : rows) {
            y = row(svg, row, y + 12, width);
        }
        if (rows.isEmpty()) {
            y += 24;
            svg.text("no data", "text x=% y=% font-size=14 font-style=italic " + Theme.SOFT, PAD, y);
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
                svg.text(words, "text x=% y=% font-size=12 " + Theme.INK, x + 24, y + 13);
                x += 24 + Text.width(words, 12) + 18;
            }
        }
        return x > PAD ? y + 20 : y;
    }

    private double row(Svg svg, Row row, double top, double width) {
        double y = top;
        if (!row.heading().isBlank()) {
            y += 18;
            String heading = Text.cut(row.heading(), 13, width - 2 * PAD);
            svg.text(heading, "text x=% y=% font-size=13 " + Theme.INK, PAD, y - 5);
        }
        double x = PAD;
        int lines = 0;
        for (Thumb thumb : row.thumbs()) {
            lines = Math.max(lines, thumb(svg, thumb, x, y));
            x += size + GAP + (thumb.mark() == Thumb.Mark.QUERY ? GAP : 0);
        }
        if (row.thumbs().isEmpty()) {
            svg.text("no images", "text x=% y=% font-size=12 font-style=italic " + Theme.SOFT, PAD, y + 14);
            return y + 22;
        }
        return y + size + 4 + lines * (CAPTION + 3);
    }

    private int thumb(Svg svg, Thumb thumb, double x, double y) {
        svg.open("g").text(thumb.caption(), "title");
        String image = "image href=% x=% y=% width=% height=% style=image-rendering:pixelated";
        svg.leaf(image, thumb.source(), x, y, size, size);
        frame(svg, thumb.mark(), x, y, size);
        List<String> lines = thumb.caption().isBlank()
                ? List.of()
                : Arrays.asList(thumb.caption().split("\n", -1));
        for (int i = 0; i < lines.size(); i++) {
            svg.text(
                    Text.cut(lines.get(i), CAPTION, size + GAP - 2),
                    "text x=% y=% font-size=% text-anchor=middle " + Theme.SOFT,
                    x + size / 2.0,
                    y + size + (i + 1) * (CAPTION + 3),
                    CAPTION);
        }
        svg.close();
        return lines.size();
    }

    private static void frame(Svg svg, Thumb.Mark mark, double x, double y, double side) {
        String look = switch (mark) {
            case NONE -> "stroke-width=.6 " + Theme.SOFT_LINE;
            case QUERY -> "stroke-width=2.5 " + Theme.INK_LINE;
            case AGREES -> "stroke-width=2.5 " + AGREES.line();
            case DIFFERS -> "stroke-width=2.5 stroke-dasharray=5,3 " + DIFFERS.line();
        };
        svg.leaf("rect x=% y=% width=% height=% fill=none " + look, x, y, side, side);
        if (mark == Thumb.Mark.AGREES || mark == Thumb.Mark.DIFFERS) {
            sign(svg, mark == Thumb.Mark.AGREES, x + side - 7, y + side - 7);
        }
    }

    /** A tick or a cross on a disc, centred at (x, y). */
    private static void sign(Svg svg, boolean tick, double x, double y) {
        svg.leaf("circle cx=% cy=% r=6.5 " + (tick ? AGREES : DIFFERS).fill() + " " + Theme.EDGE, x, y);
        String path = tick ? Svg.path("M% %l2 2.5l4 -5", x - 3, y) : Svg.path("M% %l6 6m0 -6l-6 6", x - 3, y - 3);
        svg.leaf("path d=% fill=none stroke-width=1.6 " + Theme.EDGE, path);
    }
}
