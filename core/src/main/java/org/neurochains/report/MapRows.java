package org.neurochains.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Under the graph, for the first image of each class: the image, the chain's SMOE map of each layer over it under that
 * layer, and Combine All.
 */
final class MapRows {
    private static final double ROW = 72;
    private static final double RADIUS = 33;
    private static final double LEAST = 9;
    private static final int SIDE = 96;

    private final List<PageImage> images;
    private final GraphLayout layout;

    MapRows(ReportDocument document, GraphLayout layout) {
        Map<String, PageImage> first = new LinkedHashMap<>();
        document.images().stream()
                .filter(image -> image.thumbnail() != null && !image.smoe().isEmpty())
                .forEach(image -> first.putIfAbsent(image.label(), image));
        this.images = List.copyOf(first.values());
        this.layout = layout;
    }

    double height() {
        return images.isEmpty() ? 0 : 24 + ROW * images.size();
    }

    /** @param top where the first row starts */
    void draw(Surface surface, double top) {
        for (int i = 0; i < images.size(); i++) {
            row(surface, images.get(i), top + 24 + ROW * (i + .5));
        }
        if (!images.isEmpty()) {
            Surface.Lettering words = new Surface.Lettering(10, Color.DARK_GRAY, Surface.Anchor.START, false);
            surface.text(10, top + 14, "the image; SMOE of the chain's layers over it; Combine All", words);
        }
    }

    private void row(Surface surface, PageImage image, double y) {
        Picture thumbnail = image.thumbnail();
        if (thumbnail == null) {
            return;
        }
        surface.picture(new GraphLayout.Place(RADIUS + 8, y, RADIUS), true, thumbnail);
        Map<String, HeatMap> byLayer = new LinkedHashMap<>();
        image.smoe().forEach(maps -> put(byLayer, maps));
        double right = 2 * RADIUS + 14;
        for (GraphLayout.Band band : layout.bands()) {
            @Nullable HeatMap map = byLayer.get(band.name());
            double centre = (band.start() + band.end()) / 2;
            double radius = Math.min(RADIUS, (band.end() - band.start()) / 2 + 8);
            if (map != null && band.open() && radius >= LEAST && centre - radius >= right) {
                surface.picture(new GraphLayout.Place(centre, y, radius), true, overlay(thumbnail, map));
                right = centre + radius;
            }
        }
        image.saliency().stream()
                .filter(maps -> maps.name().startsWith("Combine All") && maps.chain() != null)
                .findFirst()
                .map(PageImage.Maps::chain)
                .ifPresent(map -> surface.picture(
                        new GraphLayout.Place(layout.width() - RADIUS - 8, y, RADIUS), true, overlay(thumbnail, map)));
    }

    private static void put(Map<String, HeatMap> byLayer, PageImage.Maps maps) {
        HeatMap chain = maps.chain();
        if (chain != null) {
            byLayer.put(maps.name(), chain);
        }
    }

    /** A map over an image: blue and clear where low, red where high. */
    static Picture overlay(Picture image, HeatMap map) {
        BufferedImage heat = new BufferedImage(map.width(), map.height(), BufferedImage.TYPE_INT_ARGB);
        byte[] values = Base64.getDecoder().decode(map.values());
        for (int i = 0; i < values.length; i++) {
            int value = values[i] & 0xff;
            int rgb = GraphDrawing.colour(value / 255.0).getRGB() & 0xffffff;
            heat.setRGB(i % map.width(), i / map.width(), (90 + value / 2) << 24 | rgb);
        }
        BufferedImage both = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = both.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        @Nullable BufferedImage under = image.drawn();
        if (under != null) {
            graphics.drawImage(under, 0, 0, SIDE, SIDE, null);
        }
        graphics.drawImage(heat, 0, 0, SIDE, SIDE, null);
        graphics.dispose();
        return Picture.of(both);
    }
}
