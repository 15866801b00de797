package org.neurochains.measure;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Mean and spread of some values.
 *
 * @param n number of values, at least 1
 * @param deviation standard deviation of the population: sum of squares over n
 * @param sampleDeviation estimated from a sample: sum of squares over n - 1; empty for a single value
 */
public record Summary(int n, double mean, double deviation, OptionalDouble sampleDeviation, double low, double high) {

    /**
     * The summary of these values.
     *
     * @return undefined without values and where one is not finite
     */
    public static Measured<Summary> of(double... values) {
        if (values.length == 0) {
            return Measured.undefined("no values");
        }
        String fault = Pairs.fault(values, values, 1);
        if (!fault.isEmpty()) {
            return Measured.undefined(fault.replace("pair", "value"));
        }
        double mean = Pairs.mean(values);
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        int n = values.length;
        return Measured.of(new Summary(
                n,
                mean,
                Math.sqrt(squares / n),
                n == 1 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(squares / (n - 1))),
                Arrays.stream(values).min().orElseThrow(),
                Arrays.stream(values).max().orElseThrow()));
    }
}
