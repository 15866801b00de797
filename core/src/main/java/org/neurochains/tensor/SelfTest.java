package org.neurochains.tensor;

/**
 * Whether the engine computes rightly here, and how fast: convolutions of whole numbers, whose results are known
 * exactly.
 */
public final class SelfTest {
    private static final int IMAGES = 4;
    private static final int CHANNELS = 64;
    private static final int SIDE = 56;
    private static final int KERNEL = 3;

    /**
     * The outcome.
     *
     * @param error the largest difference from the known result; 0 where the engine is right
     * @param gigaflops billions of multiplications and additions a second
     * @param seconds spent
     */
    public record Result(double error, double gigaflops, double seconds) {
        /** Whether every number was right. */
        public boolean right() {
            return error == 0;
        }
    }

    private SelfTest() {}

    /** Runs for about the given number of seconds. */
    public static Result run(double seconds) {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.full(1, IMAGES, CHANNELS, SIDE, SIDE).channelsLast();
            Tensor w = Tensor.full(2, CHANNELS, CHANNELS, KERNEL, KERNEL).channelsLast();
            double error = error(convolve(x, w)); // the first call is slow: it chooses its kernel
            long start = System.nanoTime();
            long end = start + (long) (seconds * 1e9);
            int runs = 0;
            while (System.nanoTime() < end) {
                try (Scope inner = Scope.open()) {
                    Tensor y = convolve(x, w);
                    runs++;
                    if (runs == 1) {
                        error = Math.max(error, error(y));
                    }
                }
            }
            double taken = (System.nanoTime() - start) / 1e9;
            double operations = 2.0 * runs * IMAGES * CHANNELS * SIDE * SIDE * CHANNELS * KERNEL * KERNEL;
            return new Result(error, operations / taken / 1e9, taken);
        }
    }

    private static Tensor convolve(Tensor x, Tensor w) {
        long[] one = {1, 1};
        return Functional.conv2d(x, w, null, one, one, one, 1);
    }

    /** Inside, all taps count; on edges and in corners two thirds and four ninths of them. */
    private static double error(Tensor y) {
        float[] values = y.toFloats();
        double worst = 0;
        for (int i = 0; i < values.length; i++) {
            int column = i % SIDE;
            int row = i / SIDE % SIDE;
            int taps = taps(row) * taps(column) * CHANNELS;
            double difference = Math.abs(values[i] - 2.0 * taps);
            worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
        }
        return worst;
    }

    private static int taps(int position) {
        return position == 0 || position == SIDE - 1 ? KERNEL - 1 : KERNEL;
    }
}
