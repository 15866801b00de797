package org.neurochains.weights;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.neurochains.InputException;

/**
 * The parameters of an open model file: names, types and shapes are known and checked, values are still in the file.
 */
interface StoredParameters {
    /** Receives a parameter's values in row-major order, as float32. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes one parameter's values, which it must not change.
         *
         * @param index position of the parameter in {@link #list()}
         */
        void accept(int index, float[] values);
    }

    /** In the order of the file. */
    List<StoredParameter> list();

    /** Texts that the file carries beside its parameters. */
    Map<String, String> metadata();

    /**
     * Reads every value once, parameter by parameter, in any order.
     *
     * @throws InputException if the values do not match what the file says of them
     */
    void read(Sink sink) throws IOException;
}
