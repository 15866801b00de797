package org.neurochains.weights;

import static org.neurochains.InputException.parameter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.ElementType;
import org.neurochains.file.Fingerprint;
import org.neurochains.file.Quoted;
import org.neurochains.network.Architecture;
import org.neurochains.network.ArchitectureHints;
import org.neurochains.network.InputColours;
import org.neurochains.network.Network;
import org.neurochains.network.OutputKind;
import org.neurochains.network.Shape;
import org.neurochains.network.TwoClasses;
import org.neurochains.onnx.OnnxModel;
import org.neurochains.onnx.OnnxReader;
import org.neurochains.onnx.OutputChoice;
import org.neurochains.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a model file of any kind into a {@link Model}.
 *
 * <p>The metadata of a safetensors or ONNX file may carry {@code architecture}, {@code input_size} (HxW), {@code mean},
 * {@code std}, {@code labels}, lists by comma, {@code channel_order}, and for weights {@code bn_eps}, {@code stem},
 * {@code activation}, {@code pooling}, {@code stride} and {@code head_activation}; {@code outputs} is
 * multi-class or multi-label.
 */
public final class ModelReader {
    private static final Logger LOG = LoggerFactory.getLogger(ModelReader.class);
    /** The parameters that say what a file of weights does not. */
    private static final String OF_WEIGHTS = Stream.of(
                    "bnEps", "stem", "activation", "pooling", "stride", "headActivation", "stateDict")
            .map(InputException::parameter)
            .collect(Collectors.joining(", "));

    private static final int COLOURS = 3;
    private static final int USUAL_SIDE = 224;

    private ModelReader() {}

    /**
     * Reads a model; its parameters belong to the enclosing {@link org.neurochains.tensor.Scope}.
     *
     * @throws InputException if the file cannot be read, is damaged or hostile, no known architecture fits its
     *     parameters, an ONNX file is no convolutional network, or an option does not fit
     */
    public static Model read(Path file, ModelOptions options) {
        InputException folder = ForeignFormat.ofFolder(file);
        if (folder != null) {
            throw folder;
        }
        Fingerprint print = Fingerprint.of(file);
        if (WeightFile.format(file) == Format.ONNX) {
            return onnx(file, print, options);
        }
        WeightFile weights = WeightFile.read(file, options.stateDict());
        requireFloats(weights);
        OutputChoice choice = OutputChoice.parse(options.output());
        if (choice.name() != null) {
            throw InputException.of(
                    parameter("output") + " " + choice.name(),
                    "is for ONNX files",
                    "parameters have one output; its numbers are :0, :1, ...");
        }
        ArchitectureHints hints = hints(options, weights.metadata());
        Architecture architecture =
                Architecture.recognise(file.toString(), weights.tensors(), options.architecture(), hints);
        compareWithMetadata(weights, architecture, options.architecture());
        Map<String, String> metadata = new HashMap<>(architecture.normalisation());
        metadata.putAll(weights.metadata());
        Shape usual = architecture.defaultInput();
        ImageInputs inputs = new ImageInputs(file, options, metadata);
        ImageInput input = inputs.find(usual);
        Network network = architecture.network(Shape.maps(usual.channels(), input.height(), input.width()));
        List<String> notes = new ArrayList<>(architecture.notes());
        if (options.stateDict() != null) {
            notes.add("its parameters are those under " + Quoted.of(options.stateDict()));
        }
        Integer only = choice.of(network.classes());
        if (only != null) {
            notes.add(twoClasses(only, network.classes()));
            network = TwoClasses.of(network, only);
        }
        OutputKind said = said(options, weights.metadata());
        network = only != null || said == null ? network : network.with(said);
        noteLabels(network, notes);
        network = coloured(network, input, inputs.reversed(), notes);
        List<String> labels = labels(file, weights.metadata(), network.classes());
        return told(new Model(file, weights::sha256, architecture.name(), network, input, labels, notes, false));
    }

