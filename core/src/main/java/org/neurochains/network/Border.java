package org.neurochains.network;

/** Rows and columns added around a feature map. */
public record Border(int top, int left, int bottom, int right) {
    public static final Border NONE = new Border(0, 0, 0, 0);

    /** The same on opposite sides. */
    public static Border of(Extent padding) {
        return new Border(padding.height(), padding.width(), padding.height(), padding.width());
    }

    /** Whether opposite sides are equal. */
    public boolean isSymmetric() {
        return top == bottom && left == right;
    }

    /** The rows above and the columns to the left. */
    public Extent before() {
        return new Extent(top, left);
    }
}
