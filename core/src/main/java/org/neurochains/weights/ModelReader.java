package org.neurochains.weights;

import static org.neurochains.InputException.parameter;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.network.Architecture;
import org.neurochains.network.Network;
import org.neurochains.network.Shape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a model file of any kind into a {@link Model}.
 *
 * <p>The metadata of a safetensors or ONNX file may carry {@code architecture}, {@code input_size} (HxW), {@code mean}, {@code std} and {@code labels},
 * lists by comma.
 */
public final class ModelReader {
    private static final Logger LOG = LoggerFactory.getLogger(ModelReader.class);
    private static final int COLOURS = 3;
    private static final int USUAL_SIDE = 224;

    private ModelReader() {}

    /**
     * Reads a model; its parameters belong to the enclosing {@link org.neurochains.tensor.Scope}.
     *
     * @throws InputException if the file cannot be read, is damaged or hostile, no known architecture fits its parameters, an ONNX file is
     *     no convolutional network, or an option does not fit
     */
    public static Model read(Path file, ModelOptions options) {
        Fingerprint print = Fingerprint.of(file);
        if (WeightFile.format(file) == Format.ONNX) {
            return onnx(file, print, options);
        }
        WeightFile weights = WeightFile.read(file);
        requireFloats(weights);
        Architecture architecture = Architecture.recognise(file.toString(), weights.tensors(), options.architecture());
        compareWithMetadata(weights, architecture, options.architecture());
        ImageInput input = new ImageInputs(file, options, weights.metadata()).find(architecture.defaultInput());
        Network network = architecture.network(Shape.maps(COLOURS, input.height(), input.width()));
        List<String> labels = labels(file, weights.metadata(), network.classes());
        return new Model(file, weights::sha256, architecture.name(), network, input, labels);
    }

    private static Model onnx(Path file, Fingerprint print, ModelOptions options) {
        if (options.architecture() != null) {
            throw InputException.of(
                    parameter("arch") + " " + options.architecture(),
                    "is for files of weights",
                    file + " brings its own network; leave it out");
        }
        OnnxModel model = OnnxReader.read(file);
        if (model.channels() != COLOURS) {
            throw InputException.of(
                    file.toString(),
                    "takes images of " + model.channels() + " channels",
                    "images here have " + COLOURS);
        }
        Shape written = model.input();
        Shape usual = written == null ? Shape.maps(COLOURS, USUAL_SIDE, USUAL_SIDE) : written;
        ImageInput input = new ImageInputs(file, options, model.metadata()).find(usual);
        Network network = model.network(input.height(), input.width());
        List<String> labels = labels(file, model.metadata(), network.classes());
        String name = model.metadata().getOrDefault("architecture", "onnx");
        return new Model(file, print::sha256, Quoted.of(name), network, input, labels);
    }

    private static void requireFloats(WeightFile weights) {
        for (Map.Entry<String, ElementType> entry : weights.types().entrySet()) {
            String name = entry.getKey();
            ElementType type = entry.getValue();
            if (!type.floating() && !name.endsWith(".num_batches_tracked")) {
                throw InputException.of(
                        weights.file().toString(),
                        "parameter " + Quoted.of(name) + " holds integers (" + type + ")",
                        "weights are floating-point numbers; quantised models are not read, save the original");
            }
        }
    }

    /** What the parameters show counts; a name in the metadata that differs is worth a warning. */
    private static void compareWithMetadata(WeightFile weights, Architecture found, @Nullable String requested) {
        String named = weights.metadata().get("architecture");
        if (requested == null && named != null && !found.name().contains(named.toLowerCase(Locale.ROOT))) {
            LOG.warn(
                    "{}: its metadata names the architecture {}, its parameters are those of a {}, which is used",
                    weights.file(),
                    Quoted.of(named),
                    found.name());
        }
    }

    private static List<String> labels(Path file, Map<String, String> metadata, int classes) {
        String text = metadata.get("labels");
        if (text == null) {
            return List.of();
        }
        List<String> labels =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (labels.size() != classes || labels.contains("")) {
            throw InputException.of(
                    file + ": metadata labels",
                    "names " + labels.size() + " classes, the network has " + classes,
                    "give each class a name, separated by commas");
        }
        return labels;
    }
}
