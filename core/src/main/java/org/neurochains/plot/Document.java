package org.neurochains.plot;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The SVG element around a figure: size, text alternative, style. */
final class Document {
    private Document() {}

    /** A finished drawing and its size in pixels. */
    record Drawing(double width, double height, Svg body) {}

    static String write(Figure figure) {
        Drawing drawing = draw(figure);
        String id = id(figure);
        Svg svg = new Svg();
        svg.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                box(drawing),
                "width",
                drawing.width,
                "height",
                drawing.height,
                "role",
                "img",
                "aria-labelledby",
                id + "-title " + id + "-desc",
                "font-family",
                "system-ui, 'Helvetica Neue', Arial, sans-serif");
        svg.text("title", figure.title(), "id", id + "-title");
        svg.text("desc", figure.summary(), "id", id + "-desc");
        svg.open("style").raw(Theme.STYLE).close();
        svg.open("g", "class", "nc-plot");
        svg.leaf(
                "rect",
                "class",
                "paper",
                "width",
                drawing.width,
                "height",
                drawing.height,
                "fill",
                Theme.LIGHT.paper());
        return svg.append(drawing.body).close().close().toString();
    }

    static Drawing draw(Figure figure) {
        if (figure instanceof Chart chart) {
            return ChartDrawing.of(chart);
        }
        if (figure instanceof Panels panels) {
            return panels.drawing();
        }
        return ((ImageRows) figure).drawing();
    }

    static String box(Drawing drawing) {
        return "0 0 " + Svg.number(drawing.width) + " " + Svg.number(drawing.height);
    }

    /** The same for the same content, so that equal runs give equal files. */
    static String id(Figure figure) {
        CRC32 digest = new CRC32();
        digest.update((figure.title() + '\n' + figure.summary()).getBytes(StandardCharsets.UTF_8));
        return "nc" + Long.toHexString(digest.getValue());
    }
}
