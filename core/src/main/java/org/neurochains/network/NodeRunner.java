package org.neurochains.network;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Executor.Slot;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Tensor;

/** Computes one node's value from its inputs. */
final class NodeRunner {
    /** Stands for a batch norm that was merged into its convolution. */
    static final Op PASS = new Op.Pad(0, 0, 0, 0, 0);

    private NodeRunner() {}

    static Slot run(Op op, List<Slot> inputs, Scoring scoring) {
        if (op instanceof Op.Constant constant) {
            return new Slot(constant.maps(), false);
        }
        Slot first = inputs.get(0);
        Tensor x = first.tensor;
        if (op == PASS) {
            return first;
        } else if (op instanceof Op.Conv conv) {
            return new Slot(conv(x, conv), true);
        } else if (op instanceof Op.Score layer) {
            Tensor score = scoring.score(layer);
            if (score != null) {
                return new Slot(scored(x, score), true);
            }
            return layer.complete() ? first : new Slot(scored(x, layer.ones()), true);
        } else if (op instanceof Op.Relu) {
            return relu(first);
        } else if (op instanceof Op.Add) {
            return add(inputs);
        } else if (op instanceof Op.Gate gate) {
            Tensor value = scoring.gate(gate.group());
            return value == null ? first : new Slot(inputs.get(1).tensor.lerp(x, value), true);
        } else if (op instanceof Op.Mul) {
            return new Slot(x.mul(inputs.get(1).tensor), true);
        } else if (op instanceof Op.Concat) {
            return new Slot(concat(inputs), true);
        }
        Tensor y = unary(op, x);
        return y == x ? first : new Slot(y, op instanceof Op.BatchNorm);
    }

    /**
     * Each channel times its score; a score for all images goes through the engine's batch norm, whose derivative is
     * one pass.
     */
    private static Tensor scored(Tensor x, Tensor score) {
        if (score.rank() == 1 && (score.requiresGradient() || x.rank() == 2)) {
            return Functional.scaleChannels(x, score);
        }
        return x.mul(score.reshape(score.rank() == 1 ? 1 : score.dim(0), -1, 1, 1));
    }

    private static Tensor conv(Tensor x, Op.Conv conv) {
        Op.Geometry g = conv.geometry();
        return Functional.conv2d(
                x,
                conv.weight(),
                conv.bias(),
                g.stride().toArray(),
                g.padding().toArray(),
                g.dilation().toArray(),
                g.groups());
    }

    private static Slot relu(Slot input) {
        if (!input.overwritable()) {
            return new Slot(input.tensor.relu(), false);
        }
        input.tensor.reluInPlace();
        input.fresh = false; // its derivative is read off the result
        return input;
    }

    private static Slot add(List<Slot> inputs) {
        Slot sum = inputs.get(0);
        for (Slot other : inputs.subList(1, inputs.size())) {
            if (sum.overwritable() && sum.tensor.dim(0) >= other.tensor.dim(0)) {
                sum.tensor.addInPlace(other.tensor);
            } else {
                sum = new Slot(sum.tensor.add(other.tensor), true);
            }
        }
        return sum;
    }

    private static Tensor concat(List<Slot> inputs) {
        long images = inputs.stream().mapToLong(s -> s.tensor.dim(0)).max().orElse(1);
        return Tensor.concat(
                1,
                inputs.stream()
                        .map(s -> s.tensor.dim(0) == images ? s.tensor : repeated(s.tensor, images))
                        .toList());
    }

    /** One value for all images. */
    private static Tensor repeated(Tensor x, long images) {
        return x.rank() == 2 ? x.expand(images, -1) : x.expand(images, -1, -1, -1);
    }

    private static Tensor unary(Op op, Tensor x) {
        if (op instanceof Op.BatchNorm n) {
            return Functional.batchNorm(x, n.gamma(), n.beta(), n.mean(), n.variance(), n.eps());
        } else if (op instanceof Op.Activation activation) {
            return activation(activation, x);
        } else if (op instanceof Op.Norm n) {
            return normalised(x, n);
        } else if (op instanceof Op.MaxPool p) {
            return Pooling.max(x, p);
        } else if (op instanceof Op.AveragePool p) {
            return Pooling.average(x, p);
        } else if (op instanceof Op.AdaptiveAveragePool p) {
            return Functional.adaptiveAveragePool(x, p.height(), p.width());
        } else if (op instanceof Op.Pad p) {
            return Functional.pad(x, p.top(), p.left(), p.bottom(), p.right(), p.value());
        } else if (op instanceof Op.Resample r) {
            Tensor across = Functional.linear(x, r.columns(), null);
            return Functional.linear(across.permute(0, 1, 3, 2), r.rows(), null).permute(0, 1, 3, 2);
        } else if (op instanceof Op.Subsample s) {
            return Functional.subsample(x, s.stride());
        } else if (op instanceof Op.Select s) {
            return select(x, s.channels());
        } else if (op instanceof Op.Lrn lrn) {
            return lrn(x, lrn);
        } else if (op instanceof Op.Flatten) {
            return x.reshape(x.dim(0), -1);
        } else if (op instanceof Op.Unflatten) {
            return x.reshape(x.dim(0), -1, 1, 1);
        } else if (op instanceof Op.Linear linear) {
            return Functional.linear(x, linear.weight(), linear.bias());
        }
        throw new IllegalStateException("cannot run " + op);
    }

