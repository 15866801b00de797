package org.neurochains.bestiary;

/**
 * Something in front of the creature.
 *
 * @param kind what it is
 * @param x column of its centre, in pixels of the 64-pixel picture
 * @param y row of its centre
 * @param angle in radians
 * @param size factor around 1
 * @param colour its colour
 */
public record Occluder(Kind kind, double x, double y, double angle, double size, Colour colour) {

    /** What may be in front. */
    public enum Kind {
        LEAF,
        STEM,
        BUBBLE
    }

    Shapes figure() {
        Shapes drawing = switch (kind) {
            case LEAF ->
                new Shapes()
                        .flat(Outline.pen(-7, 0).by(0, -5, 7, 0).by(0, 5, -7, 0).closed(), colour)
                        .flat(Shapes.line(Outline.pen(-8, 0).to(6, 0).open(), .6), colour.lighter(-.2));
            case STEM ->
                new Shapes()
                        .flat(Shapes.line(Outline.pen(0, -16).by(4, 0, 0, 70).open(), 1.8), colour)
                        .flat(Outline.oval(0, -17, 2.4, 3), colour.lighter(.15));
            case BUBBLE ->
                new Shapes()
                        .veil(Outline.oval(0, 0, 5, 5), colour.lighter(.3), .6)
                        .veil(Outline.oval(-1.6, -1.8, 1.4, 1.2), new Colour(0, 0, 1), .9);
        };
        return drawing.transformed(Turn.at(x, y, angle, size));
    }
}
