package org.neurochains.network;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.Tensor;

/**
 * Makes small networks with random weights, of every kind of layer that networks consist of. Belongs to the caller's
 * scope.
 */
public final class RandomGraph {
    private final Random random;
    private final GraphBuilder graph;
    private int names;

    private RandomGraph(Random random, Shape input) {
        this.random = random;
        this.graph = new GraphBuilder(input);
    }

    /** A network of three to five random pieces on images of 3x9x8, unit layers and gates not placed yet. */
    public static Network plain(long seed) {
        Random random = new Random(seed);
        RandomGraph made = new RandomGraph(random, Shape.maps(3, 9, 8));
        int x = made.convolution(0, 6, 3, 1, 1, true);
        int pieces = 3 + random.nextInt(3);
        for (int i = 0; i < pieces; i++) {
            x = made.piece(x);
        }
        if (seed % 4 == 3) {
            x = made.enlarged(x);
        } else if (seed % 4 == 1) {
            x = made.normalised(x, (int) (seed / 4 % 3));
        }
        made.head(x, 5);
        return Network.of(made.graph.nodes());
    }

    /** A stack of convolutions without shortcuts, each of them of equal input and output: all can be bypassed. */
    public static Network stack(long seed, int layers) {
        RandomGraph made = new RandomGraph(new Random(seed), Shape.maps(4, 6, 6));
        int x = 0;
        for (int i = 0; i < layers; i++) {
            x = made.convolution(x, 4, 3, 1, 1, true);
        }
        made.head(x, 3);
        return Network.of(made.graph.nodes());
    }

    /** Images for a network. */
    public static Tensor images(Network network, int count, long seed) {
        Random random = new Random(seed);
        Shape s = network.inputShape();
        return normal(random, 1, count, s.channels(), s.height(), s.width());
    }

    private int piece(int x) {
        int channels = graph.shape(x).channels();
        boolean large = graph.shape(x).height() >= 4 && graph.shape(x).width() >= 4;
        int stride = large && random.nextBoolean() ? 2 : 1;
        return switch (random.nextInt(13)) {
            case 0, 1 -> residual(x, channels, 1, random.nextBoolean());
            case 2 -> residual(x, channels + 2, stride, true);
            case 3 -> residual(x, channels * 2, stride, false);
            case 4 -> convolution(x, channels, 3, 1, 1, true);
            case 5 -> convolution(x, channels, 3, stride, channels, random.nextBoolean());
            case 6 -> convolution(x, channels, 3, 1, 2, true);
            case 7 -> squeezed(x, channels);
            case 8 -> joined(x, channels);
            case 9 -> inverted(x, channels, random.nextBoolean());
            case 10 -> convolution(x, 2 * channels, 3, stride, channels, true);
            case 11 -> separable(convolution(x, channels + 1, 1, 1, 1, true), channels, stride);
            default -> large ? pooled(x) : convolution(x, channels + 2, 1, 1, 1, true);
        };
    }

    /** Channels divided by their length; then more places, a transposed convolution, blocks of two filters each. */
    private int enlarged(int x) {
        Shape s = graph.shape(x);
        int reach = 2 * s.channels() - 1;
        int unit = graph.add(name("lengths"), new Op.Lrn(reach, reach, .5, 1e-24), x);
        Tensor rows = normal(random, .5, s.height() + 2, s.height());
        int y = graph.add(name("resample"), new Op.Resample(rows, normal(random, .5, s.width(), s.width())), unit);
        y = convolution(y, 4, 3, 1, 1, true);
        int[] parts = new int[2];
        for (int i = 0; i < 2; i++) {
            int part = graph.add(name("part"), new Op.Select(Channels.of(i, i + 2)), y);
            Tensor spread = normal(random, .5, 2L * s.height(), s.height() + 2);
            parts[i] = graph.add(name("block"), new Op.Resample(spread, normal(random, .5, 3, s.width())), part);
        }
        return graph.add(name("depth"), new Op.Add(), parts[0], parts[1], parts[0]);
    }

