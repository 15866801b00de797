package org.neurochains.bestiary;

import static org.neurochains.bestiary.Outline.oval;

import java.awt.Shape;
import java.awt.geom.Area;
import java.util.Random;

/** Marks on the skin of trunk and neck, cut off at its edge. */
final class Coats {

    private Coats() {}

    /** Upright wavy bands. */
    static Shapes stripes(Area skin, Colour colour, long seed) {
        Random random = new Random(seed);
        Shapes bands = new Shapes();
        double x = 20 + 3 * random.nextDouble();
        while (x < 84) {
            double lean = 3 + 5 * random.nextDouble();
            double middle = 58 + 4 * random.nextDouble();
            Shape path = Outline.pen(x + lean, 20)
                    .by(x - 2, 40, x, middle)
                    .by(x + 2, 66, x - lean, 80)
                    .open();
            clipped(bands, Shapes.line(path, 2.8 + 1.4 * random.nextDouble()), skin, colour);
            x += 7.6 + 2 * random.nextDouble();
        }
        return bands;
    }

    /** Round blots in loose rows. */
    static Shapes spots(Area skin, Colour colour, long seed) {
        Random random = new Random(seed);
        Shapes blots = new Shapes();
        for (int row = 0; row < 6; row++) {
            double shift = row % 2 == 0 ? 0 : 5;
            for (double x = 20 + shift; x < 84; x += 10) {
                double dx = 4 * random.nextDouble() - 2;
                double dy = 4 * random.nextDouble() - 2;
                double radius = 2.4 + 1.3 * random.nextDouble();
                clipped(blots, oval(x + dx, 28 + 8.5 * row + dy, radius, radius * .9), skin, colour);
            }
        }
        return blots;
    }

    private static void clipped(Shapes marks, Shape mark, Area skin, Colour colour) {
        Area inside = new Area(mark);
        inside.intersect(skin);
        if (!inside.isEmpty()) {
            marks.flat(inside, colour);
        }
    }
}
