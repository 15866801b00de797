package org.neurochains.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.neurochains.file.Quoted;
import org.neurochains.network.Channels;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.network.Op.Activation.Kind;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.onnx.OnnxValue.Integers;
import org.neurochains.onnx.OnnxValue.Numbers;
import org.neurochains.onnx.proto.OnnxProto.TensorProto;
import org.neurochains.tensor.EngineException;
import org.neurochains.tensor.Tensor;

/** The network under construction while an ONNX graph is turned into one, and the values known so far. */
final class OnnxLowering {
    private static final long MOST_ELEMENTS = 1L << 28;
    private static final long MOST_CHANNELS = 1L << 24;
    /** Numbers in the matrices of all resampling, which no file holds. */
    private static final long MOST_PLACES = 1L << 26;

    private static final Pattern RESERVED = Pattern.compile(".*\\.(score|gate|zeros\\d*|select\\d*|flat)");

    private final OnnxGraph source;
    private final OnnxTensors tensors;
    private final GraphBuilder graph;
    private final Map<String, OnnxValue> values = new HashMap<>();
    private final Map<String, Integer> uses;
    private final Map<Integer, Integer> takers = new HashMap<>();
    private final Set<String> names = new HashSet<>(Set.of("input"));
    private long channels;
    private long places;

    OnnxLowering(OnnxGraph source, Shape input) {
        this.source = source;
        this.tensors = new OnnxTensors(source.file());
        this.graph = new GraphBuilder(input);
        this.uses = source.uses();
        define(source.input().name(), new Image(0, source.input().axes(), false));
    }

    /** The number of images that the file was written for; 0 where it leaves it free. */
    long declaredBatch() {
        return source.input().batch();
    }

    // --- values ---

    void define(String name, OnnxValue value) {
        values.put(name, value);
        if (value instanceof Image image) {
            // A further name for a node takes the place of one use of the name before.
            takers.merge(image.node(), uses.getOrDefault(name, 0), (before, more) -> before - 1 + more);
        }
    }

    /** An input's value; stored tensors are read when they are first asked for. */
    OnnxValue value(OnnxNode node, int i) {
        if (!node.hasInput(i)) {
            throw node.damaged("input " + i + " is missing");
        }
        return named(node.inputs().get(i));
    }

    private OnnxValue named(String name) {
        OnnxValue known = values.get(name);
        if (known == null) {
            TensorProto stored = source.initializer(name);
            if (stored == null) {
                throw source.file().fault("nothing makes '" + Quoted.of(name) + "'", "export the model again");
            }
            known = tensors.read(stored);
            values.put(name, known);
        }
        return known;
    }

    /** Whether an input is a tensor of integers in the file. */
    boolean isStored(OnnxNode node, int i) {
        TensorProto stored = node.hasInput(i) ? source.initializer(node.inputs().get(i)) : null;
        return stored != null && !tensors.type(stored).floating();
    }

    /** Integers stored in the file, of any number, as numbers. */
    Tensor stored(OnnxNode node, int i) {
        TensorProto stored = source.initializer(node.inputs().get(i));
        return stored == null ? numbers(node, i) : tensors.numbers(stored);
    }

    /** The element type of a stored tensor, as ONNX counts them; 0 of one that is computed. */
    long storedType(OnnxNode node, int i) {
        TensorProto stored = source.initializer(node.inputs().get(i));
        return stored == null ? 0 : stored.getDataType();
    }

    /** A value that is known by now; null of another. */
    @Nullable OnnxValue known(String name) {
        return values.get(name);
    }

    OnnxValue output() {
        return named(source.output());
    }

    /** The value of a tensor attribute. */
    OnnxValue read(TensorProto tensor) {
        return tensors.read(tensor);
    }

    /** An input that must be computed from the images and lie before any softmax. */
    Image image(OnnxNode node, int i) {
        Image image = anyImage(node, i);
        if (image.probabilities()) {
            throw node.fault("comes after a softmax", "a softmax is read at the end only, where it is left out");
        }
        return image;
    }

