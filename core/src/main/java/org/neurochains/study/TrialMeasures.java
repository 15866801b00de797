package org.neurochains.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.chain.Chain;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.HeldOut;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Region;
import org.neurochains.measure.ChainOnRegion;
import org.neurochains.measure.Measure;
import org.neurochains.measure.MeasureOptions;
import org.neurochains.measure.MeasureResult;
import org.neurochains.measure.Measured;
import org.neurochains.measure.NeighbourPool;
import org.neurochains.measure.Outputs;
import org.neurochains.measure.Quotients;
import org.neurochains.measure.Samples;
import org.neurochains.measure.Table;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.Model;

/**
 * What is measured of each trial's chain, as rows of the study's tables.
 *
 * <p>Fidelity and quotients are always there. Of every other measure the chain's numbers become columns of its trial,
 * and the numbers in its tables of images and of filters columns of these, all named {@code measure.number}.
 */
public final class TrialMeasures {
    /** What is measured where nothing is said. */
    public static final List<String> DEFAULT = List.of("fidelity");

    /** The column of whether a chain's outputs are the same for all images of its region: 1 or 0. */
    static final String CONSTANT_OUTPUTS = "fidelity.constantOutputs";

    /** Begins the columns of how a chain does on held-out images, as result.heldOut of chain.json has it. */
    static final String HELD_OUT = "heldOut.";

    /** Begins the columns of what may be said of a chain, as result.trust of chain.json has it. */
    static final String TRUST = "trust.";

    private static final Set<String> ALWAYS = Set.of("fidelity", "quotient");

    /** These look through all images, whose features are computed once and then kept. */
    private static final Set<String> OF_ALL_IMAGES = Set.of("stability", "relu-patterns");

    private final List<String> names;
    private final Model model;
    private final NeighbourPool pool;
    private final AtomicBoolean featuresKept = new AtomicBoolean();

    private TrialMeasures(List<String> names, Model model, NeighbourPool pool) {
        this.names = names;
        this.model = model;
        this.pool = pool;
    }

    /** A trial's rows. */
    record Rows(Map<String, Double> values, List<TrialResult.ImageRow> images, List<TrialResult.FilterRow> filters) {}

    /**
     * Checks the names of measures.
     *
     * @throws org.neurochains.InputException if one is not known
     */
    public static List<String> require(List<String> names) {
        names.forEach(Measure::named);
        return names.stream().distinct().toList();
    }

    /**
     * Measures for a study.
     *
     * @param cache where features of images are kept
     */
    static TrialMeasures of(List<String> names, Model model, ImageSet set, ImageLoader loader, Path cache) {
        NeighbourPool pool = new NeighbourPool(
                set.folder().root().toString(), set.folder().images(), loader, Set.of(), model.sha256(), cache);
        return new TrialMeasures(require(names), model, pool);
    }

    Rows of(Region region, Chain extraction, long seed, int microBatch, Progress progress) {
        try (Scope scope = Scope.open()) {
            ChainOnRegion subject = ChainOnRegion.of(
                            model.network(), extraction.subnetwork(), Samples.of(region), microBatch)
                    .withEffects(extraction.record().effects())
                    .with(pool.withSeen(region.files()));
            MeasureOptions options = MeasureOptions.defaults().withSeed(seed).tunedAs(extraction.record());
            List<MeasureResult> findings = new ArrayList<>();
            for (String name : names) {
                if (!ALWAYS.contains(name)) {
                    find(name, subject, options, progress).value().ifPresent(findings::add);
                }
            }
            Map<String, Double> values = values(findings);
            long bypassed = extraction.record().gates().stream()
                    .filter(ChainRecord.Gate::bypassed)
                    .count();
            values.put(StoreSchema.BYPASSED, (double) bypassed);
            values.put(CONSTANT_OUTPUTS, subject.chainOutputs().constant() ? 1.0 : 0.0);
            values.putAll(beyond(extraction.record().result()));
            return new Rows(values, images(region, subject, findings), filters(extraction.record(), findings));
        }
    }

    /** What a chain's own record says of images that its solver has not seen, and of its scores. */
    static Map<String, Double> beyond(ChainRecord.Result result) {
        Map<String, Double> values = new LinkedHashMap<>();
        HeldOut heldOut = result.heldOut();
        if (heldOut != null) {
            values.put(HELD_OUT + "images", (double) heldOut.images());
            values.put(HELD_OUT + "agreement", heldOut.agreement());
            values.put(HELD_OUT + "lowerBound", heldOut.lowerBound());
            values.put(HELD_OUT + "kl", heldOut.kl());
        }
        ChainRecord.Trust trust = result.trust();
        if (trust != null) {
            if (trust.holdsOnUnseen() != null) {
                values.put(TRUST + "holdsOnUnseen", trust.holdsOnUnseen() ? 1.0 : 0.0);
            }
            values.put(TRUST + "largestScore", trust.largestScore());
            values.put(TRUST + "scoresNearOne", trust.scoresNearOne());
            if (trust.scoreEffectCorrelation() != null) {
                values.put(TRUST + "scoreEffectCorrelation", trust.scoreEffectCorrelation());
            }
        }
        return values;
    }

