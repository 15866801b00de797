package org.neurochains.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.tensor.Autograd;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * A forward pass at given scores, all gates open, kept for derivatives by score: image by image, as often as wanted.
 *
 * <p>Scores are merged into the weights, and the derivative by a score comes from its channel's values y and their
 * gradient, S dT/dS = sum over positions of y dT/dy: no operation is there for the scores alone. The gradients of all
 * maps are there at once. Belongs to the caller's scope.
 */
final class ScoredPass {
    /** What a score of zero counts as where something is divided by it. */
    private static final double LEAST = 1e-4;

    private final ScorePlaces places;
    private final Batch batch;
    private final Tensor scores;
    /** Each scored layer's values. */
    private final List<Tensor> values;

    private final Tensor logits;

    /**
     * @param batch the pass's own, kept and freed with it
     * @param scores (units); those too close to zero for a division are moved away from it by up to 1e-4
     */
    ScoredPass(Executor executor, ScorePlaces places, Batch batch, Tensor scores) {
        this.places = places;
        this.batch = batch;
        Network network = executor.network();
        List<Integer> wanted = new ArrayList<>();
        places.nodes().forEach(node -> wanted.add(rectified(network, node)));
        wanted.add(network.output());
        try (Scope scope = Scope.open()) {
            this.scores = scope.keep(Tensor.of(awayFromZero(scores.toFloats()), scores.size()));
            VectorScoring scoring = new VectorScoring(places, places.spread(this.scores), null);
            this.values = new ArrayList<>(executor.evaluate(sources(network, batch.images()), wanted, scoring));
            values.forEach(scope::keep);
        }
        this.logits = values.remove(values.size() - 1);
    }

    /**
     * The rectifier that alone takes a layer's values y, or the layer itself: y dT/dy sums to the same behind it, and
     * there the values take no memory of their own.
     */
    private static int rectified(Network network, int node) {
        List<Integer> consumers = network.consumers(node);
        return consumers.size() == 1 && network.node(consumers.get(0)).op() instanceof Op.Relu
                ? consumers.get(0)
                : node;
    }

    /** Where values come from, as leaves: so every other value can be differentiated for. */
    private static Map<Integer, Tensor> sources(Network network, Tensor images) {
        Map<Integer, Tensor> sources = new HashMap<>(Map.of(0, images.leaf()));
        for (int i = 0; i < network.nodes().size(); i++) {
            if (network.node(i).op() instanceof Op.Constant constant) {
                sources.put(i, constant.maps().expand(images.dim(0), -1, -1, -1).leaf());
            }
        }
        return sources;
    }

    private static float[] awayFromZero(float[] scores) {
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.abs(scores[i]) < LEAST ? (float) Math.copySign(LEAST, scores[i]) : scores[i];
        }
        return scores;
    }

    Batch batch() {
        return batch;
    }

    /** H's logits, (N, classes), differentiable. */
    Tensor logits() {
        return logits;
    }

    /**
     * S_i dT_x / dS_i, T a weighted sum of the outputs.
     *
     * @param outputs computed from the logits, row by row
     * @param weights of the outputs' shape
     * @param retain whether derivatives are asked for again
     * @return (N, units)
     */
    Tensor terms(Tensor outputs, Tensor weights, boolean retain) {
        List<Tensor> gradients = Autograd.gradients(outputs, weights, values, retain);
        List<Tensor> sums = new ArrayList<>();
        for (int i = 0; i < gradients.size(); i++) {
            Tensor products = gradients.get(i).mul(values.get(i).detach());
            gradients.get(i).free();
            sums.add(products.rank() == 4 ? products.sum(2L, 3L) : products);
        }
        return places.gather(Tensor.concat(1, sums));
    }

    /** dT_x / dS_i, as for {@link #terms}: (N, units). */
    Tensor derivatives(Tensor outputs, Tensor weights, boolean retain) {
        return terms(outputs, weights, retain).div(scores.reshape(1, -1));
    }

    /** Hands this pass to the scope around the given one. */
    void keptFrom(Scope scope) {
        scope.keep(batch.images());
        scope.keep(batch.logits());
        scope.keep(scores);
        scope.keep(logits);
        values.forEach(scope::keep);
    }

    /** Frees its memory now; it must not be used again. */
    void free() {
        values.forEach(Tensor::free);
        logits.free();
        scores.free();
        batch.images().free();
        batch.logits().free();
    }
}
