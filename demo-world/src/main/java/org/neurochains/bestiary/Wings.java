package org.neurochains.bestiary;

import static org.neurochains.bestiary.Outline.pen;

import java.awt.Shape;

/** What grows from the back, its shoulder at the origin, raised up and to the rear. */
final class Wings {

    private Wings() {}

    /** A bird's wing: a smooth front edge and round feathers behind. */
    static Shapes feathers(Colour colour) {
        Shape shape = pen(8, 6)
                .by(4, -24, -26, -40)
                .by(-36, -36, -31, -28)
                .by(-36, -22, -28, -17)
                .by(-31, -10, -22, -6)
                .by(-23, 2, -13, 4)
                .by(-10, 11, 2, 10)
                .closed();
        return new Shapes()
                .shape(shape, colour)
                .crease(pen(-29, -27).by(-18, -22, -10, -14).open(), colour)
                .crease(pen(-26, -16).by(-17, -12, -8, -7).open(), colour)
                .crease(pen(-20, -5).by(-13, -3, -5, -1).open(), colour);
    }

    /** A bat's wing: a claw at the wrist, fingers, and skin hollow between their points. */
    static Shapes leather(Colour colour) {
        Shape shape = pen(7, 7)
                .to(0, -38)
                .to(-36, -30)
                .by(-22, -24, -32, -12)
                .by(-18, -12, -22, 4)
                .by(-8, -2, 0, 9)
                .closed();
        return new Shapes()
                .shape(shape, colour)
                .crease(pen(0, -36).to(-30, -13).open(), colour)
                .crease(pen(0, -36).to(-20, 2).open(), colour)
                .rope(pen(0, -37).to(4, -43).open(), 1.5, colour);
    }
}
