package org.neurochains.plot;

/**
 * The rectangle in which data are drawn, and the way from data to pixels.
 *
 * @param left in pixels from the drawing's left edge
 * @param top in pixels from the drawing's upper edge
 */
record Frame(double left, double top, double width, double height, Scaled x, Scaled y) {
    /** An axis with the range it spans. */
    record Scaled(Axis axis, Range range) {
        /** 0 at the low end, 1 at the high end, kept near the frame so that coordinates stay finite. */
        double share(double value) {
            return Math.max(-10, Math.min(11, (value - range.low()) / range.length()));
        }
    }

    double pixelX(double value) {
        return left + width * x.share(value);
    }

    double pixelY(double value) {
        return top + height * (1 - y.share(value));
    }

    double right() {
        return left + width;
    }

    double bottom() {
        return top + height;
    }

    boolean shows(Point point) {
        return x.axis.shows(point.x()) && y.axis.shows(point.y());
    }

    /** Where bars begin: zero, or the axis' low end where zero is not on it. */
    double baseline() {
        return y.range.low() > 0 ? bottom() : pixelY(Math.min(0, y.range.high()));
    }
}
