package org.neurochains.onnx;

import org.neurochains.tensor.Tensor;

/** Matrices (outputs, inputs) that say what each row or column of a map is made of. */
final class ResampleMatrices {
    private ResampleMatrices() {}

    /** What an output position reads of the input: positions, each with its share. */
    @FunctionalInterface
    interface Reader {
        /** Calls back for each position read; those outside the input count as zeros. */
        void read(int output, Shares shares);
    }

    /** Takes what is read. */
    @FunctionalInterface
    interface Shares {
        /** A position of the input, and its factor. */
        void add(int input, double share);
    }

    /** A matrix by what each output reads. */
    static Tensor of(int outputs, int inputs, Reader reader) {
        float[] matrix = new float[Math.multiplyExact(outputs, inputs)];
        for (int i = 0; i < outputs; i++) {
            int row = i * inputs;
            reader.read(i, (input, share) -> {
                if (input >= 0 && input < inputs) {
                    matrix[row + input] += (float) share;
                }
            });
        }
        return Tensor.of(matrix, outputs, inputs);
    }

    /** Every place stays where it is. */
    static Tensor same(int length) {
        return of(length, length, (i, shares) -> shares.add(i, 1));
    }

    /** Every step-th output, from one on, is the next input; zeros are between. */
    static Tensor spread(int outputs, int inputs, int first, int step) {
        return of(outputs, inputs, (i, shares) -> {
            if (Math.floorMod(i - first, step) == 0) {
                shares.add(Math.floorDiv(i - first, step), 1);
            }
        });
    }
}