    /** An input that must be computed from the images. */
    Image anyImage(OnnxNode node, int i) {
        if (value(node, i) instanceof Image image) {
            return image;
        }
        throw node.fault("input " + i + " is a constant", "it must be computed from the images");
    }

    /** An input that must be numbers stored in the file, or computed from such. */
    Tensor numbers(OnnxNode node, int i) {
        OnnxValue value = value(node, i);
        if (value instanceof Numbers numbers) {
            return numbers.tensor();
        } else if (value instanceof Integers integers) {
            return integers.toNumbers().tensor();
        }
        throw node.fault(
                "input " + i + " ('" + Quoted.of(node.inputs().get(i)) + "') is computed from the images",
                "it must be stored in the file");
    }

    /** Weights: numbers of a shape, all of them finite. */
    Tensor weights(OnnxNode node, int i, int rank) {
        Tensor tensor = numbers(node, i);
        if (tensor.rank() != rank) {
            throw node.fault(
                    "input " + i + " has shape " + java.util.Arrays.toString(tensor.shape()),
                    rank + " dimensions are needed");
        }
        if (tensor.size() > 0 && !Double.isFinite(tensor.sum().item())) {
            throw node.fault("weights '" + Quoted.of(node.inputs().get(i)) + "' are not finite", "take another file");
        }
        return tensor;
    }

    /** A single number; null where the input is left out. */
    @Nullable Double scalar(OnnxNode node, int i) {
        if (!node.hasInput(i)) {
            return null;
        }
        Tensor tensor = numbers(node, i);
        if (tensor.size() != 1) {
            throw node.fault("input " + i + " has " + tensor.size() + " numbers", "one is needed");
        }
        return (double) tensor.toFloats()[0];
    }

    double scalar(OnnxNode node, int i, double otherwise) {
        Double given = scalar(node, i);
        return given == null ? otherwise : given;
    }

    /** Integers stored in the file or computed from shapes; null where the input is left out. */
    long @Nullable [] integers(OnnxNode node, int i) {
        return node.hasInput(i) ? required(node, i) : null;
    }

    /** Integers that must be there. */
    long[] required(OnnxNode node, int i) {
        if (value(node, i) instanceof Integers integers) {
            return integers.values();
        }
        throw node.damaged("input " + i + " is not a list of integers");
    }

    /** Integers of an input, or of the attribute that older opsets have for it. */
    long @Nullable [] integers(OnnxNode node, int i, String attribute) {
        long[] given = integers(node, i);
        return given == null ? node.integers(attribute) : given;
    }

    /** The length of each dimension; {@link OnnxValue#BATCH} for the number of images. */
    long[] dims(OnnxValue value) {
        if (value instanceof Numbers numbers) {
            return numbers.tensor().shape();
        } else if (value instanceof Integers integers) {
            return integers.shape();
        } else if (value instanceof OnnxValue.Groups split) {
            Shape shape = shape(split.image());
            if (split.flat()) {
                return new long[] {OnnxValue.BATCH, split.groups(), shape.size() / split.groups()};
            }
            long each = shape.channels() / split.groups();
            long[] channels = split.swapped() ? new long[] {each, split.groups()} : new long[] {split.groups(), each};
            return new long[] {OnnxValue.BATCH, channels[0], channels[1], shape.height(), shape.width()};
        }
        if (value instanceof OnnxValue.Branches branches) {
            long features = shape(branches.image()).size() / branches.groups() / branches.branches();
            return new long[] {OnnxValue.BATCH, branches.groups(), branches.branches(), features};
        }
        if (value instanceof OnnxValue.Blocks blocks) {
            throw source.file()
                    .fault(
                            "'" + Quoted.of(source.output()) + "' needs the shape of blocks of " + blocks.size()
                                    + " places",
                            "use a plain network");
        }
        boolean lengths = value instanceof OnnxValue.Lengths;
        Image image = value instanceof OnnxValue.Lengths of
                ? of.image()
                : value instanceof OnnxValue.Mask mask ? mask.image() : (Image) value;
        return image.axes()
                .chars()
                .mapToLong(axis -> lengths && axis == 'C' ? 1 : length(image, (char) axis))
                .toArray();
    }

