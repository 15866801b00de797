package org.neurochains.testing;

import org.neurochains.image.Preprocessing;
import org.neurochains.image.Rgb;

/** What networks of ImageNet's normalisation are commonly fed. */
public final class ImageNetInput {
    private ImageNetInput() {}

    /** Resize 256, crop 224. */
    public static Preprocessing cropped() {
        return of(new Preprocessing.ResizeCrop(256, 224));
    }

    /** A square of exactly this size. */
    public static Preprocessing square(int side) {
        return of(new Preprocessing.Exact(side, side));
    }

    /** Any size. */
    public static Preprocessing of(Preprocessing.Fit fit) {
        return new Preprocessing(fit, Rgb.IMAGENET_MEAN, Rgb.IMAGENET_STD);
    }
}
