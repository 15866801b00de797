package org.neurochains.weights;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.neurochains.InputException;
import org.neurochains.file.ElementType;
import org.neurochains.file.Elements;
import org.neurochains.file.Quoted;
import org.neurochains.tensor.Tensor;

/** Refuses values that no trained network has: NaN, infinities, and variances below zero. */
record ParameterChecks(String file, List<String> names, List<StoredParameter> parameters) {
    private static final String VARIANCE = "running_var";

    /** What the layers of a network call their parameters, in one part or several; metrics have other names. */
    private static final Pattern LAYER = Pattern.compile("(.*\\.)?(weight|bias|running_mean|running_var)"
            + "(_orig|_g|_v|_u)?|.*parametrizations\\.(weight|bias)\\.[^.]+(\\._[uv])?");

    /** Whether a parameter is one of a layer, by its name. */
    static boolean isOfLayer(String name) {
        return LAYER.matcher(name).matches();
    }

    /**
     * Checks one parameter's values, where it is of a layer. The engine adds them up much faster than they
     * can be looked at one by one, and a finite sum has finite terms.
     *
     * @param tensor the same values
     * @throws InputException naming the parameter and the first place
     */
    void check(int index, float[] values, Tensor tensor) {
        boolean variance = names.get(index).endsWith(VARIANCE);
        if (!isOfLayer(names.get(index))
                || (!variance && Double.isFinite(tensor.sum().item()))) {
            return;
        }
        for (int i = 0; i < values.length; i++) {
            float value = values[i];
            if (!(Math.abs(value) <= Float.MAX_VALUE) || (variance && value < 0)) {
                throw fault(index, i, value);
            }
        }
    }

    private InputException fault(int index, int position, float value) {
        long[] place = Elements.index(position, parameters.get(index).shape());
        boolean tooLarge = parameters.get(index).type() == ElementType.F64 && Float.isInfinite(value);
        return InputException.of(
                file,
                "parameter " + Quoted.of(names.get(index)) + " holds " + value + " at " + Arrays.toString(place)
                        + (tooLarge ? " as float32" : ""),
                value < 0 && Float.isFinite(value)
                        ? "a variance is not negative; the file is damaged"
                        : "weights must be finite; take a checkpoint from before the training diverged");
    }
}
