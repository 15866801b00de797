package org.neurochains.evidence;

import java.awt.Color;
import java.util.List;
import java.util.function.DoubleToIntFunction;
import org.neurochains.image.Pixels;

/** Saliency maps as pictures, coloured as in the publications that they come from. */
public final class MapPicture {
    private static final double BLUE = 240.0 / 360;

    private MapPicture() {}

    /** From blue (the smallest value) through green to red (the largest); a constant map is all blue. */
    public static Pixels heat(SaliencyMap map) {
        return draw(map.toUnitRange(), MapPicture::heat);
    }

    /**
     * {@link #heat} over the image that it is about.
     *
     * @param opacity of the map, from 0 to 1
     */
    public static Pixels overlay(Pixels image, SaliencyMap map, double opacity) {
        return blend(image, heat(map.resized(image.height(), image.width())), opacity);
    }

    /** From blue (below zero) through white (zero) to red, scaled by the largest absolute value: for relevance. */
    public static Pixels signed(SaliencyMap map) {
        double most = Math.max(Math.abs(map.low()), Math.abs(map.high()));
        return draw(map.map(value -> most > 0 ? value / most : 0), MapPicture::signed);
    }

    /**
     * LOVI: which layers a place is salient for, by hue: violet and blue for the shallowest, yellow and red for the
     * deepest, white for all; brightness is the mean saliency.
     *
     * @param layers normalised to [0, 1], from the shallowest; at least one
     */
    public static Pixels byLayer(List<SaliencyMap> layers, int height, int width) {
        List<SaliencyMap> fitted =
                layers.stream().map(map -> map.resized(height, width)).toList();
        byte[] rgb = new byte[3 * height * width];
        double brightest = 0;
        double[][] colours = new double[height * width][];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = lovi(fitted, i);
            brightest = Math.max(brightest, colours[i][2]);
        }
        for (int i = 0; i < colours.length; i++) {
            double value = brightest > 0 ? colours[i][2] / brightest : 0;
            put(rgb, i, Color.HSBtoRGB((float) colours[i][0], (float) colours[i][1], (float) value));
        }
        return Pixels.of(width, height, rgb);
    }

    /** Hue by the saliency's centre over layers, saturation by how unequal they are, brightness their mean. */
    private static double[] lovi(List<SaliencyMap> layers, int place) {
        double sum = 0;
        double centre = 0;
        double most = 0;
        for (int l = 0; l < layers.size(); l++) {
            double value = layers.get(l).values()[place];
            sum += value;
            centre += value * (layers.size() == 1 ? 1 : (double) l / (layers.size() - 1));
            most = Math.max(most, value);
        }
        double mean = sum / layers.size();
        double violet = 300.0 / 360;
        return new double[] {sum > 0 ? violet * (1 - centre / sum) : 0, most > 0 ? 1 - mean / most : 0, mean};
    }

    private static int heat(double value) {
        return Color.HSBtoRGB((float) ((1 - value) * BLUE), 1, 1);
    }

    private static int signed(double value) {
        int rest = (int) Math.round(255 * (1 - Math.abs(value)));
        return value < 0 ? rest << 16 | rest << 8 | 255 : 255 << 16 | rest << 8 | rest;
    }

    private static Pixels draw(SaliencyMap map, DoubleToIntFunction colour) {
        byte[] rgb = new byte[3 * map.values().length];
        for (int i = 0; i < map.values().length; i++) {
            put(rgb, i, colour.applyAsInt(map.values()[i]));
        }
        return Pixels.of(map.width(), map.height(), rgb);
    }

    private static void put(byte[] rgb, int place, int colour) {
        rgb[3 * place] = (byte) (colour >> 16);
        rgb[3 * place + 1] = (byte) (colour >> 8);
        rgb[3 * place + 2] = (byte) colour;
    }

    private static Pixels blend(Pixels below, Pixels above, double opacity) {
        byte[] rgb = below.toBytes();
        byte[] other = above.toBytes();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) Math.round((1 - opacity) * (rgb[i] & 0xff) + opacity * (other[i] & 0xff));
        }
        return Pixels.of(below.width(), below.height(), rgb);
    }
}
