package org.neurochains.measure;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * What is measured: a network F, a chain of it, and the images of the chain's region.
 *
 * <p>It belongs to the scope in which it was made. What all measures need is computed once: the cut network and both
 * networks' outputs.
 *
 * @param network the whole network
 * @param subnetwork the chain
 * @param samples the region's images
 * @param microBatch the largest number of images in one pass
 * @param original runs the whole network; to be F, with {@link Scoring#NONE}
 * @param chain runs the chain's network, the cut one, with its scoring
 * @param originalOutputs F's outputs for the region
 * @param chainOutputs the chain's outputs for the region
 * @param effects how far the margin falls without a channel, by its name; of channels whose effect is known
 * @param pool other images, among which the region's neighbours are looked for, if there are any
 * @param parts what is known of the parts of the region's images, if anything is
 */
@RecordBuilder
public record ChainOnRegion(
        Network network,
        Subnetwork subnetwork,
        Samples samples,
        int microBatch,
        Executor original,
        Executor chain,
        Outputs originalOutputs,
        Outputs chainOutputs,
        Map<String, Double> effects,
        Optional<NeighbourPool> pool,
        Optional<KnownParts> parts)
        implements ChainOnRegionBuilder.With {
    /**
     * A chain on its region, without other images. Belongs to the caller's scope.
     *
     * @param microBatch the largest number of images in one pass
     */
    public static ChainOnRegion of(Network network, Subnetwork subnetwork, Samples samples, int microBatch) {
        Executor original = Executor.of(network);
        Executor chain = Executor.of(Cut.orWhole(network, subnetwork.retention()));
        return ChainOnRegionBuilder.builder()
                .network(network)
                .subnetwork(subnetwork)
                .samples(samples)
                .microBatch(microBatch)
                .original(original)
                .chain(chain)
                .originalOutputs(outputs(original, Scoring.NONE, samples.batch(), microBatch))
                .chainOutputs(outputs(chain, subnetwork.scoring(), samples.batch(), microBatch))
                .effects(Map.of())
                .pool(Optional.empty())
                .parts(Optional.empty())
                .build();
    }

    /** The same with other images. */
    public ChainOnRegion with(NeighbourPool others) {
        return withPool(Optional.of(others));
    }

    /** The same with what is known of the parts of the region's images. */
    public ChainOnRegion with(KnownParts known) {
        return withParts(Optional.of(known));
    }

    public Scoring scoring() {
        return subnetwork.scoring();
    }

    /** F's outputs for other images, (N, C, H, W), normalised. */
    public Outputs originalOutputs(Tensor images) {
        return outputs(original, Scoring.NONE, images, microBatch);
    }

    /** The chain's outputs for other images, (N, C, H, W), normalised. */
    public Outputs chainOutputs(Tensor images) {
        return outputs(chain, scoring(), images, microBatch);
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
            if (!layer.in(subnetwork.bypassed())) {
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
            return layer.nameOf(channel);
        }

        /** Whether it is a filter and not a channel of an identity shortcut. */
        public boolean isFilter() {
            return layer.kind().isFilter();
        }
    }

    private static Outputs outputs(Executor executor, Scoring scores, Tensor images, int microBatch) {
        try (Scope scope = Scope.open()) {
            return Outputs.of(
                    executor.network().outputs(), ForwardBatches.logits(executor, scores, images, microBatch));
        }
    }
}
