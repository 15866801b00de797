package org.neurochains.bestiary;

import java.awt.geom.AffineTransform;

/** Rotations by {@link StrictMath}, whose results do not depend on the platform. */
final class Turn {

    private Turn() {}

    /** Clockwise (y points down), in radians. */
    static AffineTransform by(double angle) {
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        return new AffineTransform(cos, sin, -sin, cos, 0, 0);
    }

    /** Scaled and turned about the origin, then moved to a joint. */
    static AffineTransform at(double x, double y, double angle, double scale) {
        AffineTransform all = AffineTransform.getTranslateInstance(x, y);
        all.concatenate(by(angle));
        all.scale(scale, scale);
        return all;
    }
}