    /**
     * A border, statistics of the image itself over one group, each channel or each place, a scale and a shift for each
     * place, gates by a linear layer.
     */
    private int normalised(int x, int kind) {
        int y = graph.add(name("border"), new Op.Pad(1, 0, 0, 2, .3), x);
        int channels = graph.shape(y).channels();
        Tensor gamma = normal(random, 0.3, channels).add(1);
        Tensor beta = normal(random, 0.3, channels);
        y = graph.add(name("norm"), new Op.Norm(kind == 1 ? channels : 1, kind != 2, gamma, beta, 1e-5), y);
        Shape s = graph.shape(y);
        int scales =
                constant(normal(random, .3, channels, s.height(), s.width()).add(1));
        y = graph.add(name("scaled"), new Op.Mul(), y, scales);
        y = graph.add(name("shifted"), new Op.Add(), y, constant(normal(random, .3, channels, s.height(), s.width())));
        y = convolution(y, 4, 3, 1, 1, true);
        int gate = graph.add(name("squeeze"), new Op.AdaptiveAveragePool(1, 1), y);
        gate = graph.add(name("flat"), new Op.Flatten(), gate);
        gate = graph.add(name("fc"), new Op.Linear(normal(random, .5, 4, 4), normal(random, .3, 4)), gate);
        gate = graph.add(name("maps"), new Op.Unflatten(), gate);
        gate = graph.add(name("sigmoid"), new Op.Activation(Op.Activation.Kind.SIGMOID, 0, 0), gate);
        return graph.add(name("excite"), new Op.Mul(), y, gate);
    }

    private int constant(Tensor places) {
        return graph.add(name("places"), new Op.Constant(places, (int) places.dim(1), (int) places.dim(2)));
    }

    private String name(String kind) {
        return kind + names++;
    }

    /** A convolution, perhaps with a batch norm, perhaps with an activation. */
    private int convolution(int x, int outputs, int kernel, int stride, int groups, boolean activated) {
        int y = linearPart(x, outputs, kernel, stride, groups);
        return activated ? activation(y) : y;
    }

    private int linearPart(int x, int outputs, int kernel, int stride, int groups) {
        int inputs = graph.shape(x).channels();
        int fan = inputs / groups * kernel * kernel;
        boolean norm = random.nextBoolean();
        Tensor weight = normal(random, Math.sqrt(2.0 / fan), outputs, inputs / groups, kernel, kernel);
        Tensor bias = norm && random.nextBoolean() ? null : normal(random, 0.3, outputs);
        Op.Geometry square = Op.Geometry.of(kernel, stride, kernel / 2);
        Op.Geometry geometry =
                new Op.Geometry(square.kernel(), square.stride(), square.padding(), square.dilation(), groups);
        int y = graph.add(name("conv"), new Op.Conv(weight, bias, geometry), x);
        return norm ? graph.add(name("norm"), norm(outputs), y) : y;
    }

    private Op.BatchNorm norm(int channels) {
        return new Op.BatchNorm(
                normal(random, 0.3, channels).add(1),
                normal(random, 0.3, channels),
                normal(random, 0.3, channels),
                normal(random, 0.3, channels).square().add(0.5),
                1e-5);
    }

    private int activation(int x) {
        Op op = switch (random.nextInt(6)) {
            case 0 -> new Op.Activation(Op.Activation.Kind.SILU, 0, 0);
            case 1 -> new Op.Activation(Op.Activation.Kind.CLIP, 0, 2);
            default -> new Op.Relu();
        };
        return graph.add(name("act"), op, x);
    }

    /** A residual block; where sizes differ its shortcut is a projection, or option A. */
    private int residual(int x, int outputs, int stride, boolean projection) {
        int y = activation(linearPart(x, outputs, 3, stride, 1));
        y = linearPart(y, outputs, 3, 1, 1);
        int inputs = graph.shape(x).channels();
        int side = x;
        if ((inputs != outputs || stride > 1) && projection) {
            side = linearPart(x, outputs, 1, stride, 1);
        } else {
            side = stride > 1 ? graph.add(name("subsample"), new Op.Subsample(stride), side) : side;
            side = inputs < outputs ? graph.add(name("pad"), new Op.Select(padded(inputs, outputs)), side) : side;
        }
        int sum = random.nextBoolean()
                ? graph.add(name("block"), new Op.Add(), y, side)
                : graph.add(name("block"), new Op.Add(), side, y);
        return graph.add(name("relu"), new Op.Relu(), sum);
    }

