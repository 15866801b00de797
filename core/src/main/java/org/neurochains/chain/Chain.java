package org.neurochains.chain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.chain.UnitLayout.Unit;
import org.neurochains.image.Labels;
import org.neurochains.image.Region;
import org.neurochains.image.RegionImage;
import org.neurochains.network.Channels;
import org.neurochains.network.GateGroup;
import org.neurochains.network.Network;
import org.neurochains.network.NetworkSize;
import org.neurochains.network.OutputKind;
import org.neurochains.network.Retention;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.Model;

/**
 * A solved region: the chain's record and the subnetwork behind it.
 *
 * @param curve the subnetworks of the curve's points, by the file that the record names for them
 * @param logits of the whole network for each of the region's images; empty where they are not at hand
 * @param shares how much of each class passes through a filter, by filter and class; empty until it is computed
 */
public record Chain(
        ChainRecord record,
        Subnetwork subnetwork,
        Map<String, Subnetwork> curve,
        List<float[]> logits,
        Map<String, Map<String, Double>> shares) {
    /**
     * Finds the chain of a region. Stopped on the way, it is the smallest so far that holds, and what is measured of
     * chains is left out.
     *
     * @param run how it was run, for the record, and how many images go through the network in one pass
     * @throws java.util.concurrent.CancellationException if cancelled before there is a chain
     */
    public static Chain of(Model model, Region region, Solver solver, RunRecord run, Progress progress) {
        long start = System.nanoTime();
        try (Scope scope = Scope.open()) {
            Problem problem = Problem.of(model.network(), region.batch(), run.microBatch(), progress)
                    .asking(region.classes());
            if (!region.support().isEmpty()) {
                problem = problem.withSupport(region.batch(region.support()), progress);
            }
            if (!region.heldOut().isEmpty()) {
                problem = problem.withHeldOut(region.batch(region.heldOut()), progress);
            }
            Solution solution = solver.solve(problem, progress);
            double seconds = (System.nanoTime() - start) / 1e9;
            progress.chain(
                    solution.outcome().kl(),
                    sizes(model.network(), solution.subnetwork().retention()));
            ChainEvidence evidence = ChainEvidence.of(problem, solution, solver, progress);
            Map<String, Subnetwork> points = new LinkedHashMap<>();
            ChainRecord chain = ChainRecordBuilder.builder()
                    .schema(ChainRecord.SCHEMA)
                    .model(modelRecord(model))
                    .region(regionRecord(region))
                    .solver(solver.options())
                    .result(result(model.network(), solution, seconds, evidence))
                    .gates(gates(model.network(), solution.subnetwork()))
                    .layers(layers(model.network(), solution, evidence, region.labels()))
                    .curve(curve(solution, points))
                    .edges(List.of())
                    .inferenceChains(List.of())
                    .provenance(run.provenance(region.seed(), solver.revision()))
                    .build();
            return new Chain(
                    chain, solution.subnetwork(), points, problem.logits().rows(), Map.of());
        }
    }

    /** The same with another record and other shares. */
    public Chain with(ChainRecord changed, Map<String, Map<String, Double>> passing) {
        return new Chain(changed, subnetwork, curve, logits, passing);
    }

    private static ChainRecord.ModelRecord modelRecord(Model model) {
        NetworkSize size = model.size();
        return new ChainRecord.ModelRecord(
                String.valueOf(model.file().getFileName()),
                model.sha256(),
                model.architecture(),
                model.network().classes(),
                size.filters(),
                size.convolutionWeights(),
                model.network().outputs() == OutputKind.MULTI_CLASS
                        ? null
                        : model.network().outputs().toString());
    }

    private static ChainRecord.RegionRecord regionRecord(Region region) {
        List<ChainRecord.Image> images = new ArrayList<>();
        for (RegionImage image : region.images()) {
            images.add(new ChainRecord.Image(
                    image.file(),
                    image.sha256(),
                    region.labels().name(image.label()),
                    region.labels().name(image.predicted()),
                    image.probability()));
        }
        return new ChainRecord.RegionRecord(
                region.classNames(), images, region.seed(), further(region.support()), further(region.heldOut()));
    }

    private static @Nullable List<ChainRecord.FurtherImage> further(List<RegionImage> images) {
        return images.isEmpty()
                ? null
                : images.stream()
                        .map(image -> new ChainRecord.FurtherImage(image.file(), image.sha256()))
                        .toList();
    }

    private static List<Progress.Layer> sizes(Network network, Retention retention) {
        return network.units().stream()
                .map(unit -> new Progress.Layer(
                        unit.name(),
                        unit.in(retention.bypassed())
                                ? 0
                                : retention.of(unit.name()).size(),
                        unit.channels()))
                .toList();
    }

    private static ChainRecord.Result result(
            Network network, Solution solution, double seconds, ChainEvidence evidence) {
        Subnetwork.Size size = solution.subnetwork().size(network);
        Subnetwork.Size before = solution.beforeCleanUp();
        Subnetwork.Size total = new Subnetwork(Scores.ones(network), java.util.Set.of()).size(network);
        return ChainRecordResultBuilder.builder()
                .kl(solution.outcome().kl())
                .klBeforeFineTune(solution.klBeforeFineTune())
                .agreement(solution.outcome().agreement())
                .probabilityDrop(solution.outcome().probabilityDrop())
                .filters(size.filters())
                .totalFilters(total.filters())
                .shortcutChannels(size.shortcutChannels())
                .layers(size.layers())
                .totalLayers(total.layers())
                .beforeCleanUp(new ChainRecord.Before(before.filters(), before.shortcutChannels()))
                .cutThrough(solution.cutThrough())
                .steps(solution.effort().steps())
                .fullPasses(solution.effort().fullPasses())
                .seconds(seconds)
                .reachedGoal(solution.effort().reachedGoal())
                .heldOut(evidence.heldOut())
                .trust(evidence.trust(solution))
                .nextSmaller(solution.end().nextSmaller())
                .stopped(evidence.stopped() ? true : null)
                .build();
    }

    private static List<ChainRecord.Gate> gates(Network network, Subnetwork subnetwork) {
        List<ChainRecord.Gate> gates = new ArrayList<>();
        for (GateGroup group : network.groups()) {
            boolean bypassed = subnetwork.bypassed().contains(group.name());
            gates.add(new ChainRecord.Gate(group.name(), bypassed ? 0 : 1, bypassed));
        }
        return gates;
    }

    private static List<ChainRecord.Layer> layers(
            Network network, Solution solution, ChainEvidence evidence, Labels labels) {
        Retention retention = solution.subnetwork().retention();
        List<ChainRecord.Layer> layers = new ArrayList<>();
        for (UnitLayer unit : network.units()) {
            boolean bypassed = unit.in(solution.subnetwork().bypassed());
            float[] scores = solution.subnetwork().scores().of(unit.name());
            Map<Integer, String> notes = solution.notes().getOrDefault(unit.name(), Map.of());
            Channels kept = bypassed ? Channels.of() : retention.of(unit.name());
            List<ChainRecord.RetainedFilter> filters = kept.stream()
                    .mapToObj(c ->
                            evidence.filter(new Unit(unit.name(), c, unit.kind()), scores[c], notes.get(c), labels))
                    .toList();
            layers.add(new ChainRecord.Layer(
                    unit.name(), unit.kind().name().toLowerCase(Locale.ROOT), unit.channels(), bypassed, filters));
        }
        return layers;
    }

    private static List<ChainRecord.CurvePoint> curve(Solution solution, Map<String, Subnetwork> points) {
        List<ChainRecord.CurvePoint> curve = new ArrayList<>();
        for (Solution.CurvePoint point : solution.curve()) {
            String file = null;
            if (point.subnetwork() != null) {
                file = String.format(Locale.ROOT, "curve/%03d.safetensors", points.size());
                points.put(file, point.subnetwork());
            }
            Subnetwork.Size size = point.size();
            curve.add(new ChainRecord.CurvePoint(
                    size.filters(), size.shortcutChannels(), point.kl(), point.agreement(), file));
        }
        return curve;
    }
}
