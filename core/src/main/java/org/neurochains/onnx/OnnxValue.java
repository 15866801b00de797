package org.neurochains.onnx;

import java.util.Arrays;
import org.neurochains.tensor.Tensor;

/** A value of an ONNX graph while it is read. */
sealed interface OnnxValue {
    /** Stands for the number of images in a shape. */
    long BATCH = Long.MIN_VALUE;

    /**
     * Computed from the images.
     *
     * @param node the network's node that gives it
     * @param axes what each dimension is, of N (image), C, H and W; those left out have length 1. Features are
     *     channels.
     * @param probabilities whether a softmax was left out behind the node
     */
    record Image(int node, String axes, boolean probabilities) implements OnnxValue {
        /** Feature maps. */
        static Image maps(int node) {
            return new Image(node, "NCHW", false);
        }

        /** The same image with its dimensions named anew. */
        Image as(String other) {
            return new Image(node, other, probabilities);
        }

        /** The same of another node. */
        Image at(int other) {
            return new Image(other, axes, probabilities);
        }
    }

    /**
     * Maps whose channels are seen as rows and columns: N, groups, channels of each, H, W, halfway through a channel
     * shuffle; or N, groups and everything else in one row, halfway through group normalisation.
     *
     * @param swapped whether rows and columns have changed places
     * @param flat whether each group is one row
     */
    record Groups(Image image, int groups, boolean swapped, boolean flat) implements OnnxValue {
        /** Groups as rows, in all their dimensions. */
        static Groups of(Image image, int groups) {
            return new Groups(image, groups, false, false);
        }
    }

    /**
     * Features seen in three dimensions besides the images': groups, branches of each, features of each, halfway to the
     * weights of split attention (Zhang et al. 2020).
     */
    record Branches(Image image, int groups, int branches) implements OnnxValue {}

    /**
     * Maps seen in six dimensions, halfway between blocks of places and channels: C, H, size, W, size where places
     * become channels, else C, size, size, H, W, or size, size, C, H, W.
     *
     * @param down whether places become channels
     * @param turned whether the dimensions have changed places
     * @param placesFirst whether, where they are channels, all channels of a block's first place come first
     */
    record Blocks(Image image, int size, boolean down, boolean turned, boolean placesFirst) implements OnnxValue {
        private static final long[] CHANNELS_DOWN = {0, 1, 3, 5, 2, 4};
        private static final long[] PLACES_DOWN = {0, 3, 5, 1, 2, 4};
        private static final long[] CHANNELS_UP = {0, 1, 4, 2, 5, 3};
        private static final long[] PLACES_UP = {0, 3, 4, 1, 5, 2};

        /** The same with its dimensions exchanged as either way needs it. */
        Blocks turned(OnnxNode node) {
            long[] order = node.integers("perm");
            boolean first = down ? Arrays.equals(order, PLACES_DOWN) : placesFirst;
            long[] needed = down ? (first ? PLACES_DOWN : CHANNELS_DOWN) : (first ? PLACES_UP : CHANNELS_UP);
            if (turned || !Arrays.equals(order, needed)) {
                throw node.unsupported("exchanges dimensions of blocks of places");
            }
            return new Blocks(image, size, down, true, first);
        }
    }

    /** The length of an image's vector of channels at each place, with the image's dimensions. */
    record Lengths(Image image) implements OnnxValue {}

    /** What is true of an image's value, place by place: 1 where it is, else 0. */
    record Mask(Image image) implements OnnxValue {}

    /** Numbers that do not depend on the images. */
    record Numbers(Tensor tensor) implements OnnxValue {
        /** A single number. */
        static Numbers of(double value) {
            return new Numbers(Tensor.of(new float[] {(float) value}));
        }
    }

    /**
     * Integers that do not depend on the images, mostly parts of shapes; {@link #BATCH} for the number of images.
     *
     * @param shape without dimensions, one, two: rows and columns, or more
     */
    record Integers(long[] shape, long[] values) implements OnnxValue {
        static Integers scalar(long value) {
            return new Integers(new long[0], new long[] {value});
        }

        static Integers list(long... values) {
            return new Integers(new long[] {values.length}, values);
        }

        boolean isScalar() {
            return shape.length == 0;
        }

        /** The values as numbers. */
        Numbers toNumbers() {
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = values[i];
            }
            return new Numbers(Tensor.of(floats, shape));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Integers i && Arrays.equals(shape, i.shape) && Arrays.equals(values, i.values);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return Arrays.toString(values);
        }
    }
}
