package org.neurochains.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.InputException;
import org.neurochains.file.Quoted;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxValue.Image;
import org.neurochains.tensor.Tensor;

/**
 * Einsum of one or two operands: sums over dimensions, products of values place by place, and products with stored
 * matrices along one dimension (a 1x1 convolution, a fully connected layer) or along all of an image.
 */
record OnnxEinsum(OnnxLowering net, OnnxTerms terms, OnnxReductions reductions) {
    private static final String KNOWN = "sums over dimensions, products place by place and products with stored"
            + " matrices are read; write it with MatMul, Mul and ReduceSum";

    /** What stands in an equation: a letter for each dimension of each operand, and of the result. */
    private record Equation(List<String> operands, String result) {}

    Image einsum(OnnxNode node) {
        Equation equation = equation(node);
        if (equation.operands.size() == 1) {
            return summed(node, net.image(node, 0), equation.operands.get(0), equation.result);
        }
        boolean images = net.value(node, 0) instanceof Image && net.value(node, 1) instanceof Image;
        if (images) {
            return product(node, equation);
        }
        int image = net.value(node, 0) instanceof Image ? 0 : 1;
        Tensor constant = net.numbers(node, 1 - image);
        return withConstant(
                node,
                net.image(node, image),
                equation.operands.get(image),
                net.weights(node, 1 - image, constant.rank()),
                equation.operands.get(1 - image),
                equation.result);
    }

    private Equation equation(OnnxNode node) {
        String text = node.text("equation", "").replace(" ", "");
        String[] sides = text.split("->", -1);
        String[] operands = sides[0].split(",", -1);
        if (sides.length > 2 || operands.length != node.inputs().size() || operands.length > 2) {
            throw unread(node, text);
        }
        int dots = 0;
        for (int i = 0; i < operands.length; i++) {
            int rank = net.dims(net.value(node, i)).length;
            int more = operands[i].contains("...") ? rank - operands[i].length() + 3 : 0;
            dots = Math.max(dots, more);
            operands[i] = lettered(operands[i], more);
            if (operands[i].length() != rank || !isDistinct(operands[i])) {
                throw unread(node, text);
            }
        }
        String result = sides.length == 2 ? lettered(sides[1], dots) : implied(operands, dots);
        boolean known =
                result.chars().allMatch(letter -> String.join("", operands).indexOf(letter) >= 0);
        if (!known || !isDistinct(result)) {
            throw unread(node, text);
        }
        return new Equation(List.of(operands), result);
    }

    /** Digits for the dimensions that an ellipsis stands for, the last one 0. */
    private static String lettered(String dims, int dots) {
        StringBuilder digits = new StringBuilder();
        for (int i = Math.min(dots, 8) - 1; i >= 0; i--) {
            digits.append(i);
        }
        return dims.replace("...", digits);
    }

    private static String implied(String[] operands, int dots) {
        String all = String.join("", operands);
        StringBuilder result = new StringBuilder(lettered("...", dots));
        all.chars()
                .filter(letter -> Character.isLetter(letter) && all.indexOf(letter) == all.lastIndexOf(letter))
                .sorted()
                .forEach(letter -> result.append((char) letter));
        return result.toString();
    }

    private static boolean isDistinct(String letters) {
        return letters.chars().distinct().count() == letters.length();
    }

    private static InputException unread(OnnxNode node, String equation) {
        return node.fault("has the equation '" + Quoted.of(equation) + "'", KNOWN);
    }

    private static InputException unread(OnnxNode node) {
        return unread(node, node.text("equation", ""));
    }

    /** The sum over the dimensions that the result has no letter of, the others in the result's order. */
    private Image summed(OnnxNode node, Image x, String letters, String result) {
        boolean[] gone = new boolean[letters.length()];
        for (int i = 0; i < gone.length; i++) {
            gone[i] = result.indexOf(letters.charAt(i)) < 0;
        }
        String left = OnnxAxes.without(letters, gone);
        Image sum = reductions.sum(node, x, gone);
        StringBuilder axes = new StringBuilder();
        for (int i = 0; i < result.length(); i++) {
            int at = left.indexOf(result.charAt(i));
            if (at < 0) {
                throw unread(node);
            }
            axes.append(sum.axes().charAt(at));
        }
        return sum.as(axes.toString());
    }

    /** Two values place by place: a letter must mean the same dimension in both. */
    private Image product(OnnxNode node, Equation equation) {
        Image a = net.image(node, 0);
        Image b = net.image(node, 1);
        String first = equation.operands.get(0);
        String second = equation.operands.get(1);
        Map<Character, Character> axes = new HashMap<>();
        for (int i = 0; i < first.length(); i++) {
            axes.put(first.charAt(i), a.axes().charAt(i));
        }
        boolean more = second.length() > first.length();
        for (int i = 0; i < second.length(); i++) {
            Character known = axes.put(second.charAt(i), b.axes().charAt(i));
            boolean inBoth = known == null ? more : known.equals(b.axes().charAt(i));
            if (!inBoth) {
                throw node.fault(
                        "multiplies values computed from the images along different dimensions, as attention does",
                        KNOWN);
            }
        }
        Image large = more ? b : a;
        boolean inside = (more ? first : second).chars().allMatch(c -> (more ? second : first).indexOf(c) >= 0);
        if (!inside) {
            throw unread(node);
        }
        Image product = terms.times(node, a.as(large.axes()), b.as(large.axes()));
        return summed(node, product, more ? second : first, equation.result);
    }