    /** The length of one dimension of an image. */
    long length(Image image, char axis) {
        Shape shape = shape(image);
        return switch (axis) {
            case 'N' -> OnnxValue.BATCH;
            case 'C' -> shape.channels();
            case 'H' -> shape.height();
            case 'P' -> (long) shape.height() * shape.width();
            case 'X', 'Y' -> 1;
            default -> shape.width();
        };
    }

    /** The dimension that an axis of an operator means, counted from 0. */
    int axis(OnnxNode node, long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw node.fault(
                    "axis " + axis + " of " + rank, "between " + -rank + " and " + (rank - 1) + " is possible");
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** Of so many dimensions, which ones the axes of an operator mean. */
    boolean[] named(OnnxNode node, int rank, long... axes) {
        boolean[] named = new boolean[rank];
        for (long axis : axes) {
            named[axis(node, axis, rank)] = true;
        }
        return named;
    }

    /** The one dimension that the axes of an operator mean, counted from 0; -1 where they are none or several. */
    int onlyAxis(OnnxNode node, int rank) {
        long[] axes = integers(node, 1, "axes");
        return axes != null && axes.length == 1 ? axis(node, axes[0], rank) : -1;
    }

    /** What a Slice picks. */
    List<OnnxRange> ranges(OnnxNode node, int rank) {
        long[] starts = integers(node, 1, "starts");
        long[] ends = integers(node, 2, "ends");
        long[] axes = integers(node, 3, "axes");
        long[] steps = integers(node, 4);
        int count = starts == null ? 0 : starts.length;
        if (starts == null
                || ends == null
                || ends.length != count
                || (axes != null && axes.length != count)
                || (steps != null && steps.length != count)) {
            throw node.damaged("has no starts and ends of one length");
        }
        List<OnnxRange> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int axis = axis(node, axes == null ? i : axes[i], rank);
            ranges.add(new OnnxRange(axis, starts[i], ends[i], steps == null ? 1 : steps[i]));
        }
        return ranges;
    }

    // --- the network ---

    Shape shape(int node) {
        return graph.shape(node);
    }

    Shape shape(Image image) {
        return shape(image.node());
    }

    Op op(int node) {
        return graph.node(node).op();
    }

    List<Integer> inputs(int node) {
        return graph.node(node).inputs();
    }

    /**
     * The numbers of a value that is the same for every image and place, one for each channel, in as many dimensions as
     * the value; null of another.
     */
    @Nullable Tensor repeated(Image value) {
        int at = value.node();
        while (op(at) instanceof Op.Flatten || op(at) instanceof Op.Unflatten) {
            at = inputs(at).get(0);
        }
        if (!(op(at) instanceof Op.Constant constant)
                || !constant.uniform()
                || shape(at).channels() != shape(value).channels()) {
            return null;
        }
        long[] dims = value.axes()
                .chars()
                .mapToLong(axis -> axis == 'C' ? shape(value).channels() : 1)
                .toArray();
        return constant.values().reshape(dims);
    }

    /** Whether what is done to a node's value now is the only thing done with it. */
    boolean isOwn(int node) {
        return takers.getOrDefault(node, 0) == 1;
    }

    /** Whether a value goes into an operator. */
    boolean isTakenBy(String value, String op) {
        return source.nodes().stream()
                .anyMatch(node -> node.op().equals(op) && node.inputs().contains(value));
    }

    /** Gives a node another operation of the same shape. */
    void replace(int node, Op op) {
        graph.replace(node, op);
    }

    /** Adds a node named after an operator. */
    int add(OnnxNode node, Op op, Integer... inputs) {
        return add(node, "", op, inputs);
    }

    /** Adds a node; the suffix tells several of one operator apart. */
    int add(OnnxNode node, String suffix, Op op, Integer... inputs) {
        return addNamed(node, node.name() + suffix, op, inputs);
    }

    /** Adds an operation of one value, which leaves its dimensions as they are. */
    Image applied(OnnxNode node, Op op, Image x) {
        return applied(node, "", op, x);
    }

