package org.neurochains.bestiary;

import static org.neurochains.bestiary.Outline.oval;
import static org.neurochains.bestiary.Outline.pen;

/** What the legs end in, the ankle at the origin, toes to the right. */
final class Feet {

    private Feet() {}

    /** A dark block, wider below. */
    static Shapes hoof(Colour colour) {
        return new Shapes()
                .shape(pen(-4.5, -2).to(5, -2).to(9, 9).to(-6, 9).closed(), colour)
                .crease(pen(-5, 2).to(6, 2).open(), colour);
    }

    /** Three thin toes forwards, one backwards. */
    static Shapes talons(Colour colour) {
        Shapes toes = new Shapes();
        for (double[] toe : new double[][] {{-9, 8}, {3, 11}, {13, 8}}) {
            toes.flat(Shapes.line(pen(0, 0).to(toe[0], toe[1]).open(), 6), colour.outline());
        }
        for (double[] toe : new double[][] {{-9, 8}, {3, 11}, {13, 8}}) {
            toes.flat(Shapes.line(pen(0, 0).to(toe[0], toe[1]).open(), 2.6), colour);
        }
        return toes;
    }

    /** Skin stretched between toes. */
    static Shapes web(Colour colour) {
        return new Shapes()
                .shape(
                        pen(-3, -2)
                                .to(3, -2)
                                .by(9, 2, 18, 7)
                                .by(11, 7, 9, 11)
                                .by(4, 8, -1, 11)
                                .by(-3, 8, -8, 9)
                                .closed(),
                        colour)
                .crease(pen(1, 1).to(9, 8).open(), colour)
                .crease(pen(0, 1).to(0, 8).open(), colour);
    }

    /** A soft round foot with toes. */
    static Shapes paw(Colour colour) {
        return new Shapes()
                .shape(oval(3, 4, 9.5, 6.5), colour)
                .crease(pen(5, 4).to(5.5, 9).open(), colour)
                .crease(pen(9, 3).to(9.5, 8).open(), colour);
    }
}