    private Measured<? extends MeasureResult> find(
            String name, ChainOnRegion subject, MeasureOptions options, Progress progress) {
        if (!OF_ALL_IMAGES.contains(name) || featuresKept.get()) {
            return Measure.named(name).of(subject, options, progress);
        }
        synchronized (pool) { // one worker computes the features, the others wait for them
            Measured<? extends MeasureResult> found = Measure.named(name).of(subject, options, progress);
            featuresKept.set(true);
            return found;
        }
    }

    private static Map<String, Double> values(List<MeasureResult> findings) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (MeasureResult finding : findings) {
            finding.values().numbers().forEach((name, number) -> {
                if (number != null) {
                    values.put(finding.measure().text() + "." + name, number.doubleValue());
                }
            });
        }
        return values;
    }

    private static List<TrialResult.ImageRow> images(
            Region region, ChainOnRegion subject, List<MeasureResult> findings) {
        Map<String, Map<String, Double>> more = rows(findings, Table.IMAGES);
        List<TrialResult.ImageRow> rows = new ArrayList<>();
        for (int i = 0; i < region.images().size(); i++) {
            rows.add(image(i, region, subject, more));
        }
        return rows;
    }

    private static TrialResult.ImageRow image(
            int position, Region region, ChainOnRegion subject, Map<String, Map<String, Double>> more) {
        var image = region.images().get(position);
        Outputs original = subject.originalOutputs();
        Outputs chain = subject.chainOutputs();
        int top = subject.predicted(position);
        OptionalDouble quotient = original.probabilities(position).length < 2
                ? OptionalDouble.empty()
                : Quotients.of(original.kind(), original.probabilities(position), chain.probabilities(position), top);
        return new TrialResult.ImageRow(
                position,
                image.file(),
                image.sha256(),
                region.labels().name(image.label()),
                region.labels().name(image.predicted()),
                original.probability(position, top),
                chain.probability(position, top),
                original.divergence(chain, position),
                chain.answer(position).equals(original.answer(position)),
                quotient.isPresent() ? (Double) quotient.getAsDouble() : null,
                more.getOrDefault(image.file(), Map.of()));
    }

    private static List<TrialResult.FilterRow> filters(ChainRecord chain, List<MeasureResult> findings) {
        Map<String, Map<String, Double>> more = rows(findings, Table.FILTERS);
        List<TrialResult.FilterRow> rows = new ArrayList<>();
        for (int position = 0; position < chain.layers().size(); position++) {
            ChainRecord.Layer layer = chain.layers().get(position);
            for (ChainRecord.RetainedFilter filter : layer.filters()) {
                rows.add(new TrialResult.FilterRow(
                        layer.name(),
                        position,
                        filter.index(),
                        layer.kind(),
                        filter.score(),
                        filter.note(),
                        numbers(filter, more.getOrDefault(layer.nameOf(filter), Map.of()))));
            }
        }
        return rows;
    }

    /** A filter's effects and what measures say of it. */
    private static Map<String, Double> numbers(ChainRecord.RetainedFilter filter, Map<String, Double> measured) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        if (filter.effect() != null) {
            numbers.put("effect", filter.effect());
        }
        if (filter.heldOutEffect() != null) {
            numbers.put("heldOutEffect", filter.heldOutEffect());
        }
        numbers.putAll(measured);
        return numbers;
    }

    /** Numbers by the row's name and the column's, of the findings' tables of one name. */
    private static Map<String, Map<String, Double>> rows(List<MeasureResult> findings, String table) {
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
        for (MeasureResult finding : findings) {
            finding.tables().stream()
                    .filter(each -> each.name().equals(table))
                    .forEach(each -> each.rows()
                            .forEach(row -> rows.computeIfAbsent(
                                            String.valueOf(row.get(0)), name -> new LinkedHashMap<>())
                                    .putAll(numbers(finding.measure().text(), each.columns(), row))));
        }
        return rows;
    }

    private static Map<String, Double> numbers(
            String measure, List<String> columns, List<? extends @Nullable Object> row) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (int i = 1; i < row.size(); i++) {
            Object cell = row.get(i);
            if (cell instanceof Number number) {
                numbers.put(measure + "." + columns.get(i), number.doubleValue());
            } else if (cell instanceof Boolean truth) {
                numbers.put(measure + "." + columns.get(i), truth ? 1.0 : 0.0);
            }
        }
        numbers.remove(measure + ".score");
        return numbers;
    }
}
