package org.neurochains.report;

import java.awt.Color;

/** What the graph is drawn on: vectors or pixels. Lengths are pixels, y grows downwards. */
interface Surface {
    /** A cubic from one point to another, both ends horizontal. */
    void curve(double x1, double y1, double x2, double y2, Stroke stroke);

    /** A disc or, for a shortcut, a square with rounded corners. */
    void shape(GraphLayout.Place place, boolean square, Color fill, Color line);

    /** A picture inside a shape. */
    void picture(GraphLayout.Place place, boolean square, Picture picture);

    /** A dashed line down, as of a layer that is bypassed. */
    void tick(double x, double top, double bottom);

    /** A line of text. */
    void text(double x, double y, String text, Lettering lettering);

    /** How a line is drawn. */
    record Stroke(Color colour, double width, double opacity, boolean dashed) {}

    /** How text is drawn. */
    record Lettering(double size, Color colour, Anchor anchor, boolean bold) {}

    /** The point of the text that is given. */
    enum Anchor {
        START,
        MIDDLE
    }
}
