package org.neurochains.network;

import static org.neurochains.InputException.parameter;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.neurochains.InputException;
import org.neurochains.tensor.Tensor;

/** The named parameters of a file, handed out once each to the architecture that asks for them. */
final class Parameters {
    private final String file;
    private final Map<String, Tensor> byName;
    private final Set<String> left;

    Parameters(String file, Map<String, Tensor> byName) {
        this.file = file;
        this.byName = new LinkedHashMap<>(byName);
        this.left = new TreeSet<>(byName.keySet());
        left.removeIf(name -> name.endsWith(".num_batches_tracked"));
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    boolean hasPrefix(String prefix) {
        return byName.keySet().stream().anyMatch(name -> name.startsWith(prefix));
    }

    Set<String> names() {
        return byName.keySet();
    }

    /** The shape of a parameter, whatever its rank. */
    long[] shapeOf(String name) {
        return require(name).shape();
    }

    /** The shape of a parameter that must be there, of the given rank. */
    long[] shape(String name, int rank) {
        Tensor tensor = require(name);
        if (tensor.rank() != rank) {
            throw fault(
                    name,
                    "has shape " + Arrays.toString(tensor.shape()) + ", " + rank + " dimensions are needed",
                    "is this another architecture? " + parameter("arch")
                            + " names one, and networks of other kinds are read as .onnx");
        }
        return tensor.shape();
    }

    /** A parameter of exactly this shape. */
    Tensor take(String name, long... shape) {
        Tensor tensor = require(name);
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw fault(
                    name,
                    "has shape " + Arrays.toString(tensor.shape()) + ", but " + Arrays.toString(shape)
                            + " is needed here",
                    "is this another architecture? " + parameter("arch")
                            + " names one, and networks of other kinds are read as .onnx");
        }
        left.remove(name);
        return tensor;
    }

    private Tensor require(String name) {
        Tensor tensor = byName.get(name);
        if (tensor == null) {
            throw fault(
                    name,
                    "is missing",
                    "save the whole state_dict, or name another architecture with " + parameter("arch"));
        }
        return tensor;
    }

    /** A batch norm's four vectors, named as in PyTorch. */
    Op.BatchNorm takeBatchNorm(String prefix, int channels) {
        Op.BatchNorm norm = new Op.BatchNorm(
                take(prefix + ".weight", channels),
                take(prefix + ".bias", channels),
                take(prefix + ".running_mean", channels),
                take(prefix + ".running_var", channels),
                1e-5);
        float[] variances = norm.variance().toFloats();
        for (int i = 0; i < variances.length; i++) {
            if (variances[i] < 0) {
                throw fault(
                        prefix + ".running_var",
                        "has the negative variance " + variances[i] + " at " + i,
                        "the file is damaged; save it again");
            }
        }
        return norm;
    }

    /** A fully connected layer; the number of its outputs is read off the file. */
    Op.Linear takeLinear(String prefix, long features) {
        long outputs = shape(prefix + ".weight", 2)[0];
        return new Op.Linear(take(prefix + ".weight", outputs, features), take(prefix + ".bias", outputs));
    }

    /** Refuses parameters that nothing asked for. */
    void requireAllTaken(String architecture) {
        if (!left.isEmpty()) {
            List<String> some = left.stream().limit(3).toList();
            String more = left.size() > some.size() ? " and " + (left.size() - some.size()) + " more" : "";
            throw InputException.of(
                    file,
                    "has parameters that a " + architecture + " does not: " + String.join(", ", some) + more,
                    "is this another architecture? " + parameter("arch")
                            + " names one, and networks of other kinds are read as .onnx");
        }
    }

    /** A parameter that does not fit. */
    InputException fault(String name, String problem, String remedy) {
        return InputException.of(file, "parameter " + name + " " + problem, remedy);
    }

    String file() {
        return file;
    }
}
