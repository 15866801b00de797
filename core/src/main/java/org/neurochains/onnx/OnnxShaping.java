package org.neurochains.onnx;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Quoted;
import org.neurochains.network.Channels;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxValue.Image;

/** Operators of ONNX that only give dimensions other names, or flatten. */
record OnnxShaping(OnnxLowering net) {
    private static final String ONLY_FLAT =
            "reshaping is read where it flattens, or adds or drops dimensions of length 1";

    /** The element type of truths, as ONNX counts them. */
    static final int BOOL = 9;

    /** Identity, Dropout and Cast: nothing is done at inference, whatever mode the file was written in. */
    Image same(OnnxNode node) {
        Image x = net.anyImage(node, 0);
        boolean cast = node.op().equals("Cast");
        long type = cast ? node.integer("to", 1) : 1;
        if (type != 1 && type != 10 && type != 11 && type != 16) {
            throw node.unsupported("turns values into the element type " + type);
        }
        return x;
    }

    Image transpose(OnnxNode node) {
        Image x = net.anyImage(node, 0);
        int rank = x.axes().length();
        long[] order = node.order(rank);
        StringBuilder axes = new StringBuilder();
        for (long from : order) {
            axes.append(x.axes().charAt(net.axis(node, from, rank)));
        }
        if (order.length != rank || axes.chars().distinct().count() != rank) {
            throw node.fault("perm is " + Arrays.toString(order), "it must name each dimension once");
        }
        return x.as(axes.toString());
    }

    Image squeeze(OnnxNode node) {
        Image x = net.anyImage(node, 0);
        int rank = x.axes().length();
        long[] axes = net.integers(node, 1, "axes");
        boolean[] dropped = new boolean[rank];
        for (int i = 0; axes == null && i < rank; i++) {
            dropped[i] = x.axes().charAt(i) != 'N' && net.length(x, x.axes().charAt(i)) == 1;
        }
        for (long axis : axes == null ? new long[0] : axes) {
            int i = net.axis(node, axis, rank);
            if (net.length(x, x.axes().charAt(i)) != 1) {
                throw node.fault("drops dimension " + axis + " of length other than 1", ONLY_FLAT);
            }
            dropped[i] = true;
        }
        return x.as(OnnxAxes.without(x.axes(), dropped));
    }

    Image unsqueeze(OnnxNode node) {
        Image x = net.anyImage(node, 0);
        long[] axes = net.integers(node, 1, "axes");
        int rank = x.axes().length() + (axes == null ? 0 : axes.length);
        if (axes == null || rank > 4) {
            throw node.fault("gives " + rank + " dimensions", ONLY_FLAT);
        }
        boolean[] added = net.named(node, rank, axes);
        long[] dims = new long[rank];
        int next = 0;
        for (int i = 0; i < rank; i++) {
            boolean given = !added[i] && next < x.axes().length();
            dims[i] = given ? net.length(x, x.axes().charAt(next++)) : 1;
        }
        if (next < x.axes().length()) {
            throw node.damaged("names a dimension twice");
        }
        if (added[0]) {
            throw node.fault("adds a dimension ahead of the images'", ONLY_FLAT);
        }
        return x.as(OnnxAxes.named(node, x.axes(), added));
    }

    Image flatten(OnnxNode node) {
        Image x = net.anyImage(node, 0);
        int rank = x.axes().length();
        int axis = (int) node.integer("axis", 1);
        int from = axis == rank ? rank : net.axis(node, axis, rank);
        long before = 1;
        for (int i = 1; i < from; i++) {
            before *= net.length(x, x.axes().charAt(i));
        }
        if (from == 0 || before != 1) {
            throw node.fault("flattens from dimension " + axis + " on", ONLY_FLAT);
        }
        return regrouped(node, x, elements(x));
    }

    Image reshape(OnnxNode node) {
        Image x = net.anyImage(node, 0);
        return regrouped(node, x, perImage(node, x, net.required(node, 1)));
    }

    /**
     * A step of a channel shuffle (Zhang et al. 2018): maps to groups of channels, groups and channels exchanged,
     * groups to maps; maps to groups of one row each and back, around group normalisation; and features to groups of
     * branches.
     *
     * @return null where the node is none
     */
    @Nullable OnnxValue regroup(OnnxNode node) {
        OnnxValue x = net.value(node, 0);
        if (x instanceof OnnxValue.Groups split) {
            return node.op().equals("Transpose") ? exchanged(node, split) : joined(node, split);
        }
        if (x instanceof OnnxValue.Branches branches) {
            return OnnxGroups.rows(net, node, branches);
        }
        OnnxValue.Branches branches = x instanceof Image each ? branches(node, each) : null;
        if (branches != null) {
            return branches;
        }
        Image image = x instanceof Image each ? asMaps(node, each) : null;
        boolean splits =
                image != null && node.op().equals("Reshape") && image.axes().equals("NCHW");
        int rank = splits ? net.required(node, 1).length : 0;
        if (image == null || (rank != 3 && rank != 5)) {
            return null;
        }
        long[] target = perImage(node, image, net.required(node, 1));
        Shape shape = net.shape(image);
        int groups = (int) target[0];
        boolean fits = shape.channels() % groups == 0 && groups < shape.channels() && groups * target[1] > 1;
        if (rank == 3) {
            return fits ? new OnnxValue.Groups(image, groups, false, true) : null;
        }
        boolean grouped =
                groups * target[1] == shape.channels() && target[2] == shape.height() && target[3] == shape.width();
        return grouped ? OnnxValue.Groups.of(image, groups) : null;
    }

