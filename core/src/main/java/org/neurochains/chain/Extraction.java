package org.neurochains.chain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.neurochains.Progress;
import org.neurochains.image.Region;
import org.neurochains.image.RegionImage;
import org.neurochains.network.Channels;
import org.neurochains.network.GateGroup;
import org.neurochains.network.Network;
import org.neurochains.network.NetworkSize;
import org.neurochains.network.Retention;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.Model;

/**
 * A solved region: the chain's record and the candidate behind it.
 *
 * @param curve the candidates of the curve's points, by the file that the record names for them
 * @param logits of the whole network for each of the region's images
 */
public record Extraction(Chain chain, Candidate candidate, Map<String, Candidate> curve, List<float[]> logits) {
    /**
     * Finds the chain of a region.
     *
     * @param run how it was run, for the record, and how many images go through the network in one pass
     * @throws java.util.concurrent.CancellationException if cancelled before there is a chain
     */
    public static Extraction of(Model model, Region region, Solver solver, RunRecord run, Progress progress) {
        long start = System.nanoTime();
        try (Scope scope = Scope.open()) {
            Problem problem = Problem.of(model.network(), region.batch(), run.microBatch());
            if (!region.support().isEmpty()) {
                problem = problem.withSupport(region.supportBatch());
            }
            Solution solution = solver.solve(problem, progress);
            double seconds = (System.nanoTime() - start) / 1e9;
            Map<String, Candidate> points = new LinkedHashMap<>();
            Chain chain = new Chain(
                    Chain.SCHEMA,
                    modelRecord(model),
                    regionRecord(region),
                    solverRecord(solver),
                    result(model.network(), solution, seconds),
                    gates(model.network(), solution.candidate()),
                    layers(model.network(), solution),
                    curve(solution, points),
                    List.of(),
                    List.of(),
                    run.provenance(region.seed()));
            return new Extraction(
                    chain, solution.candidate(), points, problem.logits().rows());
        }
    }

    /** The same with contributions and paths in its record. */
    public Extraction with(List<Chain.Edge> edges, List<Chain.InferenceChain> paths) {
        return new Extraction(chain.with(edges, paths), candidate, curve, logits);
    }

    private static Chain.ModelRecord modelRecord(Model model) {
        NetworkSize size = model.size();
        return new Chain.ModelRecord(
                String.valueOf(model.file().getFileName()),
                model.sha256(),
                model.architecture(),
                model.network().classes(),
                size.filters(),
                size.convolutionWeights());
    }

    private static Chain.RegionRecord regionRecord(Region region) {
        List<Chain.Image> images = new ArrayList<>();
        for (RegionImage image : region.images()) {
            images.add(new Chain.Image(
                    image.file(),
                    image.sha256(),
                    region.labels().name(image.label()),
                    region.labels().name(image.predicted()),
                    image.probability()));
        }
        List<Chain.SupportImage> support = region.support().stream()
                .map(image -> new Chain.SupportImage(image.file(), image.sha256()))
                .toList();
        return new Chain.RegionRecord(region.classNames(), images, region.seed(), support.isEmpty() ? null : support);
    }

    private static Map<String, Object> solverRecord(Solver solver) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", solver.name());
        map.putAll(solver.options());
        return map;
    }

    private static Chain.Result result(Network network, Solution solution, double seconds) {
        Candidate.Size size = solution.candidate().size(network);
        Candidate.Size before = solution.beforeCleanUp();
        Candidate.Size total = new Candidate(Scores.ones(network), java.util.Set.of()).size(network);
        return new Chain.Result(
                solution.outcome().kl(),
                solution.klBeforeFineTune(),
                solution.outcome().agreement(),
                solution.outcome().probabilityDrop(),
                size.filters(),
                total.filters(),
                size.shortcutChannels(),
                size.layers(),
                total.layers(),
                new Chain.Before(before.filters(), before.shortcutChannels()),
                solution.cutThrough(),
                solution.effort().steps(),
                solution.effort().fullPasses(),
                seconds,
                solution.effort().reachedGoal());
    }

    private static List<Chain.Gate> gates(Network network, Candidate candidate) {
        List<Chain.Gate> gates = new ArrayList<>();
        for (GateGroup group : network.groups()) {
            boolean bypassed = candidate.bypassed().contains(group.name());
            gates.add(new Chain.Gate(group.name(), bypassed ? 0 : 1, bypassed));
        }
        return gates;
    }

    private static List<Chain.Layer> layers(Network network, Solution solution) {
        Retention retention = solution.candidate().retention();
        List<Chain.Layer> layers = new ArrayList<>();
        for (UnitLayer unit : network.units()) {
            boolean bypassed =
                    unit.group() != null && solution.candidate().bypassed().contains(unit.group());
            float[] scores = solution.candidate().scores().of(unit.name());
            Map<Integer, String> notes = solution.notes().getOrDefault(unit.name(), Map.of());
            Channels kept = bypassed ? Channels.of() : retention.of(unit.name());
            List<Chain.Filter> filters = kept.stream()
                    .mapToObj(c -> new Chain.Filter(c, scores[c], notes.get(c)))
                    .toList();
            layers.add(new Chain.Layer(
                    unit.name(), unit.kind().name().toLowerCase(Locale.ROOT), unit.channels(), bypassed, filters));
        }
        return layers;
    }

    private static List<Chain.CurvePoint> curve(Solution solution, Map<String, Candidate> points) {
        List<Chain.CurvePoint> curve = new ArrayList<>();
        for (Solution.CurvePoint point : solution.curve()) {
            String file = null;
            if (point.candidate() != null) {
                file = String.format(Locale.ROOT, "curve/%03d.safetensors", points.size());
                points.put(file, point.candidate());
            }
            Candidate.Size size = point.size();
            curve.add(
                    new Chain.CurvePoint(size.filters(), size.shortcutChannels(), point.kl(), point.agreement(), file));
        }
        return curve;
    }
}
