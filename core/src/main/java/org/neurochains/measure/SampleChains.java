package org.neurochains.measure;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;

/**
 * What the chains of single images say of a region: whether similar images share steps, whether all need as many
 * filters, and where a misclassified one leaves the path of its class.
 */
public record SampleChains(Similar similar, Size size, List<Departure> departures) {
    public SampleChains {
        departures = List.copyOf(departures);
    }

    /**
     * Mean overlaps (intersection over union of filters); null where there is no such pair.
     *
     * @param nearest of each image with its nearest neighbour in penultimate space (L2)
     * @param all of any two
     * @param sameClass of two that are predicted to be of one class
     * @param otherClass of two that are predicted to be of different classes
     * @param distanceAgainstOverlap Spearman's correlation over all pairs
     */
    public record Similar(
            @Nullable Double nearest,
            @Nullable Double all,
            @Nullable Double sameClass,
            @Nullable Double otherClass,
            Measured<Correlation> distanceAgainstOverlap) {}

    /**
     * How many filters the images need.
     *
     * @param any filters that any of them needs
     */
    public record Size(int fewest, double median, int most, int any) {}

    /**
     * A misclassified image.
     *
     * @param file the image
     * @param label its class
     * @param leavesAt the first layer from which to the last the chain overlaps more with the chains of the predicted
     *     class than with those of its own class; null where there is none
     * @param reason why there is none
     */
    public record Departure(
            String file,

            @JsonProperty("class") String label,

            String predicted,
            @Nullable String leavesAt,
            String reason,
            List<Step> layers) {
        public Departure {
            layers = List.copyOf(layers);
        }
    }

    /** Mean overlap in one layer with the correctly classified images of the own and of the predicted class. */
    public record Step(String layer, double own, double predicted) {}

    /**
     * Looks at chains of one image each.
     *
     * @param features each image's penultimate features, in the chains' order
     */
    public static SampleChains of(ChainComparison comparison, float[][] features) {
        List<ChainRecord.Image> images = comparison.chains().stream()
                .map(chain -> chain.record().region().images().get(0))
                .toList();
        return new SampleChains(
                similar(comparison, images, features),
                size(comparison),
                IntStream.range(0, images.size())
                        .filter(i -> wrong(images.get(i)))
                        .mapToObj(i -> departure(comparison, images, i))
                        .toList());
    }

    private static boolean wrong(ChainRecord.Image image) {
        return !image.label().equals(image.predicted());
    }

    private static Similar similar(ChainComparison comparison, List<ChainRecord.Image> images, float[][] features) {
        List<double[]> all = new ArrayList<>();
        List<double[]> same = new ArrayList<>();
        List<double[]> other = new ArrayList<>();
        double[] least = new double[images.size()];
        double[] nearest = new double[images.size()];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        for (ChainOverlap pair : comparison.pairs()) {
            double overlap = pair.filters().intersectionOverUnion().orElse(0);
            double distance = distance(features[pair.first()], features[pair.second()]);
            double[] found = {distance, overlap};
            all.add(found);
            boolean equal = images.get(pair.first())
                    .predicted()
                    .equals(images.get(pair.second()).predicted());
            (equal ? same : other).add(found);
            for (int end : new int[] {pair.first(), pair.second()}) {
                if (distance < least[end]) {
                    least[end] = distance;
                    nearest[end] = overlap;
                }
            }
        }
        return new Similar(
                Arrays.stream(nearest).average().orElse(0),
                mean(all),
                mean(same),
                mean(other),
                Correlation.spearman(Pairs.column(all, 0), Pairs.column(all, 1)));
    }

    private static double distance(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            double difference = one[i] - other[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    private static @Nullable Double mean(List<double[]> pairs) {
        OptionalDouble mean = Arrays.stream(Pairs.column(pairs, 1)).average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }

    private static Size size(ChainComparison comparison) {
        int[] filters = comparison.chains().stream()
                .mapToInt(chain -> chain.record().result().filters())
                .sorted()
                .toArray();
        int n = filters.length;
        double median = (filters[(n - 1) / 2] + filters[n / 2]) / 2.0;
        long any = comparison.chains().stream()
                .flatMap(chain -> ChainComparison.retained(chain).stream())
                .distinct()
                .count();
        return new Size(filters[0], median, filters[n - 1], (int) any);
    }

    private static Departure departure(ChainComparison comparison, List<ChainRecord.Image> images, int image) {
        ChainRecord.Image wrong = images.get(image);
        int[] own = right(images, wrong.label());
        int[] predicted = right(images, wrong.predicted());
        List<Step> steps = new ArrayList<>();
        List<ChainOverlap.LayerOverlap> layers = comparison.pairs().get(0).layers();
        for (int layer = 0; layer < layers.size(); layer++) {
            OptionalDouble withOwn = overlap(comparison, image, own, layer);
            OptionalDouble withPredicted = overlap(comparison, image, predicted, layer);
            if (withOwn.isPresent() && withPredicted.isPresent()) {
                steps.add(new Step(layers.get(layer).layer(), withOwn.getAsDouble(), withPredicted.getAsDouble()));
            }
        }
        String reason = own.length == 0
                ? "no correctly classified image of " + wrong.label() + " to compare with"
                : predicted.length == 0
                        ? "no correctly classified image of " + wrong.predicted() + " to compare with"
                        : "its chain does not end nearer to those of " + wrong.predicted() + " than to those of "
                                + wrong.label();
        @Nullable String leavesAt = leavesAt(steps);
        return new Departure(
                wrong.file(), wrong.label(), wrong.predicted(), leavesAt, leavesAt == null ? reason : "", steps);
    }

    /**
     * The first of the last layers that all lie nearer to the predicted class; layers as near to both do not decide.
     */
    private static @Nullable String leavesAt(List<Step> steps) {
        @Nullable String first = null;
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            if (step.predicted() < step.own()) {
                break;
            }
            first = step.predicted() > step.own() ? step.layer() : first;
        }
        return first;
    }

    private static int[] right(List<ChainRecord.Image> images, String label) {
        return IntStream.range(0, images.size())
                .filter(i -> !wrong(images.get(i)) && images.get(i).label().equals(label))
                .toArray();
    }

    private static OptionalDouble overlap(ChainComparison comparison, int image, int[] others, int layer) {
        return Arrays.stream(others)
                .mapToObj(other ->
                        comparison.pair(image, other).layers().get(layer).overlap())
                .flatMapToDouble(overlap -> overlap.intersectionOverUnion().stream())
                .average();
    }
}
