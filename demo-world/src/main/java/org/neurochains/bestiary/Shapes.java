package org.neurochains.bestiary;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * A drawing as a list of filled shapes, later ones on top. Lines are filled shapes too, so one rule draws everything.
 */
final class Shapes {

    private static final double OUTLINE = 2;
    private static final double FLATNESS = .05;

    private record Ink(Shape shape, Color colour) {}

    private final List<Ink> inks = new ArrayList<>();

    /** A shape with a dark line around it. */
    Shapes shape(Shape shape, Colour colour) {
        flat(line(shape, OUTLINE * 2), colour.outline());
        return flat(shape, colour);
    }

    /** A shape without a line around it. */
    Shapes flat(Shape shape, Colour colour) {
        inks.add(new Ink(shape, colour.awt()));
        return this;
    }

    /** A translucent shape; opacity in [0, 1]. */
    Shapes veil(Shape shape, Colour colour, double opacity) {
        Color opaque = colour.awt();
        int alpha = (int) (opacity * 255 + .5);
        inks.add(new Ink(shape, new Color(opaque.getRed(), opaque.getGreen(), opaque.getBlue(), alpha)));
        return this;
    }

    /** A thin dark line inside a shape of the given colour. */
    Shapes crease(Shape path, Colour colour) {
        return flat(line(path, 1.3), colour.outline());
    }

    /** A line of the given width with a dark line around it. */
    Shapes rope(Shape path, double width, Colour colour) {
        flat(line(path, width + 2 * OUTLINE), colour.outline());
        return flat(line(path, width), colour);
    }

    Shapes add(Shapes other) {
        inks.addAll(other.inks);
        return this;
    }

    Shapes transformed(AffineTransform transform) {
        Shapes moved = new Shapes();
        for (Ink ink : inks) {
            moved.inks.add(new Ink(transform.createTransformedShape(ink.shape), ink.colour));
        }
        return moved;
    }

    /**
     * The smallest rectangle around all shapes, empty if there are none. Of points on the outlines:
     * {@link Shape#getBounds2D} takes in control points or not, by the version of Java.
     */
    Rectangle2D bounds() {
        double left = Double.MAX_VALUE;
        double top = Double.MAX_VALUE;
        double right = -Double.MAX_VALUE;
        double bottom = -Double.MAX_VALUE;
        double[] point = new double[6];
        for (Ink ink : inks) {
            for (PathIterator at = ink.shape.getPathIterator(null, FLATNESS); !at.isDone(); at.next()) {
                if (at.currentSegment(point) != PathIterator.SEG_CLOSE) {
                    left = Math.min(left, point[0]);
                    right = Math.max(right, point[0]);
                    top = Math.min(top, point[1]);
                    bottom = Math.max(bottom, point[1]);
                }
            }
        }
        return inks.isEmpty()
                ? new Rectangle2D.Double()
                : new Rectangle2D.Double(left, top, right - left, bottom - top);
    }

    void draw(Graphics2D graphics) {
        for (Ink ink : inks) {
            graphics.setColor(ink.colour);
            graphics.fill(ink.shape);
        }
    }

    static Shape line(Shape path, double width) {
        return new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND).createStrokedShape(path);
    }
}
