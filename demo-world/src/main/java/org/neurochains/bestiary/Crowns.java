package org.neurochains.bestiary;

import static org.neurochains.bestiary.Outline.oval;
import static org.neurochains.bestiary.Outline.pen;

import java.awt.Shape;

/** What stands on the head, a circle of radius 13 about the origin. */
final class Crowns {

    private Crowns() {}

    /** One straight spike with two rings. */
    static Shapes horn(Colour colour) {
        Shape shape = pen(-2, -9).to(12, -38).to(9, -8).closed();
        return new Shapes()
                .shape(shape, colour)
                .crease(pen(2, -17).to(9, -14).open(), colour)
                .crease(pen(5, -24).to(10, -21).open(), colour);
    }

    /** Two pointed ears, lighter inside. */
    static Shapes ears(Colour colour) {
        Colour inside = colour.lighter(.2);
        return new Shapes()
                .shape(pen(-13, -3).by(-15, -18, -11, -27).by(-3, -20, 0, -10).closed(), colour)
                .flat(pen(-10, -9).by(-11, -16, -9, -21).by(-5, -16, -4, -11).closed(), inside)
                .shape(pen(1, -10).by(4, -21, 12, -26).by(14, -15, 12, -4).closed(), colour)
                .flat(pen(5, -11).by(7, -17, 10, -20).by(11, -13, 9, -8).closed(), inside);
    }

    /** Three round lobes. */
    static Shapes comb(Colour colour) {
        Shapes lobes = new Shapes();
        for (double[] lobe : new double[][] {{-9, -14, 5.5}, {9, -15, 5.5}, {0, -18, 6.5}}) {
            lobes.shape(oval(lobe[0], lobe[1], lobe[2], lobe[2] * 1.15), colour);
        }
        return lobes.flat(oval(0, -12, 12, 5), colour);
    }
}