    private Image withConstant(OnnxNode node, Image x, String letters, Tensor by, String of, String result) {
        StringBuilder contracted = new StringBuilder();
        StringBuilder added = new StringBuilder();
        for (int i = 0; i < of.length(); i++) {
            char letter = of.charAt(i);
            boolean shared = letters.indexOf(letter) >= 0;
            boolean kept = result.indexOf(letter) >= 0;
            if (!shared && !kept) {
                throw unread(node);
            }
            (shared ? contracted : added).append(shared && kept ? "" : letter);
        }
        if (contracted.length() == 0 && added.length() == 0) {
            return summed(node, scaled(node, x, letters, by, of), letters, result);
        }
        if (added.length() > 1 || contracted.length() + added.length() != of.length()) {
            throw unread(node);
        }
        String rows = added.length() == 0 ? "" : added.toString();
        if (contracted.length() == 1) {
            return along(node, x, letters, by, of, contracted.charAt(0), rows, result);
        }
        return whole(node, x, letters, by, of, contracted.toString(), rows, result);
    }

    /** A number for each channel, in the value's own order of dimensions. */
    private Image scaled(OnnxNode node, Image x, String letters, Tensor by, String of) {
        long[] order = new long[of.length()];
        long[] shape = new long[letters.length()];
        int next = 0;
        for (int i = 0; i < shape.length; i++) {
            int at = of.indexOf(letters.charAt(i));
            shape[i] = at < 0 ? 1 : by.dim(at);
            if (at >= 0) {
                order[next++] = at;
            }
        }
        Tensor aligned = by.permute(order).contiguous().reshape(shape);
        return terms.scaled(node, x, terms.perChannel(node, x, aligned));
    }

    /** A product with a matrix, or a vector, along one dimension. */
    private Image along(
            OnnxNode node, Image x, String letters, Tensor by, String of, char letter, String row, String result) {
        Tensor matrix = row.isEmpty()
                ? by.reshape(1, -1)
                : of.indexOf(row) == 0 ? by : by.permute(1, 0).contiguous();
        int dim = letters.indexOf(letter);
        char axis = x.axes().charAt(dim);
        Shape shape = net.shape(x);
        if (matrix.dim(1) != net.length(x, axis)) {
            throw node.damaged(
                    "a matrix of shape " + Arrays.toString(by.shape()) + " does not fit its input of " + shape);
        }
        Op op = switch (axis) {
            case 'C' ->
                shape.flat()
                        ? new Op.Linear(matrix, null)
                        : new Op.Conv(
                                matrix.reshape(matrix.dim(0), matrix.dim(1), 1, 1), null, Op.Geometry.of(1, 1, 0));
            case 'H' -> new Op.Resample(matrix, ResampleMatrices.same(shape.width()));
            case 'W' -> new Op.Resample(ResampleMatrices.same(shape.height()), matrix);
            default -> throw unread(node);
        };
        Image product = net.applied(node, op, x);
        String after = letters.replace(String.valueOf(letter), row);
        String axes = row.isEmpty() ? x.axes().replace(String.valueOf(axis), "") : x.axes();
        return summed(node, product.as(axes), after, result);
    }

    /** A product with numbers for each channel and place: a fully connected layer of the flattened maps. */
    private Image whole(
            OnnxNode node,
            Image x,
            String letters,
            Tensor by,
            String of,
            String contracted,
            String row,
            String result) {
        boolean everything =
                contracted.length() == letters.length() - 1 && x.axes().equals("NCHW");
        if (!everything || row.isEmpty() || contracted.indexOf(letters.charAt(0)) >= 0) {
            throw unread(node);
        }
        long[] order =
                (row + letters.substring(1)).chars().mapToLong(of::indexOf).toArray();
        Tensor ordered = by.permute(order).contiguous();
        Shape shape = net.shape(x);
        long[] wanted = {ordered.dim(0), shape.channels(), shape.height(), shape.width()};
        if (!Arrays.equals(ordered.shape(), wanted)) {
            throw node.damaged("numbers of shape " + Arrays.toString(by.shape()) + " do not fit its input of " + shape);
        }
        int flat = net.add(node, ".flatten", new Op.Flatten(), x.node());
        Op linear = new Op.Linear(ordered.reshape(ordered.dim(0), -1), null);
        Image product = new Image(net.add(node, linear, flat), "NC", false);
        return summed(node, product, letters.charAt(0) + row, result);
    }
}
