package org.neurochains.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.chain.Candidate;
import org.neurochains.chain.Chain;
import org.neurochains.chain.Extraction;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Region;
import org.neurochains.image.RegionImage;
import org.neurochains.measure.Quotient;
import org.neurochains.network.Executor;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.weights.Model;

/** What is measured of each trial's chain, as rows of the study's tables. */
public final class Measures {
    /** The measures there are. */
    public static final List<String> NAMES = List.of("fidelity");

    /** What is measured where nothing is said. */
    public static final List<String> DEFAULT = List.of("fidelity");

    private final Executor executor;

    private Measures(Executor executor) {
        this.executor = executor;
    }

    /** A trial's rows. */
    record Rows(Map<String, Double> values, List<TrialResult.ImageRow> images, List<TrialResult.FilterRow> filters) {}

    /**
     * Checks the names of measures.
     *
     * @throws InputException if one is not known
     */
    public static List<String> require(List<String> names) {
        for (String name : names) {
            if (!NAMES.contains(name)) {
                throw InputException.of("--measure", "'" + name + "' is not known", "give " + String.join(", ", NAMES));
            }
        }
        return names;
    }

    static Measures of(List<String> names, Model model, ImageSet set, ImageLoader loader) {
        require(names);
        return new Measures(Executor.of(model.network()));
    }

    Rows of(Region region, Extraction extraction, long seed, Progress progress) {
        Map<String, Double> values = new LinkedHashMap<>();
        long bypassed =
                extraction.chain().gates().stream().filter(Chain.Gate::bypassed).count();
        values.put(StoreSchema.BYPASSED, (double) bypassed);
        return new Rows(values, images(region, extraction.candidate()), filters(extraction.chain()));
    }

    private List<TrialResult.ImageRow> images(Region region, Candidate candidate) {
        try (Scope scope = Scope.open()) {
            Tensor batch = region.batch();
            double[][] p = probabilities(executor.logits(batch, Scoring.NONE));
            double[][] q = probabilities(executor.logits(batch, candidate.scoring()));
            List<TrialResult.ImageRow> rows = new ArrayList<>();
            for (int i = 0; i < p.length; i++) {
                rows.add(image(i, region, p[i], q[i]));
            }
            return rows;
        }
    }

    private static TrialResult.ImageRow image(int position, Region region, double[] p, double[] q) {
        RegionImage image = region.images().get(position);
        int top = Quotient.argmax(p);
        double kl = 0;
        for (int c = 0; c < p.length; c++) {
            kl += p[c] > 0 ? p[c] * (Math.log(p[c]) - Math.log(Math.max(q[c], Double.MIN_NORMAL))) : 0;
        }
        OptionalDouble quotient = p.length < 2 ? OptionalDouble.empty() : Quotient.of(p, q);
        return new TrialResult.ImageRow(
                position,
                image.file(),
                image.sha256(),
                region.labels().name(image.label()),
                region.labels().name(image.predicted()),
                p[top],
                q[top],
                kl,
                Quotient.argmax(q) == top,
                quotient.isPresent() ? quotient.getAsDouble() : null,
                Map.of());
    }

    /** Softmax in double precision, row by row. */
    private static double[][] probabilities(Tensor logits) {
        float[] values = logits.toFloats();
        int classes = (int) logits.dim(1);
        double[][] rows = new double[values.length / classes][classes];
        for (int i = 0; i < rows.length; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                largest = Math.max(largest, values[i * classes + c]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                rows[i][c] = Math.exp(values[i * classes + c] - largest);
                sum += rows[i][c];
            }
            for (int c = 0; c < classes; c++) {
                rows[i][c] /= sum;
            }
        }
        return rows;
    }

    private static List<TrialResult.FilterRow> filters(Chain chain) {
        List<TrialResult.FilterRow> rows = new ArrayList<>();
        for (int position = 0; position < chain.layers().size(); position++) {
            Chain.Layer layer = chain.layers().get(position);
            for (Chain.Filter filter : layer.filters()) {
                rows.add(new TrialResult.FilterRow(
                        layer.name(), position, filter.index(), layer.kind(), filter.score(), filter.note(), Map.of()));
            }
        }
        return rows;
    }
}
