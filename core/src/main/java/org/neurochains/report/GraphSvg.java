package org.neurochains.report;

import java.awt.Color;
import java.nio.file.Path;
import org.neurochains.InputException;
import org.neurochains.Phrase;
import org.neurochains.file.WholeFile;
import org.neurochains.plot.Svg;

/** The chain's graph alone, as an SVG picture for papers: no script, no outside resource. */
public final class GraphSvg {
    private GraphSvg() {}

    public static String of(ReportDocument document) {
        GraphDrawing drawing = new GraphDrawing(document);
        Svg svg = new Svg();
        svg.open(
                "svg xmlns=http://www.w3.org/2000/svg viewBox=% width=% height=% font-family=% role=img",
                Svg.path("0 0 % %", drawing.width(), drawing.height()),
                drawing.width(),
                drawing.height(),
                "Helvetica, Arial, sans-serif");
        svg.text(document.title().isEmpty() ? "Chain" : document.title(), "title");
        svg.leaf("rect width=% height=% fill=#fff", drawing.width(), drawing.height());
        drawing.draw(new Vectors(svg));
        return svg.close().toString();
    }

    /**
     * Writes the SVG document.
     *
     * @throws InputException if the file cannot be written
     */
    public static void write(ReportDocument document, Path file) {
        WholeFile.write(file, of(document));
    }

    private record Vectors(Svg svg) implements Surface {
        @Override
        public void curve(double x1, double y1, double x2, double y2, Stroke stroke) {
            double bend = Math.max(Math.abs(x2 - x1) / 2, 12);
            svg.leaf(
                    "path d=% fill=none stroke=% stroke-width=% stroke-opacity=%"
                            + (stroke.dashed() ? " stroke-dasharray=5,3.5" : ""),
                    Svg.path("M% %C% % % % % %", x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2),
                    hex(stroke.colour()),
                    stroke.width(),
                    stroke.opacity());
        }

        @Override
        public void shape(GraphLayout.Place place, boolean square, Color fill, Color line) {
            form(place, square, 0, " fill=" + hex(fill) + " stroke=" + hex(line));
        }

        private void form(GraphLayout.Place place, boolean square, double inset, String look) {
            double r = place.radius() - inset;
            if (square) {
                String rectangle = "rect x=% y=% width=% height=% rx=%";
                svg.leaf(rectangle + look, place.x() - r, place.y() - r, 2 * r, 2 * r, Math.min(4, r / 2));
            } else {
                svg.leaf("circle cx=% cy=% r=%" + look, place.x(), place.y(), r);
            }
        }

        @Override
        public void picture(GraphLayout.Place place, boolean square, Picture picture) {
            String clip = Svg.path("c%-%", place.x(), place.y());
            double r = place.radius() - 3;
            svg.open("clipPath id=%", clip);
            form(place, square, 3, "");
            svg.close();
            svg.leaf(
                    "image x=% y=% width=% height=% clip-path=% href=%",
                    place.x() - r, place.y() - r, 2 * r, 2 * r, "url(#" + clip + ")", picture.uri());
        }

        @Override
        public void tick(double x, double top, double bottom) {
            svg.leaf("path d=% fill=none stroke=#b9b3a7 stroke-dasharray=3,3", Svg.path("M% %V%", x, top, bottom));
        }

        @Override
        public void text(double x, double y, String text, Lettering lettering) {
            svg.text(
                    text,
                    "text x=% y=% font-size=% fill=% text-anchor=%" + (lettering.bold() ? " font-weight=600" : ""),
                    x,
                    y,
                    lettering.size(),
                    hex(lettering.colour()),
                    lettering.anchor() == Anchor.START ? "start" : "middle");
        }

        private static String hex(Color colour) {
            return Phrase.text("#%06x", colour.getRGB() & 0xffffff);
        }
    }
}
