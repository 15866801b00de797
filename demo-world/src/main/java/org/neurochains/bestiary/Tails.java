package org.neurochains.bestiary;

import static org.neurochains.bestiary.Outline.oval;
import static org.neurochains.bestiary.Outline.pen;

import java.awt.Shape;
import java.awt.geom.AffineTransform;

/** What grows from the rear, its root at the origin, pointing left. */
final class Tails {

    private Tails() {}

    /** Long hair that falls to the ground. */
    static Shapes mane(Colour colour) {
        Shape shape = pen(4, -4)
                .by(-16, -14, -20, 8)
                .by(-21, 20, -27, 28)
                .by(-16, 30, -12, 24)
                .by(-7, 16, -7, 8)
                .by(-5, 3, 4, 4)
                .closed();
        return new Shapes()
                .shape(shape, colour)
                .crease(pen(-3, -3).by(-14, 0, -14, 10).by(-14, 20, -20, 26).open(), colour)
                .crease(pen(-10, -6).by(-18, 0, -17, 12).open(), colour);
    }

    /** Four long feathers spread upwards. */
    static Shapes fan(Colour colour) {
        Shapes feathers = new Shapes();
        for (double angle : new double[] {1.45, 1.05, .65, .25}) {
            AffineTransform turn = Turn.by(angle);
            feathers.add(new Shapes()
                    .shape(oval(-15, 0, 15, 5.5), colour)
                    .crease(pen(-6, 0).to(-24, 0).open(), colour)
                    .transformed(turn));
        }
        return feathers;
    }

    /** Broad and flat, with crossed creases. */
    static Shapes paddle(Colour colour) {
        Shape shape = pen(5, -5)
                .by(-10, -6, -22, -8)
                .by(-37, -6, -34, 8)
                .by(-28, 15, -16, 9)
                .by(-6, 6, 5, 6)
                .closed();
        return new Shapes()
                .shape(shape, colour)
                .crease(pen(-12, -6).to(-27, 10).open(), colour)
                .crease(pen(-21, -7).to(-33, 5).open(), colour)
                .crease(pen(-30, -6).to(-15, 8).open(), colour)
                .crease(pen(-20, -7).to(-8, 6).open(), colour);
    }

    /** Thin, curled upwards, with a barbed tip. */
    static Shapes arrow(Colour colour) {
        Shape rod = pen(3, 2).by(-16, 12, -22, -2).by(-24, -9, -21, -16).open();
        Shape tip = pen(-20, -33)
                .by(-12, -23, -8, -14)
                .by(-16, -16, -20, -13)
                .by(-26, -17, -33, -16)
                .by(-25, -24, -20, -33)
                .closed();
        return new Shapes().rope(rod, 3.4, colour).shape(tip, colour);
    }

    /** Thin and long, with a tuft. */
    static Shapes rope(Colour colour) {
        Shape rod = pen(3, 0).by(-16, -4, -18, 10).by(-20, 24, -29, 18).open();
        return new Shapes().rope(rod, 3, colour).shape(oval(-29, 14, 6, 7.5), colour.lighter(-.15));
    }
}
