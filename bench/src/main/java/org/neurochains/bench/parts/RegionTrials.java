package org.neurochains.bench.parts;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;
import org.neurochains.NeuroChains;
import org.neurochains.Progress;
import org.neurochains.chain.Batch;
import org.neurochains.chain.Outcome;
import org.neurochains.chain.Problem;
import org.neurochains.chain.Scores;
import org.neurochains.chain.Solution;
import org.neurochains.chain.Solvers;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.PartFolder;
import org.neurochains.image.Region;
import org.neurochains.measure.ChainOnRegion;
import org.neurochains.measure.Fidelity;
import org.neurochains.measure.Samples;
import org.neurochains.network.ForwardBatches;
import org.neurochains.parts.PartKnowledge;
import org.neurochains.parts.PartResponse;
import org.neurochains.parts.PartResponses;
import org.neurochains.parts.PartSamples;
import org.neurochains.parts.Parts;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.weights.Model;

/** Runs solvers on one region of a network of the demo, and measures what they found. */
final class RegionTrials {
    private static final int BATCH = 32;

    private final Model model;
    private final String network;
    private final String name;
    private final Region region;
    private final Problem problem;
    private final PartSamples samples;
    private final PartResponses responses;

    /**
     * Draws the region's images as the command line draws them. Belongs to the caller's scope.
     *
     * @param images drawn, with their parts beside them
     * @param name the species, joined by a colon
     */
    RegionTrials(NeuroChains nc, Path images, String network, String name) {
        this.model = nc.model().model();
        this.network = network;
        this.name = name;
        this.region = nc.region(images).classes(name.split(":", -1)).select();
        this.problem = Problem.of(model.network(), region.batch(), BATCH)
                .withSupport(region.batch(region.support()))
                .withHeldOut(region.batch(region.heldOut()));
        PartFolder parts = PartFolder.beside(images).orElseThrow();
        this.samples = PartKnowledge.samples(parts, region, images, problem.images());
        this.responses = PartResponses.of(model.network(), samples, BATCH, Progress.NONE);
    }

    /** Extracts a chain and measures it. */
    RegionChain run(String solver, Map<String, ?> options) {
        try (Scope scope = Scope.open()) {
            long start = System.nanoTime();
            Solution solution =
                    Solvers.of(solver, model.architecture(), options).solve(problem, Progress.NONE);
            double seconds = (System.nanoTime() - start) / 1e9;
            return measure(solver, solution.subnetwork(), seconds);
        }
    }

    /** Measures the whole network as if it were a chain. */
    RegionChain whole() {
        try (Scope scope = Scope.open()) {
            return measure(RegionChain.WHOLE, new Subnetwork(Scores.ones(model.network()), Set.of()), 0);
        }
    }

    private RegionChain measure(String solver, Subnetwork subnetwork, double seconds) {
        ChainOnRegion subject = ChainOnRegion.of(model.network(), subnetwork, Samples.of(region), BATCH);
        PartKnowledge known = PartKnowledge.of(samples, subject, Progress.NONE);
        Parts found = Parts.of(subject, known, responses, 0).get();
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("kl", Fidelity.of(subject).kl());
        found.values().numbers().forEach((key, number) -> {
            if (number != null) {
                values.put(key, number.doubleValue());
            }
        });
        values.put("heldOutAgreement", heldOutAgreement(subject));
        values.putAll(sizes(found));
        List<String> kept = found.filters().stream().map(Parts.PartFilter::name).toList();
        return new RegionChain(network, name, solver, seconds, found.telling(), kept, values);
    }

    private double heldOutAgreement(ChainOnRegion subject) {
        Batch held = Objects.requireNonNull(problem.heldOut());
        Tensor chain = ForwardBatches.logits(subject.chain(), subject.scoring(), held.images(), BATCH);
        return Outcome.of(model.network().outputs(), held.logits(), chain).agreement();
    }

    /**
     * Whether the effect that coverage counts favours small filters, and where the chain's lie: Spearman's r of a
     * filter's mean map and its largest effect, and the mean share of its layer's filters whose maps are smaller.
     */
    private Map<String, Double> sizes(Parts found) {
        Set<String> kept = found.filters().stream().map(Parts.PartFilter::name).collect(Collectors.toSet());
        DescriptiveStatistics correlations = new DescriptiveStatistics();
        DescriptiveStatistics ranks = new DescriptiveStatistics();
        for (String layer : responses.layers()) {
            int filters = responses.filters(layer);
            double[] sizes = new double[filters];
            double[] effects = new double[filters];
            for (int f = 0; f < filters; f++) {
                PartResponse strongest = responses.strongest(layer, f);
                sizes[f] = strongest.outside();
                effects[f] = Math.abs(strongest.effect());
            }
            double r = new SpearmansCorrelation().correlation(sizes, effects);
            if (!Double.isNaN(r)) {
                correlations.addValue(r);
            }
            for (int f = 0; f < filters; f++) {
                if (kept.contains(layer + "." + f)) {
                    double own = sizes[f];
                    ranks.addValue(
                            Arrays.stream(sizes).filter(size -> size < own).count() / (double) filters);
                }
            }
        }
        return Map.of("sizeAndEffect", correlations.getMean(), "sizeRank", ranks.getMean());
    }
}
