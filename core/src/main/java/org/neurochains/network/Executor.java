package org.neurochains.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.EngineException;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Runs a network. Thread-safe: it holds parameters only.
 *
 * <p>Scores that nothing is differentiated for are merged into the convolutions before them.
 *
 * <p>Values are freed as soon as nothing takes them any more, what is computed on the way to one as soon as it is
 * there; what differentiation needs is kept by the engine. Results belong to the caller's {@link Scope}, and so do the
 * merged parameters made by {@link #of}.
 */
public final class Executor {
    /** Up to so many ones and zeros, a convolution with them chooses channels faster than a copy does. */
    private static final int FEW_CHOICES = 1 << 15;

    private final Network network;
    private final Op[] ops;
    /**
     * By node: for a layer of scores the nodes between it and the convolution whose value it alone takes, nearest
     * first; else none.
     */
    private final List<List<Integer>> scored;

    private Executor(Network network, Op[] ops) {
        this.network = network;
        this.ops = ops;
        this.scored = IntStream.range(0, ops.length).mapToObj(this::scored).toList();
    }

    /**
     * Runs with batch norm merged into convolutions and channels innermost in memory: the quick form. There, a few
     * channels of maps are chosen by a convolution with a matrix of ones and zeros: picking each by itself reads the
     * whole map as often as there are channels.
     */
    public static Executor of(Network network) {
        Op[] ops = network.nodes().stream().map(Node::op).toArray(Op[]::new);
        for (int i = 0; i < ops.length; i++) {
            int conv = Folding.foldable(network, i);
            if (conv >= 0) {
                ops[conv] = Folding.fold((Op.Conv) ops[conv], (Op.BatchNorm) ops[i]);
                ops[i] = NodeRunner.PASS;
            }
        }
        for (int i = 0; i < ops.length; i++) {
            if (ops[i] instanceof Op.Select select) {
                Shape from = network.shape(network.node(i).inputs().get(0));
                boolean few = (long) select.channels().size() * from.channels() <= FEW_CHOICES;
                ops[i] = few && !from.flat() ? choice(select.channels(), from.channels()) : select;
            }
            if (ops[i] instanceof Op.Conv conv) {
                ops[i] = new Op.Conv(conv.weight().channelsLast(), conv.bias(), conv.geometry());
            }
        }
        return new Executor(network, ops);
    }

    private static Op.Conv choice(Channels channels, int inputs) {
        float[] ones = new float[channels.size() * inputs];
        for (int i = 0; i < channels.size(); i++) {
            if (channels.get(i) >= 0) {
                ones[i * inputs + channels.get(i)] = 1;
            }
        }
        return new Op.Conv(Tensor.of(ones, channels.size(), inputs, 1, 1), null, Op.Geometry.of(1, 1, 0));
    }

    /** Runs every node by itself, so that each node's value can be asked for. */
    public static Executor unfolded(Network network) {
        return new Executor(network, network.nodes().stream().map(Node::op).toArray(Op[]::new));
    }

    /** The network that is run. */
    public Network network() {
        return network;
    }

    /**
     * The logits of a batch.
     *
     * @param images (N, C, H, W), normalised
     * @return (N, classes)
     */
    public Tensor logits(Tensor images, Scoring scoring) {
        return evaluate(Map.of(0, images), List.of(network.output()), scoring).get(0);
    }

    /**
     * Values at chosen nodes, computed from values given at others; only what lies between is computed.
     *
     * @param given values by node; to run from the images, node 0
     * @param wanted nodes whose values to return
     * @return the wanted values in order
     * @throws IllegalArgumentException if a wanted value needs a node that is neither given nor computable, or if it
     *     was merged away
     */
    public List<Tensor> evaluate(Map<Integer, Tensor> given, List<Integer> wanted, Scoring scoring) {
        int[] consumers = plan(given.keySet(), wanted);
        Slot[] values = new Slot[ops.length];
        given.forEach((node, value) -> values[node] = Slot.pinned(node == 0 ? laidOut(value) : value));
        @Nullable Tensor[] factors = factors(given.keySet(), consumers, wanted, scoring);
        for (int i = 0; i < ops.length; i++) {
            if (values[i] == null && consumers[i] > 0) {
                values[i] = run(i, values, factors, scoring);
                values[i].uses += consumers[i];
                if (wanted.contains(i)) {
                    values[i].pinned = true;
                }
                release(i, values);
            }
        }
        return wanted.stream().map(i -> values[i].tensor).toList();
    }

    /** How often each node's value is taken (a wanted one once more); 0 where it is not needed. */
    private int[] plan(Set<Integer> given, List<Integer> wanted) {
        int[] uses = new int[ops.length];
        wanted.forEach(i -> uses[i]++);
        for (int i = ops.length - 1; i >= 0; i--) {
            if (uses[i] > 0 && !given.contains(i)) {
                if (i == 0) {
                    throw new IllegalArgumentException("the wanted values need the input, which is not given");
                }
                if (wanted.contains(i) && mergedAway(i)) {
                    throw new IllegalArgumentException(network.node(i).name() + " is merged with its batch norm");
                }
                network.node(i).inputs().forEach(j -> uses[j]++);
            }
        }
        return uses;
    }

    private boolean mergedAway(int conv) {
        return network.consumers(conv).stream().anyMatch(i -> ops[i] == NodeRunner.PASS);
    }

    private Tensor laidOut(Tensor images) {
        return images.rank() == 4 && Arrays.stream(ops).anyMatch(op -> op == NodeRunner.PASS || op instanceof Op.Conv)
                ? images.channelsLast()
                : images;
    }

    /**
     * The scores that are merged into convolutions: those that nothing is differentiated for, of layers that directly
     * follow one. By node, the convolution and the layer.
     */
    private @Nullable Tensor[] factors(Set<Integer> given, int[] uses, List<Integer> wanted, Scoring scoring) {
        @Nullable Tensor[] factors = new Tensor[ops.length];
        for (int i = 0; i < ops.length; i++) {
            List<Integer> before = scored.get(i);
            boolean free = !before.isEmpty()
                    && uses[i] > 0
                    && !given.contains(i)
                    && before.stream().noneMatch(j -> given.contains(j) || wanted.contains(j));
            Tensor score = free && ops[i] instanceof Op.Score layer ? scoring.score(layer) : null;
            if (score != null && score.rank() == 1 && !score.requiresGradient()) {
                factors[i] = score;
                factors[before.get(before.size() - 1)] = score;
            }
        }
        return factors;
    }

    private List<Integer> scored(int layer) {
        List<Integer> before = new ArrayList<>();
        int at = layer;
        while (at == layer ? ops[at] instanceof Op.Score : ops[at] == NodeRunner.PASS) {
            at = network.node(at).inputs().get(0);
            before.add(at);
            if (network.consumers(at).size() > 1) {
                return List.of();
            }
        }
        return ops[at] instanceof Op.Conv ? before : List.of();
    }

    private Slot run(int i, Slot[] values, @Nullable Tensor[] factors, Scoring scoring) {
        List<Slot> inputs = new ArrayList<>();
        for (int j : network.node(i).inputs()) {
            inputs.add(values[j]);
        }
        Op op = ops[i];
        Tensor factor = factors[i];
        try (Scope scope = Scope.open()) {
            if (factor != null) {
                op = op instanceof Op.Conv conv ? Folding.scaled(conv, factor) : NodeRunner.PASS;
            }
            Slot result = NodeRunner.run(op, inputs, scoring);
            if (inputs.stream().noneMatch(input -> input.tensor == result.tensor)) {
                scope.keep(result.tensor);
            }
            return result;
        } catch (EngineException e) {
            List<String> shapes = inputs.stream().map(s -> s.tensor.toString()).toList();
            throw new EngineException(
                    "node " + network.node(i).name() + " on " + shapes + ": " + e.getMessage(), e.outOfMemory(), e);
        }
    }

    private void release(int i, Slot[] values) {
        for (int j : network.node(i).inputs()) {
            Slot slot = values[j];
            if (--slot.uses == 0 && !slot.pinned) {
                slot.tensor.free();
            }
        }
    }

    /** A value on its way through the network, and who still needs it. */
    static final class Slot {
        final Tensor tensor;
        /** Whether the memory is this slot's own, and no derivative needs what is in it. */
        boolean fresh;

        int uses;
        boolean pinned;

        Slot(Tensor tensor, boolean fresh) {
            this.tensor = tensor;
            this.fresh = fresh;
        }

        static Slot pinned(Tensor tensor) {
            Slot slot = new Slot(tensor, false);
            slot.pinned = true;
            return slot;
        }

        /** Whether the operation that is running, the only one to take this value, may overwrite it. */
        boolean overwritable() {
            return fresh && uses == 1 && !pinned;
        }
    }
}