    private OnnxValue.@Nullable Branches branches(OnnxNode node, Image x) {
        Shape shape = net.shape(x);
        boolean four = node.op().equals("Reshape")
                && shape.height() == 1
                && shape.width() == 1
                && net.required(node, 1).length == 4;
        if (!four) {
            return null;
        }
        long[] dims = perImage(node, x, net.required(node, 1));
        boolean several = Arrays.stream(dims).filter(n -> n > 1).count() > 1;
        return several
                ? new OnnxValue.Branches(x.as("NCHW").at(net.unflat(node, x.node())), (int) dims[0], (int) dims[1])
                : null;
    }

    /** A vector of features that is about to be split into groups, as maps of single places. */
    private Image asMaps(OnnxNode node, Image x) {
        boolean split = node.op().equals("Reshape") && x.axes().equals("NC") && net.required(node, 1).length == 5;
        if (!split) {
            return x;
        }
        return x.as("NCHW").at(net.unflat(node, x.node()));
    }

    private static OnnxValue exchanged(OnnxNode node, OnnxValue.Groups split) {
        if (split.flat() || !Arrays.equals(node.integers("perm"), new long[] {0, 2, 1, 3, 4})) {
            throw node.unsupported("exchanges dimensions of groups of channels");
        }
        return new OnnxValue.Groups(split.image(), split.groups(), !split.swapped(), false);
    }

    private OnnxValue joined(OnnxNode node, OnnxValue.Groups split) {
        Image image = split.image();
        Shape shape = net.shape(image);
        long[] target = perImage(node, image, net.required(node, 1));
        boolean features =
                shape.height() == 1 && shape.width() == 1 && Arrays.equals(target, new long[] {shape.channels()});
        if (!features && !Arrays.equals(target, new long[] {shape.channels(), shape.height(), shape.width()})) {
            throw misfit(node, image, target);
        }
        if (features && !split.swapped()) {
            return new Image(net.features(node, image), "NC", false);
        }
        if (!split.swapped()) {
            return image;
        }
        int each = shape.channels() / split.groups();
        int[] from = IntStream.range(0, shape.channels())
                .map(c -> c % split.groups() * each + c / split.groups())
                .toArray();
        return Image.maps(net.select(node, image.node(), from));
    }

    private long elements(Image x) {
        return net.shape(x).size();
    }

    /** The wanted dimensions of one image's value. */
    long[] perImage(OnnxNode node, Image x, long[] target) {
        long[] dims = net.dims(x);
        long[] wanted = target.clone();
        boolean copies = node.integer("allowzero", 0) == 0;
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] == 0 && copies && i < dims.length) {
                wanted[i] = dims[i];
            }
        }
        long known = 1;
        int open = -1;
        for (int i = 1; i < wanted.length; i++) {
            if (wanted[i] == -1 && open < 0) {
                open = i;
            } else if (wanted[i] <= 0 || (known *= wanted[i]) > elements(x)) {
                throw misfit(node, x, target);
            }
        }
        if (open > 0) {
            wanted[open] = elements(x) / known;
            known *= wanted[open];
        }
        boolean batch = wanted.length > 0
                && (wanted[0] == OnnxValue.BATCH || wanted[0] == -1 || wanted[0] == net.declaredBatch());
        if (!batch || known != elements(x) || x.axes().charAt(0) != 'N') {
            throw misfit(node, x, target);
        }
        return Arrays.copyOfRange(wanted, 1, wanted.length);
    }

    private InputException misfit(OnnxNode node, Image x, long[] target) {
        String shape = Arrays.toString(target).replace(String.valueOf(OnnxValue.BATCH), "N");
        return node.fault("reshapes " + net.shape(x) + " to " + Quoted.of(shape), ONLY_FLAT);
    }

    /** The same numbers of each image in other dimensions: as they are, or in one. */
    private Image regrouped(OnnxNode node, Image x, long... dims) {
        if (!x.axes().startsWith("N")) {
            throw node.fault("reshapes a value of the dimensions " + x.axes(), ONLY_FLAT);
        }
        String axes = OnnxAxes.matched(x.axes(), axis -> net.length(x, axis), dims);
        for (String[] other : new String[][] {{"HW", "P"}, {"P", "HW"}}) {
            axes = axes == null
                    ? OnnxAxes.matched(x.axes().replace(other[0], other[1]), axis -> net.length(x, axis), dims)
                    : axes;
        }
        boolean single = dims.length == 1 && net.length(x, 'C') == 1 && elements(x) > 1;
        if (axes != null && (!single || net.isTakenBy(node.output(), "Softmax"))) {
            return x.as(axes);
        }
        if (Arrays.stream(dims).filter(d -> d != 1).count() > 1) {
            throw misfit(node, x, dims);
        }
        int flat = net.add(node, new Op.Flatten(), x.node());
        if (!x.axes().matches("NC?H?W?")) {
            flat = net.add(node, ".reorder", new Op.Select(order(x)), flat);
        }
        String renamed = OnnxAxes.matched("NC", axis -> elements(x), dims);
        if (renamed == null) {
            throw misfit(node, x, dims);
        }
        return new Image(flat, renamed, x.probabilities());
    }

    /** Where each feature of a value flattened in its own order lies when it is flattened in the order C, H, W. */
    private Channels order(Image x) {
        Shape shape = net.shape(x);
        String axes = x.axes().substring(1);
        int[] steps = axes.chars()
                .map(c -> c == 'C' ? shape.height() * shape.width() : c == 'H' ? shape.width() : 1)
                .toArray();
        long[] lengths = axes.chars().mapToLong(c -> net.length(x, (char) c)).toArray();
        int[] from = new int[(int) elements(x)];
        for (int i = 0; i < from.length; i++) {
            int rest = i;
            for (int d = steps.length - 1; d >= 0; d--) {
                from[i] += (int) (rest % lengths[d]) * steps[d];
                rest /= (int) lengths[d];
            }
        }
        return Channels.of(from);
    }
}
