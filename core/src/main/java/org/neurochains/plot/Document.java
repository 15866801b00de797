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
                "svg xmlns=http://www.w3.org/2000/svg viewBox=% width=% height=% role=img aria-labelledby=% font-family=%",
                box(drawing),
                drawing.width,
                drawing.height,
                id + "-title " + id + "-desc",
                "system-ui, 'Helvetica Neue', Arial, sans-serif");
        svg.text(figure.title(), "title id=%", id + "-title");
        svg.text(figure.summary(), "desc id=%", id + "-desc");
        svg.style(Theme.STYLE).open("g class=nc-plot");
        svg.leaf("rect width=% height=% " + Theme.PAPER, drawing.width, drawing.height);
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
        return Svg.path("0 0 % %", drawing.width, drawing.height);
    }

    /** The same for the same content, so that equal runs give equal files. */
    private static String id(Figure figure) {
        CRC32 digest = new CRC32();
        digest.update((figure.title() + '\n' + figure.summary()).getBytes(StandardCharsets.UTF_8));
        return "nc" + Long.toHexString(digest.getValue());
    }
}
