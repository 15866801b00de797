package org.neurochains.bestiary;

import static org.neurochains.bestiary.Outline.oval;
import static org.neurochains.bestiary.Outline.pen;

import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.util.Random;

/** Draws backdrops, on a picture of 64 by 64 pixels. */
final class Landscapes {

    private static final int SIZE = 64;
    private static final int BANDS = 16;

    private final Random random;
    private final double hue;
    private final Shapes figure = new Shapes();
    private final double horizon;

    private Landscapes(Backdrop backdrop) {
        this.random = new Random(backdrop.seed());
        this.hue = backdrop.hue();
        this.horizon = 26 + 22 * random.nextDouble();
    }

    static Shapes of(Backdrop backdrop) {
        Landscapes land = new Landscapes(backdrop);
        switch (backdrop.place()) {
            case MEADOW -> land.meadow();
            case SNOW -> land.snow();
            case SEA -> land.sea();
            case DUNES -> land.dunes();
            case NIGHT -> land.night();
            case FOREST -> land.forest();
        }
        return land.figure;
    }

    private void meadow() {
        sky(colour(.57, .55, .78), -.08);
        clouds(2);
        hills(colour(.29, .4, .5), 4);
        ground(colour(.27, .45, .55));
        for (int i = 0; i < 22; i++) {
            blade(colour(.29, .5, .38 + .2 * random.nextDouble()));
        }
        scatter(7, new Colour(random.nextDouble(), .7, .75), 1);
    }

    private void snow() {
        sky(colour(.58, .25, .75), -.06);
        hills(colour(.58, .2, .84), 5);
        ground(colour(.58, .15, .93));
        for (int i = 0; i < 26; i++) {
            dot(
                    random.nextDouble() * SIZE,
                    random.nextDouble() * SIZE,
                    .6 + .5 * random.nextDouble(),
                    new Colour(0, 0, 1));
        }
    }

    private void sea() {
        sky(colour(.53, .4, .82), -.05);
        ground(colour(.56, .5, .55));
        for (int i = 0; i < 16; i++) {
            double y = horizon + (SIZE - horizon) * random.nextDouble();
            double x = random.nextDouble() * SIZE;
            Shape wave = pen(x - 5, y)
                    .by(x - 2.5, y - 2, x, y)
                    .by(x + 2.5, y + 2, x + 5, y)
                    .open();
            figure.flat(Shapes.line(wave, .8), colour(.55, .5, .72));
        }
    }

    private void dunes() {
        sky(colour(.1, .55, .82), -.05);
        dot(8 + 48 * random.nextDouble(), 4 + 14 * random.nextDouble(), 4.5, colour(.13, .9, .85));
        hills(colour(.09, .5, .66), 7);
        ground(colour(.1, .55, .74));
        for (int i = 0; i < 9; i++) {
            double y = horizon + 2 + (SIZE - horizon) * random.nextDouble();
            double x = random.nextDouble() * SIZE;
            figure.flat(Shapes.line(pen(x - 9, y).by(x, y - 3, x + 9, y).open(), .7), colour(.09, .5, .62));
        }
    }

    private void night() {
        sky(colour(.66, .45, .26), .04);
        for (int i = 0; i < 24; i++) {
            dot(
                    random.nextDouble() * SIZE,
                    random.nextDouble() * horizon,
                    .3 + .5 * random.nextDouble(),
                    colour(.15, .6, .85));
        }
        dot(8 + 48 * random.nextDouble(), 5 + 10 * random.nextDouble(), 4, colour(.15, .5, .9));
        hills(colour(.62, .35, .2), 6);
        ground(colour(.45, .25, .3));
    }

    private void forest() {
        sky(colour(.3, .3, .62), -.05);
        for (int i = 0; i < 7; i++) {
            double x = random.nextDouble() * SIZE;
            double width = 2 + 3 * random.nextDouble();
            figure.flat(
                    new Rectangle2D.Double(x, 0, width, horizon + 2), colour(.08, .3, .28 + .15 * random.nextDouble()));
        }
        for (int i = 0; i < 14; i++) {
            dot(
                    random.nextDouble() * SIZE,
                    10 * random.nextDouble(),
                    3 + 4 * random.nextDouble(),
                    colour(.32, .4, .3 + .2 * random.nextDouble()));
        }
        ground(colour(.24, .35, .42));
        for (int i = 0; i < 14; i++) {
            blade(colour(.3, .45, .3 + .2 * random.nextDouble()));
        }
    }

    private void sky(Colour top, double change) {
        for (int band = 0; band < BANDS; band++) {
            figure.flat(new Rectangle2D.Double(0, band * 4, SIZE, 4), top.lighter(-change * band * .4));
        }
    }

    private void ground(Colour near) {
        double dip = 6 * random.nextDouble() - 3;
        figure.flat(
                pen(0, horizon)
                        .by(32, horizon + dip, SIZE, horizon)
                        .to(SIZE, SIZE)
                        .to(0, SIZE)
                        .closed(),
                near);
        figure.veil(
                pen(0, horizon + 14)
                        .by(32, horizon + 9, SIZE, horizon + 15)
                        .to(SIZE, SIZE)
                        .to(0, SIZE)
                        .closed(),
                near.lighter(-.1),
                .5);
    }

    private void hills(Colour colour, double height) {
        for (int i = 0; i < 4; i++) {
            double x = random.nextDouble() * SIZE;
            figure.flat(
                    oval(x, horizon + 2, 12 + 8 * random.nextDouble(), height * (.7 + .8 * random.nextDouble())),
                    colour);
        }
    }

    private void clouds(int count) {
        for (int i = 0; i < count; i++) {
            double x = random.nextDouble() * SIZE;
            double y = 3 + 12 * random.nextDouble();
            for (int puff = -1; puff <= 1; puff++) {
                figure.veil(oval(x + 4 * puff, y - (puff == 0 ? 1.5 : 0), 4, 2.6), new Colour(0, 0, 1), .8);
            }
        }
    }

    private void blade(Colour colour) {
        double x = random.nextDouble() * SIZE;
        double y = horizon + 2 + (SIZE - horizon) * random.nextDouble();
        figure.flat(
                Shapes.line(
                        pen(x, y)
                                .by(x, y - 2, x + 2 * random.nextDouble() - 1, y - 3.5)
                                .open(),
                        .8),
                colour);
    }

    private void scatter(int count, Colour colour, double radius) {
        for (int i = 0; i < count; i++) {
            dot(random.nextDouble() * SIZE, horizon + 3 + (SIZE - horizon) * random.nextDouble(), radius, colour);
        }
    }

    private void dot(double x, double y, double radius, Colour colour) {
        figure.flat(oval(x, y, radius, radius), colour);
    }

    private Colour colour(double turn, double saturation, double lightness) {
        return new Colour(turn + hue, saturation, lightness);
    }
}