    /** What was assumed stays with the model, and is told where more is asked for than warnings. */
    private static Model told(Model model) {
        model.notes().forEach(note -> LOG.info("{}: {}", model.file(), note));
        return model;
    }

    private static String twoClasses(int output, int outputs) {
        return "its " + (outputs == 1 ? "only output" : "output " + output + " of " + outputs)
                + " z is read as two classes, no and yes, with the logits 0 and z: the probability of yes is sigmoid(z)";
    }

    /** What is said of a network of weights, by the names that metadata has for it; options come first. */
    private static Map<String, @Nullable Object> ofWeights(ModelOptions options) {
        Map<String, @Nullable Object> said = new LinkedHashMap<>();
        said.put("bn_eps", options.batchNormEps());
        said.put("stem", options.stem());
        said.put("activation", options.activation());
        said.put("pooling", options.pooling());
        said.put("stride", options.stride());
        said.put("head_activation", options.headActivation());
        return said;
    }

    private static ArchitectureHints hints(ModelOptions options, Map<String, String> metadata) {
        Map<String, String> said = new HashMap<>();
        ofWeights(options).forEach((key, option) -> {
            Object value = option == null ? metadata.get(key) : option;
            if (value != null) {
                said.put(key, Quoted.of(value.toString()));
            }
        });
        return ArchitectureHints.of(said);
    }

    /** The network for images of red, green and blue, whatever it takes itself. */
    private static Network coloured(Network network, ImageInput input, boolean reversed, List<String> notes) {
        int channels = network.inputShape().channels();
        if (channels == 1) {
            if (input.mean().stream().distinct().count() > 1
                    || input.std().stream().distinct().count() > 1) {
                throw InputException.of(
                        parameter("mean") + " and " + parameter("std"),
                        "differ between colours",
                        "the network takes grey: give one number each");
            }
            notes.add("takes grey images: colours are converted by .299 red + .587 green + .114 blue");
            return InputColours.grey(network);
        } else if (channels == COLOURS + 1) {
            notes.add("takes a fourth channel, which is full opacity everywhere: 1, unnormalised");
            return InputColours.opaque(network, 1);
        } else if (reversed) {
            notes.add("takes blue, green, red; mean and deviation are given as red, green, blue");
            return InputColours.reversed(network);
        }
        return network;
    }

    private static Model onnx(Path file, Fingerprint print, ModelOptions options) {
        boolean any = options.architecture() != null || options.stateDict() != null;
        if (any || ofWeights(options).values().stream().anyMatch(Objects::nonNull)) {
            throw InputException.of(
                    options.architecture() != null ? parameter("arch") + " " + options.architecture() : OF_WEIGHTS,
                    "is for files of weights",
                    file + " brings its own network; leave it out");
        }
        OutputChoice choice = OutputChoice.parse(options.output());
        OnnxModel model = OnnxReader.read(file, choice);
        if (model.channels() != 1 && model.channels() != COLOURS && model.channels() != COLOURS + 1) {
            throw InputException.of(
                    file.toString(),
                    "takes images of " + model.channels() + " channels",
                    "images have 1 (grey), 3 (colours) or 4 (and opacity)");
        }
        Shape written = model.input();
        Shape usual = written == null ? Shape.maps(model.channels(), USUAL_SIDE, USUAL_SIDE) : written;
        Map<String, String> metadata = new HashMap<>(model.metadata());
        List<String> notes = new ArrayList<>();
        if (model.takesBytes()) {
            metadata.putIfAbsent("mean", "0");
            metadata.putIfAbsent("std", String.valueOf(1 / 255f));
            notes.add("takes pixels as bytes, 0 to 255");
        }
        ImageInputs inputs = new ImageInputs(file, options, metadata);
        ImageInput input = inputs.find(usual);
        Network network = model.network(input.height(), input.width());
        if (model.outputs().size() > 1 && model.outputs().contains(model.output())) {
            notes.add("of its outputs "
                    + model.outputs().stream().limit(5).map(Quoted::of).toList() + ", " + Quoted.of(model.output())
                    + " is taken for the logits" + (choice.name() == null ? " (computed last)" : ""));
        }
        if (choice.name() == null && !model.outputs().contains(model.output())) {
            notes.add("says the largest of its numbers (TopK or ArgMax); these, " + Quoted.of(model.output())
                    + ", are taken for the logits");
        }
        if (model.training()) {
            notes.add("was written in training mode: batch norms are read with the statistics that are stored,"
                    + " dropout as none, as after model.eval()");
        }
        if (model.quantised()) {
            notes.add("quantised (QuantizeLinear): read as floating-point numbers within the same limits, not rounded");
        }
        if (model.answers() > 0) {
            notes.add(twoClasses(choice.index() == null ? 0 : choice.index(), model.answers()));
        }
        OutputKind said = said(options, model.metadata());
        if (said != null && model.answers() == 0) {
            requireFitting(file, said, model);
            network = network.with(said);
        }
        noteLabels(network, notes);
        network = coloured(network, input, inputs.reversed(), notes);
        List<String> labels = labels(file, model.metadata(), network.classes());
        String name = Quoted.of(model.metadata().getOrDefault("architecture", "onnx"));
        return told(new Model(file, print::sha256, name, network, input, labels, notes, model.sigmoid()));
    }

