package org.neurochains.network;

import static org.neurochains.InputException.parameter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.tensor.Tensor;

/** The named parameters of a file, handed out once each to the architecture that asks for them. */
final class Parameters {
    /** The first convolution of a residual block, or of a VGG: where it is, the network is. */
    private static final Pattern ANCHOR =
            Pattern.compile("(.*\\.|)(?:layer1\\.0\\.conv1(?:\\.paths\\.0)?(?:\\.conv)?|features\\.0)\\.weight");

    /** Copies of the network for training: averages, teachers. */
    private static final Pattern COPY = Pattern.compile("(?i).*(ema|teacher|target|momentum|averaged|swa).*");

    /** What stands beside a network in a training class. */
    private static final Pattern BESIDE =
            Pattern.compile("(?i)[^.]*(loss|criterion|metric|acc|auroc|f1|aux)[^.]*\\..*");

    private static final List<String> HEADS =
            List.of("fc", "linear", "last_linear", "classifier", "head.fc", "head", "heads.head");

    /** timm's names for the layers of a VGG's head: convolutions over the whole map, then the last. */
    private static final List<String> BEFORE_LOGITS = List.of("pre_logits.fc1", "pre_logits.fc2", "head.fc");

    private final String file;
    private final Map<String, Tensor> byName = new LinkedHashMap<>();
    private final Set<String> left = new TreeSet<>();
    private final Set<String> passedOver = new TreeSet<>();
    private final Set<String> taken = new TreeSet<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, String> normalisation = new LinkedHashMap<>();
    private final ArchitectureHints hints;

    Parameters(String file, Map<String, Tensor> given, ArchitectureHints hints) {
        this.file = file;
        this.hints = hints;
        Map<String, Tensor> plain = HuggingFaceNames.plain(Reparametrisation.undone(file, given, notes));
        String prefix = prefix(plain.keySet());
        plain.forEach((name, tensor) -> {
            boolean inside = name.startsWith(prefix);
            String own = inside ? name.substring(prefix.length()) : name;
            if (inside || !plain.containsKey(prefix + name)) {
                byName.put(own, tensor);
            }
            boolean counter = own.endsWith(".num_batches_tracked") || own.endsWith("n_averaged");
            boolean single = tensor.rank() == 0; // no layer has such
            if (!counter && !single && inside && !BESIDE.matcher(own).matches()) {
                left.add(own);
            } else if (!counter) {
                passedOver.add(name);
            }
        });
        takeNormalisation();
    }

    /** What comes before the names of the network's parameters. */
    private String prefix(Set<String> names) {
        Set<String> found = new TreeSet<>();
        for (String name : names) {
            Matcher matcher = ANCHOR.matcher(name);
            if (matcher.matches()) {
                found.add(matcher.group(1));
            }
        }
        if (found.size() > 1) {
            found.removeIf(each -> COPY.matcher(each).matches());
        }
        if (found.size() > 1) {
            throw InputException.of(
                    file,
                    "holds several networks: " + String.join(", ", found),
                    "save the state_dict of one, or name one with " + parameter("stateDict"));
        }
        return found.isEmpty() ? "" : found.iterator().next();
    }

    /** Mean and deviation of colours that the network itself subtracts and divides by. */
    private void takeNormalisation() {
        for (String name : List.copyOf(byName.keySet())) {
            String last = name.substring(name.lastIndexOf('.') + 1);
            boolean colours = require(name).size() == 3;
            if (colours && last.matches("mean|std|image_mean|image_std|pixel_mean|pixel_std")) {
                String key = last.endsWith("mean") ? "mean" : "std";
                StringBuilder numbers = new StringBuilder();
                for (float value : require(name).toFloats()) {
                    numbers.append(numbers.isEmpty() ? "" : ",").append(value);
                }
                normalisation.put(key, numbers.toString());
                left.remove(name);
                passedOver.remove(name);
            }
        }
        if (!normalisation.isEmpty()) {
            notes.add("mean and deviation of the colours are the file's own: " + normalisation);
        }
    }

    /** What was read in another way than it is written, or passed over. */
    List<String> notes() {
        List<String> all = new ArrayList<>(notes);
        Set<String> ignored = new TreeSet<>(passedOver);
        ignored.removeAll(taken);
        if (!ignored.isEmpty()) {
            all.add("passed over: " + some(ignored));
        }
        return all;
    }

