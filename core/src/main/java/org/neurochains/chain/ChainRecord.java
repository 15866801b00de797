package org.neurochains.chain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.OutputKind;

/**
 * A region's chain as chain.json holds it: what was found, for which images, by which solver, with what result.
 *
 * @param schema {@link #SCHEMA}
 * @param solver what was asked of it
 * @param gates one for each gated group
 * @param layers one for each unit layer, with retained filters only
 * @param curve sizes and divergences on the solver's way
 * @param edges contributions between filters, by class; empty until they are computed
 * @param inferenceChains the heaviest paths of each class
 * @param names what people call filters; empty where nobody named any
 * @param pathGroups each class's paths in groups that carry most of its evidence; empty in records that know none
 */
@RecordBuilder
public record ChainRecord(
        String schema,
        ModelRecord model,
        RegionRecord region,
        SolverOptions solver,
        Result result,
        List<Gate> gates,
        List<Layer> layers,
        List<CurvePoint> curve,
        List<Edge> edges,
        List<InferenceChain> inferenceChains,
        List<PathGroup> pathGroups,
        List<FilterName> names,
        Provenance provenance)
        implements ChainRecordBuilder.With {
    /** The format that this version writes and reads. */
    public static final String SCHEMA = "neurochains/chain/1";

    /** Older records have neither groups nor names. */
    public ChainRecord {
        pathGroups = pathGroups == null ? List.of() : pathGroups;
        names = names == null ? List.of() : names;
    }

    /** The retained filters' effects by name; none in records that do not say. */
    public Map<String, Double> effects() {
        Map<String, Double> effects = new LinkedHashMap<>();
        for (Layer layer : layers) {
            for (RetainedFilter filter : layer.filters()) {
                if (filter.effect() != null) {
                    effects.put(layer.nameOf(filter), filter.effect());
                }
            }
        }
        return effects;
    }

    /**
     * The network.
     *
     * @param file the model file's name
     * @param filters all its filters, projections included
     * @param weights of its convolutions
     * @param outputs multi-label where its outputs do not exclude each other; null where they do
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ModelRecord(
            String file,
            String sha256,
            String architecture,
            int classes,
            int filters,
            long weights,
            @Nullable String outputs) {
        /** A network whose outputs are classes that exclude each other. */
        public ModelRecord(String file, String sha256, String architecture, int classes, int filters, long weights) {
            this(file, sha256, architecture, classes, filters, weights, null);
        }

        /** What its outputs say. */
        OutputKind kind() {
            return outputs == null ? OutputKind.MULTI_CLASS : OutputKind.of(outputs);
        }
    }

    /**
     * The images, in order.
     *
     * @param support further images that the solver held the chain to; null for none
     * @param heldOut further images that tested the chain in the end; null for none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RegionRecord(
            List<String> classes,
            List<Image> images,
            long seed,
            @Nullable List<FurtherImage> support,
            @Nullable List<FurtherImage> heldOut) {
        /** A region without further images. */
        public RegionRecord(List<String> classes, List<Image> images, long seed) {
            this(classes, images, seed, null, null);
        }

        /** The paths of all images that the solver saw: what no measure may call unseen. */
        public Set<String> files() {
            Set<String> files = new TreeSet<>();
            images.forEach(image -> files.add(image.file()));
            if (support != null) {
                support.forEach(image -> files.add(image.file()));
            }
            return files;
        }
    }

    /** A further image; its path is relative to the image folder. */
    public record FurtherImage(String file, String sha256) {}

    /**
     * One image.
     *
     * @param file relative to the image folder
     * @param label the class it is said to be
     */
    public record Image(
            String file,
            String sha256,
            @JsonProperty("class") String label,
            String predicted,
            double probability) {}

    /** Counts before the clean-up. */
    public record Before(int filters, int shortcutChannels) {}

    /**
     * The numbers.
     *
     * @param kl mean divergence over the region, in nats
     * @param agreement share of images with the same answer: class, or labels above one half
     * @param probabilityDrop mean loss of probability of what is answered
     * @param layers convolutions with a retained filter, outside bypassed groups
     * @param cutThrough whether filters had to be put back for a path from the image to the logits
     * @param fullPasses see {@link PassMeter}
     * @param heldOut how it does on images that took no part in finding it; null without such
     * @param trust what holds and what does not; null in records of older versions
     * @param nextSmaller the chain that the search would have gone on to, had it held on unseen images; null where that
     *     was not the reason
     * @param stopped true where the search, or what is measured after it, was cancelled; else null
     */
    @RecordBuilder
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Result(
            @JsonProperty(required = true) double kl,
            double klBeforeFineTune,
            double agreement,
            double probabilityDrop,
            int filters,
            int totalFilters,
            int shortcutChannels,
            int layers,
            int totalLayers,
            Before beforeCleanUp,
            boolean cutThrough,
            int steps,
            double fullPasses,
            double seconds,
            boolean reachedGoal,
            @Nullable HeldOut heldOut,
            @Nullable Trust trust,
            @Nullable NextSmaller nextSmaller,
            @Nullable Boolean stopped)
            implements ChainRecordResultBuilder.With {}

    /** A smaller chain of the family, and the test that it failed. */
    public record NextSmaller(int filters, HeldOut heldOut) {}

    /** The solver's revision, the first where none is recorded. */
    public int solverRevision() {
        return provenance.solverRevision() == null ? 1 : provenance.solverRevision();
    }

    /** Whether it was found, or measured, in part only. */
    public boolean stopped() {
        return Boolean.TRUE.equals(result.stopped());
    }

    /**
     * What may be said of a chain.
     *
     * @param holdsOnRegion whether KL on the region's images is at most t
     * @param holdsOnUnseen whether the bound on held-out images is at least the least agreement asked for; null where
     *     nothing is known beyond the region
     * @param leastAgreement the share asked for; null for solvers that ask for none
     * @param largestScore largest |score|
     * @param scoresNearOne share of scores in [0.5, 2]
     * @param scoreEffectCorrelation Spearman's rank correlation of |score| and effect; null where it is not defined
     * @param explained by class, the share of what adds to its logit that the listed groups of paths carry; null where
     *     nobody has looked for paths
     */
    @RecordBuilder
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Trust(
            boolean holdsOnRegion,
            @Nullable Boolean holdsOnUnseen,
            @Nullable Double leastAgreement,
            double largestScore,
            double scoresNearOne,
            @Nullable Double scoreEffectCorrelation,
            @Nullable Map<String, Double> explained)
            implements ChainRecordTrustBuilder.With {}

    /** A gated group; value 0 is bypassed. */
    public record Gate(
            String name,
            @JsonProperty(required = true) int value,
            @JsonProperty(required = true) boolean bypassed) {}

    /**
     * A unit layer.
     *
     * @param kind convolution, projection or identity
     * @param units channels in the original network
     * @param bypassed whether its group is
     */
    public record Layer(String name, String kind, int units, boolean bypassed, List<RetainedFilter> filters) {
        /** A filter's name, such as L28.277. */
        public String nameOf(RetainedFilter filter) {
            return name + "." + filter.index();
        }
    }

    /**
     * A retained filter.
     *
     * @param score what its channel is multiplied by
     * @param effect mean fall of the margin over the region when it alone is removed; null in records of older versions
     * @param heldOutEffect the same over held-out images; null without such
     * @param effects the mean fall over the region's images of each class that the network predicts, by the class's
     *     name
     * @param heldOutEffects the same over held-out images
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RetainedFilter(
            @JsonProperty(required = true) int index,
            @JsonProperty(required = true) float score,
            @Nullable Double effect,
            @Nullable Double heldOutEffect,
            @Nullable Map<String, Double> effects,
            @Nullable Map<String, Double> heldOutEffects,
            @Nullable String note) {
        /** A filter whose effect is not known. */
        public RetainedFilter(int index, float score, @Nullable String note) {
            this(index, score, null, null, null, null, note);
        }
    }

    /**
     * A size on the way.
     *
     * @param chain the file with its scores under the chain's folder, where they were kept
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CurvePoint(
            int filters,
            int shortcutChannels,
            double kl,
            double agreement,
            @Nullable String chain) {}

    /**
     * A contribution.
     *
     * @param from a filter such as L28.277, or input
     * @param to a filter, or logit:CLASS
     * @param label the class it contributes to
     */
    public record Edge(
            String from, String to, @JsonProperty("class") String label, double weight) {}

    /**
     * A path from the image to a class.
     *
     * @param weight the product of its edges' shares
     * @param lost what the class loses of its probability, on its images, when all filters of the path are removed from
     *     the chain; null where that was not tried
     * @param lostByOther the most that another class of the region loses on its own images; null also where there is no
     *     other
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record InferenceChain(
            @JsonProperty("class") String label,
            List<String> filters,
            double weight,
            @Nullable Double lost,
            @Nullable Double lostByOther) {
        /** A path that is an explanation costs its class at least so much of its probability. */
        private static final double LEAST_LOSS = .1;

        /** A path whose removal was not tried. */
        public InferenceChain(String label, List<String> filters, double weight) {
            this(label, filters, weight, null, null);
        }

        /** Whether the class hangs on the path, and more than any other class does. */
        public boolean holds() {
            return lost != null && lost >= LEAST_LOSS && (lostByOther == null || lost > lostByOther);
        }
    }

    /**
     * Paths from the image to a class that have a filter in common. A class's groups share no path, so that their
     * weights add up.
     *
     * @param through the filters of which each of the paths passes one, usually a single one; empty for the path from
     *     the image to the class that passes none
     * @param last whether the class is computed directly from these filters
     * @param weight the weights of the group's paths, summed
     * @param along these filters and others that at least a quarter of the group passes, two of a layer at most, in the
     *     network's order, with the part of the group's weight that does
     * @param lost what the class loses of its probability, on its images, without the filters in {@code through}
     * @param lostByOther the most that another class of the region loses on its own images; null also where there is no
     *     other
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PathGroup(
            @JsonProperty("class") String label,
            List<String> through,
            boolean last,
            double weight,
            Map<String, Double> along,
            @Nullable Double lost,
            @Nullable Double lostByOther) {
        /** Whether the class hangs on the group, and more than any other class does. */
        public boolean holds() {
            return new InferenceChain(label, through, weight, lost, lostByOther).holds();
        }
    }

    /**
     * What somebody calls a filter.
     *
     * @param filter such as L28.277
     * @param name at most 40 characters
     * @param guess whether it is marked as one
     */
    public record FilterName(String filter, String name, boolean guess) {}

    /**
     * Where and how it was made.
     *
     * @param solverRevision raised where the same options lead to other chains; null in records of older versions
     */
    @RecordBuilder
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Provenance(
            String version,
            String engine,
            int threads,
            String cpu,
            String jdk,
            String os,
            long seed,
            @Nullable Integer solverRevision,
            String command,
            String finishedAt) {}
}