    Image applied(OnnxNode node, String suffix, Op op, Image x) {
        return x.at(add(node, suffix, op, x.node()));
    }

    /** Adds a function without parameters. */
    Image applied(OnnxNode node, Kind function, Image x) {
        return applied(node, new Op.Activation(function, 0, 0), x);
    }

    /** Adds a node of another name than its operator's. */
    int addNamed(OnnxNode node, String name, Op op, Integer... inputs) {
        try {
            int added = graph.add(free(name, op instanceof Op.Add), op, inputs);
            Shape shape = graph.shape(added);
            channels += shape.channels();
            places +=
                    op instanceof Op.Resample r ? r.rows().size() + r.columns().size() : 0;
            if (shape.size() > MOST_ELEMENTS || channels > MOST_CHANNELS || places > MOST_PLACES) {
                throw node.fault("gives " + shape + " for each image, which is too large", "use smaller images");
            }
            return added;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw node.fault(
                    "does not fit its input: " + Quoted.of(String.valueOf(e.getMessage())),
                    "is the file damaged, or made for another size of image?");
        } catch (EngineException e) {
            throw node.fault(Quoted.of(String.valueOf(e.getMessage())), "is the file damaged?");
        }
    }

    /**
     * A name that is not taken, nor one that unit layers, gates and cut networks give; behind a sum's, SC is for its
     * shortcut.
     */
    private String free(String wanted, boolean sum) {
        String base = RESERVED.matcher(wanted).matches() ? wanted + "_" : wanted;
        String name = base;
        for (int i = 2; names.contains(name) || (sum && names.contains(name + "SC")); i++) {
            name = base + "_" + i;
        }
        names.add(name);
        if (sum) {
            names.add(name + "SC");
        }
        return name;
    }

    /** The value as feature maps, dimensions in the order N, C, H, W. */
    int maps(OnnxNode node, Image image) {
        if (image.axes().length() != 4) {
            throw node.fault(
                    "takes feature maps, not a value of " + image.axes().length() + " dimensions", PLAIN);
        }
        Shape shape = shape(image);
        boolean point = shape.height() == 1 && shape.width() == 1;
        if (!image.axes().startsWith("NC") || !(point || image.axes().equals("NCHW"))) {
            throw node.fault("takes its dimensions in the order " + image.axes(), PLAIN);
        }
        return unflat(node, image.node());
    }

    /** A vector of features as maps of a single place; maps as they are. */
    int unflat(OnnxNode node, int x) {
        return graph.shape(x).flat() ? add(node, ".unflatten", new Op.Unflatten(), x) : x;
    }

    static final String PLAIN = "only plain networks of images, channels before rows and columns, are read";

    /** The value as a vector of features for each image. */
    int features(OnnxNode node, Image image) {
        Shape shape = shape(image);
        if (!image.axes().startsWith("N") || shape.height() > 1 || shape.width() > 1) {
            throw node.fault("takes a vector of features, not " + shape, PLAIN);
        }
        return shape.flat() ? image.node() : add(node, ".flatten", new Op.Flatten(), image.node());
    }

    /** The finished nodes: the logits last, none that they do not need. */
    List<Node> finish(int logits) {
        boolean[] needed = new boolean[logits + 1];
        needed[logits] = true;
        needed[0] = true;
        int[] moved = new int[logits + 1];
        for (int i = logits; i > 0; i--) {
            if (needed[i]) {
                graph.node(i).inputs().forEach(j -> needed[j] = true);
            }
        }
        List<Node> kept = new ArrayList<>();
        for (int i = 0; i <= logits; i++) {
            if (needed[i]) {
                Node node = graph.node(i);
                moved[i] = kept.size();
                kept.add(new Node(
                        node.name(),
                        node.op(),
                        node.inputs().stream().map(j -> moved[j]).toList()));
            }
        }
        return kept;
    }

    /** All channels in another order, or some of them. */
    int select(OnnxNode node, int input, int... picked) {
        return add(node, new Op.Select(Channels.of(picked)), input);
    }
}