    /** Mean and std that the file brings, by those words. */
    Map<String, String> normalisation() {
        return normalisation;
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
                    another());
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
                    another());
        }
        left.remove(name);
        taken.add(name);
        return tensor;
    }

    private Tensor require(String name) {
        Tensor tensor = byName.get(name);
        if (tensor == null && name.endsWith(".running_mean") && has(name.replace("running_mean", "weight"))) {
            throw fault(
                    name,
                    "is missing: its norm is no batch norm",
                    "networks of group, layer or instance norms are read as .onnx");
        } else if (tensor == null) {
            throw fault(
                    name,
                    "is missing",
                    "save the whole state_dict, or name another architecture with " + parameter("arch")
                            + "; networks of other kinds are read as .onnx");
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
                hints.eps());
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

    /** A fully connected layer, perhaps without bias; the number of its outputs is read off the file. */
    Op.Linear takeLinear(String prefix, long features) {
        String name = prefix + ".weight";
        boolean convolution = shapeOf(name).length == 4 && inputs(prefix) == features;
        long outputs = convolution ? shapeOf(name)[0] : shape(name, 2)[0];
        Tensor weight =
                convolution ? take(name, shapeOf(name)).reshape(outputs, features) : take(name, outputs, features);
        return new Op.Linear(weight, has(prefix + ".bias") ? take(prefix + ".bias", outputs) : null);
    }

    /**
     * The fully connected layer behind the features, by any of the names that it usually has; in a Sequential, all of
     * them with what is said to come between.
     *
     * @throws InputException if there is none, or one behind another and nothing is said
     */
    List<Op> takeHead(String usual, long features) {
        List<String> names = headLayers(usual);
        List<Op> between = hints.between();
        if (names.size() > 1 && between == null) {
            throw InputException.of(
                    file,
                    "its head has the layers " + String.join(", ", names)
                            + "; what comes between them is not in the file",
                    "name it with " + parameter("headActivation") + " (" + ArchitectureHints.known()
                            + "), or export the network as .onnx");
        }
        return takeLinears(names, features, between == null ? List.of() : between);
    }

    /**
     * Fully connected layers with an activation between them.
     *
     * @param usual what comes between two layers where nothing is said
     */
    List<Op> takeLinears(List<String> names, long features, List<Op> usual) {
        List<Op> said = hints.between();
        if (said != null && names.size() == 1) {
            throw InputException.of(
                    parameter("headActivation"),
                    "the head of " + file + " has one layer, " + names.get(0),
                    "leave it out");
        } else if (said != null) {
            notes.add("between the layers of the head: " + hints.headActivation() + ", as said");
        }
        List<Op> layers = new ArrayList<>();
        long width = features;
        for (String name : names) {
            if (!layers.isEmpty()) {
                layers.addAll(said == null ? usual : said);
            }
            Op.Linear linear = takeLinear(name, width);
            width = linear.weight().dim(0);
            layers.add(linear);
        }
        return layers;
    }

    /** The names of the head's layers, in order; the usual one where there is none. */
    List<String> headLayers(String usual) {
        if (has(BEFORE_LOGITS.get(0) + ".weight")) {
            return BEFORE_LOGITS;
        }
        String only =
                HEADS.stream().filter(head -> has(head + ".weight")).findFirst().orElse(usual);
        return HEADS.stream()
                .map(this::linears)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of(only));
    }

    /** How many numbers a fully connected layer takes, which may be written as a convolution of the whole map. */
    long inputs(String layer) {
        long[] shape = shapeOf(layer + ".weight");
        long inputs = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
        return shape.length == 2 || shape.length == 4 ? inputs : shape(layer + ".weight", 2)[1];
    }

    /** The fully connected layers of a part, in order. */
    private List<String> linears(String part) {
        Pattern pattern = Pattern.compile(Pattern.quote(part) + "(\\.(\\d{1,4}|fc\\d?|linear\\d?))?\\.weight");
        return byName.keySet().stream()
                .filter(name -> pattern.matcher(name).matches())
                .filter(name -> shapeOf(name).length == 2 || isPoint(shapeOf(name)))
                .map(name -> name.substring(0, name.length() - ".weight".length()))
                .sorted(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static boolean isPoint(long[] shape) {
        return shape.length == 4 && shape[2] == 1 && shape[3] == 1;
    }

    /** Refuses what a user says of another kind of network. */
    void refuseSaid(String parameter, @Nullable Object said) {
        if (said != null) {
            throw InputException.of(parameter(parameter), "is for ResNets, " + file + " is none", "leave it out");
        }
    }

    /** Refuses parameters that nothing asked for. */
    void requireAllTaken(String architecture) {
        if (!left.isEmpty()) {
            throw InputException.of(
                    file, "has parameters that a " + architecture + " does not: " + some(left), another());
        }
    }

    /** The first three of some names, and how many more there are. */
    private static String some(Set<String> names) {
        String first = names.stream().limit(3).collect(Collectors.joining(", "));
        return names.size() > 3 ? first + " and " + (names.size() - 3) + " more" : first;
    }

    private static String another() {
        return "is this another architecture? " + parameter("arch")
                + " names one, and networks of other kinds are read as .onnx";
    }

    /** A parameter that does not fit. */
    InputException fault(String name, String problem, String remedy) {
        return InputException.of(file, "parameter " + name + " " + problem, remedy);
    }

    String file() {
        return file;
    }
}
