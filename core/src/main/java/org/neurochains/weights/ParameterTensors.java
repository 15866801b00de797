package org.neurochains.weights;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Reads a model file's parameters into tensors, one at a time. */
final class ParameterTensors {
    private ParameterTensors() {}

    /** Refuses a parameter for its values. */
    @FunctionalInterface
    interface Check {
        /** The values at an index of the list, as they are and as a tensor. */
        void accept(int index, float[] values, Tensor tensor);
    }

    /**
     * The parameters as float32 tensors of the enclosing scope, in the file's order; none is left behind on failure.
     *
     * @param names a name for each parameter
     * @param check sees each parameter's values
     */
    static Map<String, Tensor> read(StoredParameters source, List<String> names, Check check) throws IOException {
        List<StoredParameter> list = source.list();
        Tensor[] tensors = new Tensor[list.size()];
        try (Scope scope = Scope.open()) {
            source.read((index, values) -> {
                tensors[index] = Tensor.of(values, list.get(index).shape());
                check.accept(index, values, tensors[index]);
            });
            Map<String, Tensor> named = new LinkedHashMap<>();
            for (int i = 0; i < tensors.length; i++) {
                named.put(names.get(i), scope.keep(tensors[i]));
            }
            return named;
        }
    }

    /** The names that the file gives. */
    static List<String> names(StoredParameters source) {
        return source.list().stream().map(StoredParameter::name).toList();
    }
}