    private static @Nullable OutputKind said(ModelOptions options, Map<String, String> metadata) {
        String name = options.outputs() == null ? metadata.get("outputs") : options.outputs();
        return name == null ? null : OutputKind.of(name);
    }

    private static void requireFitting(Path file, OutputKind said, OnnxModel model) {
        boolean other = said == OutputKind.MULTI_LABEL ? model.softmax() : model.sigmoid();
        if (other) {
            throw InputException.of(
                    parameter("outputs") + " " + said,
                    "is not what " + file + " says, which ends in a " + (model.sigmoid() ? "sigmoid" : "softmax"),
                    "leave it out");
        }
    }

    private static void noteLabels(Network network, List<String> notes) {
        if (network.outputs() == OutputKind.MULTI_LABEL) {
            notes.add("its " + network.classes()
                    + " outputs are labels that do not exclude each other: the probability of each is its sigmoid");
        }
    }

    private static void requireFloats(WeightFile weights) {
        for (Map.Entry<String, ElementType> entry : weights.types().entrySet()) {
            String name = entry.getKey();
            ElementType type = entry.getValue();
            if (name.contains(".activation_post_process.") || name.contains(".weight_fake_quant.")) {
                throw InputException.of(
                        weights.file().toString(),
                        "is of training with quantisation (parameter " + Quoted.of(name) + "), its norms are folded",
                        "export the network as .onnx with torch.onnx.export");
            }
            if (!type.floating()
                    && ParameterChecks.isOfLayer(name)
                    && elements(weights.tensors().get(name)) > 1) {
                throw InputException.of(
                        weights.file().toString(),
                        "parameter " + Quoted.of(name) + " holds integers (" + type + ")",
                        "weights are floating-point numbers; quantised models are not read, save the original");
            }
        }
    }

    private static long elements(@Nullable Tensor tensor) {
        return tensor == null ? 0 : tensor.size();
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
        String text = metadata.getOrDefault("labels", metadata.get("names"));
        if (text == null) {
            return List.of();
        }
        List<String> labels;
        try {
            labels = text.strip().startsWith("{") || text.strip().startsWith("[")
                    ? ClassNames.parse(text).stream().map(ClassNames.Name::text).toList()
                    : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        } catch (IllegalArgumentException e) {
            throw InputException.of(
                    file + ": metadata labels", String.valueOf(e.getMessage()), "separate names by commas", e);
        }
        if (labels.size() == 1 && classes == 2 && !labels.contains("")) {
            return List.of("not " + labels.get(0), labels.get(0));
        }
        if (labels.size() != classes || labels.contains("")) {
            throw InputException.of(
                    file + ": metadata labels",
                    "names " + labels.size() + " classes, the network has " + classes,
                    "give each class a name, separated by commas");
        }
        return labels;
    }
}
