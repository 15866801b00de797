package org.neurochains.report;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.CubicCurve2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.WholeFile;

/** The chain's graph alone, as a PNG picture at twice the size of {@link GraphSvg}. */
public final class GraphPng {
    private static final double SCALE = 2;
    private static final double LARGEST = 12_000;

    private GraphPng() {}

    /**
     * Writes the picture.
     *
     * @throws InputException if the file cannot be written
     */
    public static void write(ReportDocument document, Path file) {
        GraphDrawing drawing = new GraphDrawing(document);
        double scale = Math.min(SCALE, LARGEST / Math.max(drawing.width(), drawing.height()));
        BufferedImage image = new BufferedImage(
                (int) Math.ceil(drawing.width() * scale),
                (int) Math.ceil(drawing.height() * scale),
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.scale(scale, scale);
        drawing.draw(new Pixels(graphics));
        graphics.dispose();
        WholeFile.write(file, Picture.png(image));
    }

    private record Pixels(Graphics2D graphics) implements Surface {
        private static final Color BORDER = new Color(0xb9b3a7);

        @Override
        public void curve(double x1, double y1, double x2, double y2, Stroke stroke) {
            double bend = Math.max(Math.abs(x2 - x1) / 2, 12);
            float[] dashes = stroke.dashed() ? new float[] {5, 3.5f} : null;
            graphics.setStroke(new BasicStroke(
                    (float) stroke.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dashes, 0));
            graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) stroke.opacity()));
            graphics.setColor(stroke.colour());
            graphics.draw(new CubicCurve2D.Double(x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2));
            graphics.setComposite(AlphaComposite.SrcOver);
        }

        @Override
        public void shape(GraphLayout.Place place, boolean square, Color fill, Color line) {
            Shape form = form(place, square, 0);
            graphics.setColor(fill);
            graphics.fill(form);
            graphics.setStroke(new BasicStroke(1));
            graphics.setColor(line);
            graphics.draw(form);
        }

        private static Shape form(GraphLayout.Place place, boolean square, double inset) {
            double r = place.radius() - inset;
            double left = place.x() - r;
            double top = place.y() - r;
            return square
                    ? new RoundRectangle2D.Double(left, top, 2 * r, 2 * r, Math.min(8, r), Math.min(8, r))
                    : new Ellipse2D.Double(left, top, 2 * r, 2 * r);
        }

        @Override
        public void picture(GraphLayout.Place place, boolean square, Picture picture) {
            @Nullable BufferedImage face = picture.drawn();
            if (face != null) {
                double r = place.radius() - 3;
                Shape clip = graphics.getClip();
                graphics.clip(form(place, square, 3));
                AffineTransform fit = AffineTransform.getTranslateInstance(place.x() - r, place.y() - r);
                fit.scale(2 * r / face.getWidth(), 2 * r / face.getHeight());
                graphics.drawImage(face, fit, null);
                graphics.setClip(clip);
            }
        }

        @Override
        public void tick(double x, double top, double bottom) {
            graphics.setStroke(
                    new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {3, 3}, 0));
            graphics.setColor(BORDER);
            graphics.draw(new Line2D.Double(x, top, x, bottom));
        }

        @Override
        public void text(double x, double y, String text, Lettering lettering) {
            int style = lettering.bold() ? Font.BOLD : Font.PLAIN;
            graphics.setFont(new Font(Font.SANS_SERIF, style, 1).deriveFont((float) lettering.size()));
            graphics.setColor(lettering.colour());
            double half = graphics.getFontMetrics().stringWidth(text) / 2.0;
            double left = lettering.anchor() == Anchor.START ? x : x - half;
            graphics.drawString(text, (float) left, (float) y);
        }
    }
}