    private static Tensor activation(Op.Activation f, Tensor x) {
        return switch (f.kind()) {
            case LEAKY_RELU -> x.relu().sub(x.neg().relu().mul(f.a()));
            case CLIP -> x.clamp(f.a(), f.b());
            case SIGMOID -> x.sigmoid();
            case HARD_SIGMOID -> x.mul(f.a()).add(f.b()).clamp(0, 1);
            case HARD_SWISH -> x.mul(x.mul(1.0 / 6).add(0.5).clamp(0, 1));
            case SILU -> x.mul(x.sigmoid());
            case GELU -> x.mul(Functional.erf(x.mul(Math.sqrt(.5))).add(1)).mul(f.a() / 2);
            case GELU_TANH -> {
                Tensor inner = x.add(x.mul(x.square()).mul(.044715)).mul(Math.sqrt(2 / Math.PI));
                yield x.mul(Functional.tanh(inner).add(1)).mul(.5);
            }
            case ERF -> Functional.erf(x);
            case TANH -> Functional.tanh(x);
            case SOFTPLUS -> Functional.softplus(x);
            case MISH -> x.mul(Functional.tanh(Functional.softplus(x)));
            case ELU ->
                x.relu()
                        .add(Functional.expm1(
                                        x.clamp(Double.NEGATIVE_INFINITY, 0).mul(1 / f.b()))
                                .mul(f.a()));
            case SOFTSIGN -> x.div(x.abs().add(1));
            case ABS -> x.abs();
            case EXP -> x.exp();
            case LOG -> x.log();
            case POWER -> power(x, f.a());
            case RECIPROCAL -> x.zerosLike().add(1).div(x);
            case STEP -> x.relu().sign();
        };
    }

    private static Tensor power(Tensor x, double exponent) {
        if (exponent == .5) {
            return x.sqrt();
        } else if (exponent != Math.rint(exponent)) {
            return x.log().mul(exponent).exp();
        }
        Tensor result = x;
        for (int i = 1; i < exponent; i++) {
            result = result.mul(x);
        }
        return result;
    }

    /** Statistics over the places of a group's channels, or over the channels at each place. */
    private static Tensor normalised(Tensor x, Op.Norm n) {
        long[] shape = x.shape();
        Tensor grouped = n.places() ? x.reshape(shape[0], n.groups(), -1) : x;
        long dim = n.places() ? 2 : 1;
        long[] kept = n.places() ? new long[] {shape[0], n.groups(), 1} : new long[] {shape[0], 1, shape[2], shape[3]};
        Tensor source = n.constant() ? grouped.detach() : grouped;
        Tensor mean = source.mean(dim).reshape(kept);
        Tensor centred = grouped.sub(mean);
        Tensor deviation =
                source.sub(mean).square().mean(dim).reshape(kept).add(n.eps()).sqrt();
        return centred.div(deviation)
                .reshape(shape)
                .mul(n.gamma().reshape(1, -1, 1, 1))
                .add(n.beta().reshape(1, -1, 1, 1));
    }

    /** Channels by index; -1 gives zeros. */
    private static Tensor select(Tensor x, Channels channels) {
        int[] to = IntStream.range(0, channels.size())
                .filter(i -> channels.get(i) >= 0)
                .toArray();
        Channels from = Channels.of(channels.stream().filter(i -> i >= 0));
        Tensor picked = from.isRange(x.dim(1)) ? x : x.indexSelect(1, from.toArray());
        if (to.length == channels.size()) {
            return picked;
        }
        long[] shape = x.shape();
        shape[1] = channels.size();
        Tensor zeros = Tensor.zeros(x.type(), shape);
        if (x.rank() == 4) {
            zeros = zeros.channelsLast();
        }
        return zeros.indexAdd(1, Tensor.indices(to), picked);
    }

    /** x / (bias + alpha / size * sum of squares over neighbouring channels) ^ beta. */
    private static Tensor lrn(Tensor x, Op.Lrn lrn) {
        Tensor base =
                neighbours(x.square(), lrn.size()).mul(lrn.alpha() / lrn.size()).add(lrn.bias());
        return x.mul(base.log().mul(-lrn.beta()).exp());
    }

    /** The sum over the channels about each. */
    private static Tensor neighbours(Tensor squares, int size) {
        long channels = squares.dim(1);
        int before = (size - 1) / 2;
        int after = size - 1 - before;
        if (before >= channels - 1) { // every channel is every other's neighbour
            long[] one = squares.shape();
            one[1] = 1;
            return squares.sum(1).reshape(one);
        }
        @Nullable Tensor sum = null;
        for (int shift = -before; shift <= after; shift++) {
            int by = shift;
            int[] indices = IntStream.range(0, (int) channels)
                    .map(i -> i + by >= 0 && i + by < channels ? i + by : -1)
                    .toArray();
            Tensor shifted = select(squares, Channels.of(indices));
            sum = sum == null ? shifted : sum.add(shifted);
        }
        return sum == null ? squares : sum;
    }
}
