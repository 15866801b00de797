package org.neurochains.bestiary;

import java.awt.geom.AffineTransform;

/**
 * Where the creature stands in the picture. Creature units: about 110 wide, 100 high, facing right, y down.
 *
 * @param mirrored whether it faces left
 * @param scale pixels of the 64-pixel picture for one creature unit
 * @param angle rotation in radians, clockwise
 * @param x column of the creature's centre, in pixels of the 64-pixel picture
 * @param y row of the creature's centre
 */
public record Pose(boolean mirrored, double scale, double angle, double x, double y) {

    /** The creature's centre, in its own units. */
    static final double CENTRE_X = 46;

    static final double CENTRE_Y = 50;

    /** From creature units to a picture of 64 by 64 pixels. */
    AffineTransform transform() {
        double flip = mirrored ? -scale : scale;
        AffineTransform all = AffineTransform.getTranslateInstance(x, y);
        all.concatenate(Turn.by(angle));
        all.concatenate(new AffineTransform(flip, 0, 0, scale, 0, 0));
        all.translate(-CENTRE_X, -CENTRE_Y);
        return all;
    }

    Pose at(double column, double row) {
        return new Pose(mirrored, scale, angle, column, row);
    }

    Pose scaled(double factor) {
        return new Pose(mirrored, scale * factor, angle, x, y);
    }
}
