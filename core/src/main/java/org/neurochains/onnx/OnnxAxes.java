package org.neurochains.onnx;

import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Names for the dimensions of values: N, C, H and W, of which those of length 1 are interchangeable; P for rows and
 * columns in one, X and Y for further dimensions of length 1 beside it.
 */
final class OnnxAxes {
    private static final String ALL = "CHW";
    private static final String BESIDE_PLACES = "CXY";

    private OnnxAxes() {}

    /**
     * Names for the dimensions of one image when only dimensions of length 1 were added or dropped.
     *
     * @param axes the names so far, N first
     * @param length of each
     * @param dims the new lengths, without the images'
     * @return the names, N first; null if more was done
     */
    static @Nullable String matched(String axes, ToLongFunction<Character> length, long... dims) {
        if (dims.length > ALL.length() || axes.isEmpty() || axes.charAt(0) != 'N') {
            return null;
        }
        StringBuilder long_ = new StringBuilder();
        for (char axis : axes.substring(1).toCharArray()) {
            if (length.applyAsLong(axis) != 1) {
                long_.append(axis);
            }
        }
        char[] names = new char[dims.length];
        int next = 0;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] != 1) {
                if (next == long_.length() || length.applyAsLong(long_.charAt(next)) != dims[i]) {
                    return null;
                }
                names[i] = long_.charAt(next++);
            }
        }
        return next < long_.length() ? null : "N" + filled(names);
    }

    /** Names for all dimensions after some of length 1 were added. */
    static String named(OnnxNode node, String axes, boolean[] added) {
        char[] names = new char[added.length];
        int next = 0;
        for (int i = 0; i < names.length; i++) {
            names[i] = added[i] ? 0 : axes.charAt(next++);
        }
        if (names[0] != 'N') {
            throw node.fault("moves the images' dimension", OnnxLowering.PLAIN);
        }
        return filled(names);
    }

    /** The names of the dimensions that are left after some vanished. */
    static String without(String axes, boolean[] gone) {
        return IntStream.range(0, gone.length)
                .filter(i -> !gone[i])
                .mapToObj(i -> axes.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    /** Gives the names that are left to the dimensions without one, in the order C, H, W. */
    private static String filled(char[] names) {
        String all = new String(names).indexOf('P') < 0 ? ALL : BESIDE_PLACES;
        for (int i = 0; i < names.length; i++) {
            for (int k = 0; names[i] == 0 && k < all.length(); k++) {
                if (new String(names).indexOf(all.charAt(k)) < 0) {
                    names[i] = all.charAt(k);
                }
            }
        }
        return new String(names);
    }
}