    /** Expansion, depthwise, projection, as in MobileNetV2. */
    private int inverted(int x, int channels, boolean residual) {
        int y = linearPart(separable(convolution(x, channels * 2, 1, 1, 1, true), channels * 2, 1), channels, 1, 1, 1);
        return residual ? graph.add(name("block"), new Op.Add(), x, y) : y;
    }

    private int separable(int x, int outputs, int stride) {
        int channels = graph.shape(x).channels();
        int y = convolution(x, channels, 3, stride, channels, random.nextBoolean());
        return convolution(y, outputs, 1, 1, 1, random.nextBoolean());
    }

    private static Channels padded(int inputs, int outputs) {
        int before = (outputs - inputs) / 2;
        return Channels.of(IntStream.range(0, outputs)
                .map(c -> c >= before && c < before + inputs ? c - before : -1)
                .toArray());
    }

    /** Squeeze and excitation: channels weighed by what the whole image shows. */
    private int squeezed(int x, int channels) {
        int y = convolution(x, channels, 3, 1, 1, true);
        int s = graph.add(name("squeeze"), new Op.AdaptiveAveragePool(1, 1), y);
        s = convolution(s, Math.max(2, channels / 2), 1, 1, 1, true);
        s = linearPart(s, channels, 1, 1, 1);
        s = graph.add(name("sigmoid"), new Op.Activation(Op.Activation.Kind.SIGMOID, 0, 0), s);
        return graph.add(name("excite"), new Op.Mul(), y, s);
    }

    private int joined(int x, int channels) {
        int a = convolution(x, channels, 3, 1, 1, true);
        int b = convolution(x, 2, 1, 1, 1, true);
        return random.nextBoolean()
                ? graph.add(name("concat"), new Op.Concat(), a, b)
                : graph.add(name("concat"), new Op.Concat(), x, b, a);
    }

    private int pooled(int x) {
        Extent two = Extent.square(2);
        Extent one = Extent.square(1);
        boolean ceil = random.nextBoolean();
        return switch (random.nextInt(3)) {
            case 0 -> graph.add(name("max"), new Op.MaxPool(two, two, Extent.square(0), one, ceil), x);
            case 1 -> graph.add(name("max"), new Op.MaxPool(Extent.square(3), two, one, one, false), x);
            default ->
                graph.add(name("mean"), new Op.AveragePool(two, two, Border.NONE, ceil, random.nextBoolean()), x);
        };
    }

    private void head(int x, int classes) {
        int y = x;
        if (random.nextInt(5) == 0) {
            y = activation(linearPart(y, classes, 1, 1, 1));
            y = graph.add(name("pool"), new Op.AdaptiveAveragePool(1, 1), y);
            graph.add("flatten", new Op.Flatten(), y);
            return;
        }
        if (random.nextBoolean()) {
            y = graph.add(name("pool"), new Op.AdaptiveAveragePool(1, 1), y);
        }
        y = graph.add("flatten", new Op.Flatten(), y);
        int features = graph.shape(y).channels();
        @Nullable Tensor bias = random.nextBoolean() ? normal(random, 0.3, classes) : null;
        graph.add("fc", new Op.Linear(normal(random, Math.sqrt(1.0 / features), classes, features), bias), y);
    }

    /** Numbers of a normal distribution about 0. */
    public static Tensor normal(Random random, double deviation, long... shape) {
        int count = 1;
        for (long length : shape) {
            count = Math.toIntExact(count * length);
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return Tensor.of(values, shape);
    }

    /** The kinds of operations in a network, for checks that a test sees what it should. */
    public static List<String> kinds(Network network) {
        return network.nodes().stream()
                .map(n -> n.op().getClass().getSimpleName())
                .distinct()
                .toList();
    }
}
