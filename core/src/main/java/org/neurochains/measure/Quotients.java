package org.neurochains.measure;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.neurochains.network.OutputKind;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Figure;

/**
 * How much of the network's margin for its own class the chain keeps (Eq. 9, Fig. 8 left): 1 keeps all, below 0 another
 * class wins.
 *
 * @param images one for each image of the region
 */
public record Quotients(List<Image> images) implements MeasureResult {
    private static final int BINS = 20;

    public Quotients {
        images = List.copyOf(images);
    }

    /**
     * One image.
     *
     * @param predicted the class that F predicts
     * @param quotient empty where two classes tie for F's largest probability
     */
    public record Image(String file, String predicted, OptionalDouble quotient) {}

    /** Measures. */
    public static Quotients of(ChainOnRegion subject) {
        List<Image> images = new ArrayList<>();
        Samples samples = subject.samples();
        for (int i = 0; i < samples.size(); i++) {
            images.add(new Image(
                    samples.list().get(i).file(),
                    samples.labels().name(subject.predicted(i)),
                    of(subject, subject.chainOutputs(), i)));
        }
        return new Quotients(images);
    }

    /**
     * Equation 9 for one image: {@code margin(q, y) / margin(p, y)} ({@link OutputKind#margin}), of classes
     * {@code (q[y] - max other q) / (p[y] - max other p)}, of labels {@code (2 q[y] - 1) / (2 p[y] - 1)}.
     *
     * @param p the network's probabilities, at least two
     * @param q the chain's, as many
     * @param y the class that the network gives
     * @return empty where p has no unique maximum (the denominator is 0) or a value is not finite
     */
    public static OptionalDouble of(OutputKind kind, double[] p, double[] q, int y) {
        if (p.length != q.length || p.length < 2) {
            throw new IllegalArgumentException(p.length + " and " + q.length + " probabilities");
        }
        double quotient = kind.margin(q, y) / kind.margin(p, y);
        return Double.isFinite(quotient) ? OptionalDouble.of(quotient) : OptionalDouble.empty();
    }

    /** The same of an image, y being what the network finds of what it is said to be. */
    static OptionalDouble of(ChainOnRegion subject, Outputs other, int image) {
        Outputs original = subject.originalOutputs();
        return of(original.kind(), original.probabilities(image), other.probabilities(image), subject.predicted(image));
    }

    private double[] defined() {
        return images.stream().flatMapToDouble(image -> image.quotient.stream()).toArray();
    }

    /** Mean of the quotients that are defined. */
    public Measured<Double> mean() {
        return Summary.of(defined()).map(Summary::mean);
    }

    /** Share of images with a quotient below 0, of those where it is defined. */
    public Measured<Double> negative() {
        double[] defined = defined();
        return defined.length == 0
                ? Measured.undefined("no image has a quotient")
                : Measured.of((double) Arrays.stream(defined)
                                .filter(quotient -> quotient < 0)
                                .count()
                        / defined.length);
    }

    @Override
    public String summary() {
        int undefined = images.size() - defined().length;
        String left = undefined == 0 ? "" : " For " + undefined + " images two classes tie, and there is no quotient.";
        if (defined().length == 0) {
            return "No image has a quotient: two classes tie for the network's largest probability.";
        }
        return text(
                "The chain keeps %.3f of the network's margin on average; for %.1f %% of %d images another class wins.%s",
                mean().get(), 100 * negative().get(), images.size(), left);
    }

    @Override
    public Interpretation meaning() {
        if (defined().length == 0) {
            return Interpretation.of(Interpretation.Verdict.OPEN, "%s", summary());
        }
        int counted = defined().length;
        long lost = Math.round(negative().get() * counted);
        Interpretation meaning = Interpretation.of(
                        Interpretation.Verdict.of(1 - negative().get()),
                        "Of the network's lead of its class over all others the chain keeps %.0f %% on average; another class wins on"
                                + " %s.",
                        100 * mean().get(),
                        lost == 0 ? "no image" : lost + " of " + counted + " images")
                .with("lead kept", "%.3f (1: all of it)", mean());
        return counted == images.size()
                ? meaning
                : meaning.with("left out", "%d images on which two classes tie", images.size() - counted);
    }

    @Override
    public NamedNumbers values() {
        return new NamedNumbers()
                .put("images", images.size())
                .put("mean", mean())
                .put("negativeShare", negative())
                .put("undefinedImages", images.size() - defined().length);
    }

    @Override
    public List<Table> tables() {
        return List.of(Table.of(Table.IMAGES, images)
                .column("file", Image::file)
                .column("predicted", Image::predicted)
                .column("quotient", image -> image.quotient.isPresent() ? image.quotient.getAsDouble() : null)
                .column(
                        "sign",
                        image -> image.quotient.isPresent() ? (int) Math.signum(image.quotient.getAsDouble()) : null)
                .build());
    }

    @Override
    public List<Figure> figures() {
        return List.of(Pictures.histogram(
                "Quotient over " + images.size() + " images",
                Axis.linear("margin in the chain over margin in the network", Axis.DIMENSIONLESS),
                "images",
                Histogram.of(defined(), BINS)));
    }
}
