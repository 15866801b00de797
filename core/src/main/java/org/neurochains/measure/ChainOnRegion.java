package org.neurochains.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.Subnetwork;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * What is measured: a network F, a chain of it, and the images of the chain's region; where measures need them, also
 * other images.
 *
 * <p>It belongs to the scope in which it was made. What all measures need is computed once: the cut network and both
 * networks' outputs.
 */
public final class ChainOnRegion {
    private final Network network;
    private final Subnetwork subnetwork;
    private final Samples samples;
    private final int microBatch;
    private final Executor original;
    private final Executor chain;
    private final Scoring scoring;
    private final Outputs originalOutputs;
    private final Outputs chainOutputs;
    private final @Nullable Pool pool;
    private final @Nullable KnownParts parts;

    private ChainOnRegion(Network network, Subnetwork subnetwork, Samples samples, int microBatch) {
        this.network = network;
        this.subnetwork = subnetwork;
        this.samples = samples;
        this.microBatch = microBatch;
        this.original = Executor.of(network);
        this.chain = Executor.of(Cut.orWhole(network, subnetwork.retention()));
        this.scoring = subnetwork.scoring();
        this.originalOutputs = outputs(original, Scoring.NONE, samples.batch());
        this.chainOutputs = outputs(chain, scoring, samples.batch());
        this.pool = null;
        this.parts = null;
    }

    private ChainOnRegion(ChainOnRegion other, @Nullable Pool pool, @Nullable KnownParts parts) {
        this.network = other.network;
        this.subnetwork = other.subnetwork;
        this.samples = other.samples;
        this.microBatch = other.microBatch;
        this.original = other.original;
        this.chain = other.chain;
        this.scoring = other.scoring;
        this.originalOutputs = other.originalOutputs;
        this.chainOutputs = other.chainOutputs;
        this.pool = pool;
        this.parts = parts;
    }

    /**
     * A chain on its region. Belongs to the caller's scope.
     *
     * @param microBatch the largest number of images in one pass
     */
    public static ChainOnRegion of(Network network, Subnetwork subnetwork, Samples samples, int microBatch) {
        return new ChainOnRegion(network, subnetwork, samples, microBatch);
    }

    /** The same with other images, among which the region's neighbours are looked for. */
    public ChainOnRegion with(Pool others) {
        return new ChainOnRegion(this, others, parts);
    }

    /** The same with what is known of the parts of the region's images. */
    public ChainOnRegion with(KnownParts known) {
        return new ChainOnRegion(this, pool, known);
    }

    /** The whole network. */
    public Network network() {
        return network;
    }

    /** The chain. */
    public Subnetwork subnetwork() {
        return subnetwork;
    }

    /** The region's images. */
    public Samples samples() {
        return samples;
    }

    /** The largest number of images in one pass. */
    public int microBatch() {
        return microBatch;
    }

    /** Other images, if there are any. */
    public Optional<Pool> pool() {
        return Optional.ofNullable(pool);
    }

    /** What is known of the parts of the region's images, if anything is. */
    public Optional<KnownParts> parts() {
        return Optional.ofNullable(parts);
    }

    /** Runs the whole network; to be F, with {@link Scoring#NONE}. */
    public Executor original() {
        return original;
    }

    /** Runs the chain's network, the cut one, with {@link #scoring}. */
    public Executor chain() {
        return chain;
    }

    /** The chain's scores. */
    public Scoring scoring() {
        return scoring;
    }

    /** F's outputs for the region. */
    public Outputs originalOutputs() {
        return originalOutputs;
    }

    /** The chain's outputs for the region. */
    public Outputs chainOutputs() {
        return chainOutputs;
    }

    /** F's outputs for other images, (N, C, H, W), normalised. */
    public Outputs originalOutputs(Tensor images) {
        return outputs(original, Scoring.NONE, images);
    }

    /** The chain's outputs for other images, (N, C, H, W), normalised. */
    public Outputs chainOutputs(Tensor images) {
        return outputs(chain, scoring, images);
    }

    /** The class that F predicts for an image of the region: y in all measures. */
    public int predicted(int image) {
        return originalOutputs.predicted(
                image, List.of(samples.list().get(image).label()));
    }

    /** The channels that the chain retains outside bypassed groups, in order of computation. */
    public List<Unit> units() {
        List<Unit> units = new ArrayList<>();
        for (UnitLayer layer : network.units()) {
            if (layer.group() == null || !subnetwork.bypassed().contains(layer.group())) {
                float[] scores = subnetwork.scores().of(layer.name());
                for (int c = 0; c < scores.length; c++) {
                    if (scores[c] != 0) {
                        units.add(new Unit(layer, c, scores[c]));
                    }
                }
            }
        }
        return units;
    }

    /**
     * A retained channel.
     *
     * @param layer its unit layer in the whole network
     * @param channel its index there
     */
    public record Unit(UnitLayer layer, int channel, float score) {
        /** Such as {@code L1B2C1.3}. */
        public String name() {
            return layer.name() + "." + channel;
        }

        /** Whether it is a filter and not a channel of an identity shortcut. */
        public boolean isFilter() {
            return layer.kind().isFilter();
        }
    }

    private Outputs outputs(Executor executor, Scoring scores, Tensor images) {
        try (Scope scope = Scope.open()) {
            return Outputs.of(network.outputs(), ForwardBatches.logits(executor, scores, images, microBatch));
        }
    }
}
