package org.neurochains.network;

import java.util.ArrayList;
import java.util.List;

/** Shapes of all values, from the input's; refuses graphs that do not fit together. */
final class ShapeInference {
    private ShapeInference() {}

    static List<Shape> shapes(List<Node> nodes) {
        List<Shape> shapes = new ArrayList<>();
        for (Node node : nodes) {
            shapes.add(next(node, shapes));
        }
        return shapes;
    }

    /** The shape of one more node's value. */
    static Shape next(Node node, List<Shape> shapes) {
        List<Shape> inputs = node.inputs().stream().map(shapes::get).toList();
        Shape shape = shape(node, inputs);
        require(shape.channels() >= 0 && shape.height() > 0 && shape.width() > 0, node, "has no output for " + inputs);
        return shape;
    }

    private static Shape shape(Node node, List<Shape> inputs) {
        Op op = node.op();
        if (op instanceof Op.Input input) {
            return input.shape();
        }
        if (op instanceof Op.Constant constant) {
            return Shape.maps(constant.channels(), constant.height(), constant.width());
        }
        require(!inputs.isEmpty(), node, "has no input");
        Shape x = inputs.get(0);
        if (op instanceof Op.Conv conv) {
            require(!x.flat() && x.channels() == conv.inputs(), node, "takes " + conv.inputs() + " channels, not " + x);
            Op.Geometry g = conv.geometry();
            return window(x, g.kernel(), g.stride(), Border.of(g.padding()), g.dilation(), false, conv.outputs());
        } else if (op instanceof Op.MaxPool p) {
            return window(x, p.kernel(), p.stride(), p.padding(), p.dilation(), p.ceil(), x.channels());
        } else if (op instanceof Op.AveragePool p) {
            return window(x, p.kernel(), p.stride(), p.padding(), Extent.square(1), p.ceil(), x.channels());
        } else if (op instanceof Op.AdaptiveAveragePool p) {
            return Shape.maps(x.channels(), p.height(), p.width());
        } else if (op instanceof Op.Pad p) {
            return Shape.maps(x.channels(), x.height() + p.top() + p.bottom(), x.width() + p.left() + p.right());
        } else if (op instanceof Op.Resample r) {
            boolean fits =
                    !x.flat() && r.rows().dim(1) == x.height() && r.columns().dim(1) == x.width();
            require(fits, node, "takes " + r.rows().dim(1) + "x" + r.columns().dim(1) + " places, not " + x);
            return Shape.maps(
                    x.channels(), (int) r.rows().dim(0), (int) r.columns().dim(0));
        } else if (op instanceof Op.Subsample s) {
            return Shape.maps(
                    x.channels(),
                    (x.height() + s.stride() - 1) / s.stride(),
                    (x.width() + s.stride() - 1) / s.stride());
        } else if (op instanceof Op.Norm n) {
            int channels = (int) n.gamma().size();
            boolean whole =
                    n.groups() > 0 && channels % n.groups() == 0 && n.beta().size() == channels;
            boolean fits = whole && !x.flat() && x.channels() == channels;
            require(fits, node, "normalises " + channels + " channels, not " + x);
            return x;
        } else if (op instanceof Op.Select s) {
            return new Shape(s.channels().size(), x.height(), x.width(), x.flat());
        } else if (op instanceof Op.Concat) {
            require(inputs.stream().allMatch(y -> sameArea(x, y)), node, "joins " + inputs);
            int channels = inputs.stream().mapToInt(Shape::channels).sum();
            return new Shape(channels, x.height(), x.width(), x.flat());
        } else if (op instanceof Op.Flatten) {
            return Shape.flat(Math.toIntExact(x.size()));
        } else if (op instanceof Op.Unflatten) {
            require(x.flat(), node, "takes a vector, not " + x);
            return Shape.maps(x.channels(), 1, 1);
        } else if (op instanceof Op.Linear linear) {
            long features = linear.weight().dim(1);
            require(x.flat() && x.channels() == features, node, "takes " + features + " features, not " + x);
            return Shape.flat((int) linear.weight().dim(0));
        }
        return elementwise(node, inputs);
    }

    private static Shape elementwise(Node node, List<Shape> inputs) {
        Shape x = inputs.get(0);
        Op op = node.op();
        if (op instanceof Op.Add || op instanceof Op.Mul || op instanceof Op.Gate) {
            for (Shape y : inputs) {
                boolean perChannel = y.channels() == x.channels() && y.height() == 1 && y.width() == 1;
                require(y.equals(x) || (perChannel && !(op instanceof Op.Gate)), node, "combines " + inputs);
            }
        } else if (op instanceof Op.BatchNorm norm) {
            long channels = norm.gamma().dim(0);
            require(x.channels() == channels, node, "normalises " + channels + " channels, not " + x);
        } else if (op instanceof Op.Score score) {
            int channels = score.retained().size();
            require(x.channels() == channels, node, "scores " + channels + " channels, not " + x);
        }
        return x;
    }

    private static Shape window(
            Shape x, Extent kernel, Extent stride, Border b, Extent dilation, boolean ceil, int channels) {
        int tall = dilation.height() * (kernel.height() - 1) + 1;
        int wide = dilation.width() * (kernel.width() - 1) + 1;
        return Shape.maps(
                channels,
                steps(x.height(), tall, stride.height(), b.top(), b.bottom(), ceil),
                steps(x.width(), wide, stride.width(), b.left(), b.right(), ceil));
    }

    /**
     * How many windows of a length fit.
     *
     * @param reach the window's length, dilation included
     * @param ceil whether one more may begin in the input and end behind the border
     */
    static int steps(int length, int reach, int stride, int before, int after, boolean ceil) {
        int room = length + before + after - reach;
        if (room < 0) {
            return 0;
        }
        int steps = (ceil ? (room + stride - 1) : room) / stride + 1;
        // In ceil mode a window may not start in the padding behind the input.
        return ceil && (steps - 1) * stride >= length + before ? steps - 1 : steps;
    }

    private static boolean sameArea(Shape x, Shape y) {
        return x.height() == y.height() && x.width() == y.width() && x.flat() == y.flat();
    }

    private static void require(boolean holds, Node node, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("node " + node.name() + " " + problem);
        }
    }
}
