package org.neurochains.bestiary;

import java.awt.Color;

/**
 * A colour by hue (turns), saturation and lightness, each in [0, 1].
 *
 * @param hue 0 red, 1/3 green, 2/3 blue; any real number, taken modulo 1
 */
public record Colour(double hue, double saturation, double lightness) {

    /** The same hue, lighter by {@code amount} of lightness, or darker if negative. */
    Colour lighter(double amount) {
        return new Colour(hue, saturation, Math.min(1, Math.max(0, lightness + amount)));
    }

    /** The dark line around a shape of this colour. */
    Colour outline() {
        return new Colour(hue, saturation * .7, lightness * .35);
    }

    Color awt() {
        return new Color(channel(0), channel(8), channel(4));
    }

    /** One 8-bit channel; n = 0, 8, 4 for red, green, blue (the usual closed form of HSL). */
    private int channel(int n) {
        double turn = hue - StrictMath.floor(hue);
        double k = (n + turn * 12) % 12;
        double reach = saturation * Math.min(lightness, 1 - lightness);
        double value = lightness - reach * Math.max(-1, Math.min(Math.min(k - 3, 9 - k), 1));
        return (int) (Math.min(1, Math.max(0, value)) * 255 + .5);
    }
}
