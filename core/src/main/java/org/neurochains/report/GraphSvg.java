package org.neurochains.report;

import java.awt.Color;
import java.nio.file.Path;
import org.neurochains.InputException;
import org.neurochains.Phrase;
import org.neurochains.WholeFile;

/** The chain's graph alone, as an SVG picture for papers: no script, no outside resource. */
public final class GraphSvg {
    private GraphSvg() {}

    public static String of(ReportDocument document) {
        GraphDrawing drawing = GraphDrawing.of(document);
        Vectors vectors = new Vectors(drawing.width(), drawing.height(), document.title());
        drawing.draw(vectors);
        return vectors.finished();
    }

    /**
     * Writes the SVG document.
     *
     * @throws InputException if the file cannot be written
     */
    public static void write(ReportDocument document, Path file) {
        WholeFile.write(file, of(document));
    }

    private static final class Vectors implements Surface {
        private final StringBuilder svg = new StringBuilder();

        private Vectors(double width, double height, String title) {
            svg.append(format(
                    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$s %2$s\" width=\"%1$s\" height=\"%2$s\""
                            + " font-family=\"Helvetica, Arial, sans-serif\" role=\"img\">\n<title>%3$s</title>\n",
                    width, height, escaped(title.isEmpty() ? "Chain" : title)));
            svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        }

        private String finished() {
            return svg + "</svg>\n";
        }

        @Override
        public void curve(double x1, double y1, double x2, double y2, Stroke stroke) {
            double bend = Math.max(Math.abs(x2 - x1) / 2, 12);
            svg.append(format(
                    "<path d=\"M%s %sC%s %s %s %s %s %s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\""
                            + " stroke-opacity=\"%s\"%s/>\n",
                    x1,
                    y1,
                    x1 + bend,
                    y1,
                    x2 - bend,
                    y2,
                    x2,
                    y2,
                    hex(stroke.colour()),
                    stroke.width(),
                    stroke.opacity(),
                    stroke.dashed() ? " stroke-dasharray=\"5 3.5\"" : ""));
        }

        @Override
        public void shape(GraphLayout.Place place, boolean square, Color fill, Color line) {
            svg.append(form(place, square, 0, format("fill=\"%s\" stroke=\"%s\"", hex(fill), hex(line))));
        }

        private static String form(GraphLayout.Place place, boolean square, double inset, String attributes) {
            double r = place.radius() - inset;
            return square
                    ? format(
                            "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%3$s\" rx=\"%s\" %s/>\n",
                            place.x() - r, place.y() - r, 2 * r, Math.min(4, r / 2), attributes)
                    : format("<circle cx=\"%s\" cy=\"%s\" r=\"%s\" %s/>\n", place.x(), place.y(), r, attributes);
        }

        @Override
        public void picture(GraphLayout.Place place, boolean square, Picture picture) {
            String clip = format("c%s-%s", place.x(), place.y());
            double r = place.radius() - 3;
            svg.append("<clipPath id=\"")
                    .append(clip)
                    .append("\">")
                    .append(form(place, square, 3, ""))
                    .append("</clipPath>");
            svg.append(format(
                    "<image x=\"%s\" y=\"%s\" width=\"%s\" height=\"%3$s\" clip-path=\"url(#%s)\" href=\"%s\"/>\n",
                    place.x() - r, place.y() - r, 2 * r, clip, picture.uri()));
        }

        @Override
        public void tick(double x, double top, double bottom) {
            svg.append(format(
                    "<path d=\"M%s %sV%s\" fill=\"none\" stroke=\"#b9b3a7\" stroke-dasharray=\"3 3\"/>\n",
                    x, top, bottom));
        }

        @Override
        public void text(double x, double y, String text, Lettering lettering) {
            String anchor = lettering.anchor() == Anchor.START ? "start" : "middle";
            svg.append(format(
                    "<text x=\"%s\" y=\"%s\" font-size=\"%s\" fill=\"%s\" text-anchor=\"%s\"%s>%s</text>\n",
                    x,
                    y,
                    lettering.size(),
                    hex(lettering.colour()),
                    anchor,
                    lettering.bold() ? " font-weight=\"600\"" : "",
                    escaped(text)));
        }

        private static String hex(Color colour) {
            return Phrase.text("#%06x", colour.getRGB() & 0xffffff);
        }

        /** Formats with numbers to a tenth, or a hundredth below ten. */
        private static String format(String pattern, Object... parts) {
            Object[] shown = parts.clone();
            for (int i = 0; i < shown.length; i++) {
                if (shown[i] instanceof Double number) {
                    shown[i] = number == Math.rint(number)
                            ? String.valueOf(number.longValue())
                            : Phrase.text(Math.abs(number) < 10 ? "%.2f" : "%.1f", number);
                }
            }
            return Phrase.text(pattern, shown);
        }

        /** The text with markup's characters escaped and control characters, which XML has none of, left out. */
        private static String escaped(String text) {
            return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]", "")
                    .replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;");
        }
    }
}
