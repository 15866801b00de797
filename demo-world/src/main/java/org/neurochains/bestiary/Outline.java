package org.neurochains.bestiary;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;

/** A path written in one line: the shapes of this world are long lists of coordinates. */
final class Outline {

    private final Path2D.Double path = new Path2D.Double();

    private Outline() {}

    static Outline pen(double x, double y) {
        Outline outline = new Outline();
        outline.path.moveTo(x, y);
        return outline;
    }

    Outline to(double x, double y) {
        path.lineTo(x, y);
        return this;
    }

    /** A quadratic curve by way of a control point. */
    Outline by(double controlX, double controlY, double x, double y) {
        path.quadTo(controlX, controlY, x, y);
        return this;
    }

    Shape closed() {
        path.closePath();
        return path;
    }

    Shape open() {
        return path;
    }

    static Shape oval(double x, double y, double radiusX, double radiusY) {
        return new Ellipse2D.Double(x - radiusX, y - radiusY, 2 * radiusX, 2 * radiusY);
    }
}
