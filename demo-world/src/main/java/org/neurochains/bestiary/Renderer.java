package org.neurochains.bestiary;

import java.awt.AlphaComposite;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws scenes. The same scene gives the same pixels, bit for bit, on the same Java.
 *
 * <p>Each layer is drawn on its own and laid over the others in integers, so that a layer changes a pixel only where it
 * is not transparent and what lies above it is not opaque. That is what makes masks exact.
 */
public final class Renderer {

    /** The side of the pictures networks see. */
    public static final int SIZE = 64;

    private final int size;

    private Renderer(int size) {
        this.size = size;
    }

    /** Pictures of 64 by 64 pixels. */
    public static Renderer small() {
        return new Renderer(SIZE);
    }

    /** The same pictures enlarged, for people. */
    public static Renderer enlarged(int factor) {
        return new Renderer(SIZE * factor);
    }

    /** Draws a scene and the masks of its parts. */
    public Rendering render(Scene scene) {
        List<Rendering.Sheet> sheets = new ArrayList<>();
        AffineTransform place = scene.pose().transform();
        for (Creature.Layer layer : Creature.layers(scene.individual(), scene.forms())) {
            sheets.add(new Rendering.Sheet(layer.form(), paint(layer.figure().transformed(place))));
        }
        for (Occluder occluder : scene.occluders()) {
            sheets.add(new Rendering.Sheet(null, paint(occluder.figure())));
        }
        return new Rendering(size, paint(Landscapes.of(scene.backdrop())), sheets, scene.light());
    }

    /** A rendering with one thing more in front. */
    Rendering covered(Rendering rendering, Occluder occluder) {
        return rendering.under(new Rendering.Sheet(null, paint(occluder.figure())));
    }

    /** Non-premultiplied ARGB pixels of a figure on nothing. */
    private int[] paint(Shapes figure) {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setComposite(AlphaComposite.SrcOver);
            graphics.scale(size / (double) SIZE, size / (double) SIZE);
            figure.draw(graphics);
        } finally {
            graphics.dispose();
        }
        return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    }
}
