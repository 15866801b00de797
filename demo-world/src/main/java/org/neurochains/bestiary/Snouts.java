package org.neurochains.bestiary;

import static org.neurochains.bestiary.Outline.oval;
import static org.neurochains.bestiary.Outline.pen;

import java.awt.Shape;

/** What sits at the front of the head. The head is a circle of radius 13 about the origin. */
final class Snouts {

    private Snouts() {}

    /** Long and round, with a nostril and a mouth. */
    static Shapes muzzle(Colour colour) {
        Shape shape = pen(6, -7)
                .by(18, -5, 25, -3)
                .by(32, 3, 28, 11)
                .by(22, 15, 6, 11)
                .closed();
        Shape mouth = pen(15, 9).by(21, 10, 27, 7).open();
        return new Shapes().shape(shape, colour).crease(mouth, colour).flat(oval(25, 1, 1.8, 2.2), colour.outline());
    }

    /** Short, pointed and hooked downwards. */
    static Shapes beak(Colour colour) {
        Shape shape = pen(7, -8)
                .by(24, -9, 27, 3)
                .by(28, 9, 25, 15)
                .by(22, 7, 17, 8)
                .by(12, 9, 7, 8)
                .closed();
        Shape mouth = pen(9, 2).by(16, 1, 21, 5).open();
        return new Shapes().shape(shape, colour).crease(mouth, colour);
    }

    /** Long, flat and broad at the end. */
    static Shapes bill(Colour colour) {
        Shape shape = pen(7, -3)
                .by(18, 2, 27, -2)
                .by(38, -3, 38, 4)
                .by(37, 10, 27, 9)
                .by(16, 12, 7, 9)
                .closed();
        Shape mouth = pen(10, 5).by(22, 7, 36, 4).open();
        return new Shapes().shape(shape, colour).crease(mouth, colour);
    }
}
