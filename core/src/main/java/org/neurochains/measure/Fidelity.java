package org.neurochains.measure;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Figure;

/**
 * How closely a chain's outputs follow the network's on the region: p_F[y] - p_chain[y] with y = argmax p_F, KL(F ||
 * chain) in nats, and whether both predict the same class (Fig. 2 left, 13 and 15 left of the paper).
 *
 * @param images one for each image of the region
 */
public record Fidelity(List<Image> images) implements MeasureResult {
    private static final int BINS = 20;

    public Fidelity {
        images = List.copyOf(images);
    }

    /**
     * One image.
     *
     * @param predicted F's answer: y, the class that it predicts, or all labels that it finds
     * @param original p_F[y], y being the label that the image is said to have where F finds several
     * @param chain p_chain[y]
     * @param kl KL(F || chain), in nats
     * @param chainPredicted the chain's answer
     */
    public record Image(
            String file, String predicted, double original, double chain, double kl, String chainPredicted) {
        /** p_F[y] - p_chain[y]. */
        public double drop() {
            return original - chain;
        }

        /** Whether both give the same answer. */
        public boolean agrees() {
            return predicted.equals(chainPredicted);
        }
    }

    /** Measures. */
    public static Fidelity of(ChainOnRegion subject) {
        List<Image> images = new ArrayList<>();
        Outputs original = subject.originalOutputs();
        Outputs chain = subject.chainOutputs();
        Samples samples = subject.samples();
        for (int i = 0; i < samples.size(); i++) {
            int y = subject.predicted(i);
            images.add(new Image(
                    samples.list().get(i).file(),
                    original.answer(i, samples.labels()),
                    original.probability(i, y),
                    chain.probability(i, y),
                    original.divergence(chain, i),
                    chain.answer(i, samples.labels())));
        }
        return new Fidelity(images);
    }

    /** Mean over images of KL(F || chain), in nats. */
    public double kl() {
        return images.stream().mapToDouble(Image::kl).average().orElse(0);
    }

    /** Mean over images of p_F[y] - p_chain[y]. */
    public double drop() {
        return images.stream().mapToDouble(Image::drop).average().orElse(0);
    }

    /** Share of images with the same answer. */
    public double agreement() {
        return images.stream().filter(Image::agrees).count() / (double) images.size();
    }

    @Override
    public String summary() {
        return text(
                "On %d images the probability of the network's class falls by %.4f on average, mean KL is %.4f nats, and %.1f %% of the "
                        + "predictions agree.",
                images.size(), drop(), kl(), 100 * agreement());
    }

    @Override
    public Interpretation meaning() {
        long same = images.stream().filter(Image::agrees).count();
        String answers = same == images.size()
                ? "The chain gives the network's answer on all " + images.size() + " images of its region"
                : "The chain gives another answer than the network on " + (images.size() - same) + " of "
                        + images.size() + " images of its region";
        return Interpretation.of(
                        Interpretation.Verdict.of(agreement()),
                        "%s; the probability of that answer is %.3f %s on average.",
                        answers,
                        Math.abs(drop()),
                        drop() < 0 ? "higher" : "lower")
                .with("same answer", "%d of %d", same, images.size())
                .with("mean KL", "%.4f nats", kl());
    }

    @Override
    public NamedNumbers values() {
        return new NamedNumbers()
                .put("images", images.size())
                .put("kl", kl())
                .put("probabilityDrop", drop())
                .put("agreement", agreement());
    }

    @Override
    public List<Table> tables() {
        return List.of(Table.of(Table.IMAGES, images)
                .column("file", Image::file)
                .column("predicted", Image::predicted)
                .column("probability", Image::original)
                .column("chainProbability", Image::chain)
                .column("drop", Image::drop)
                .column("kl", Image::kl)
                .column("chainPredicted", Image::chainPredicted)
                .column("agrees", Image::agrees)
                .build());
    }

    @Override
    public List<Figure> figures() {
        double[] drops = images.stream().mapToDouble(Image::drop).toArray();
        return List.of(Pictures.histogram(
                "Fidelity over " + images.size() + " images",
                Axis.linear("p of the network's class, network minus chain", Axis.DIMENSIONLESS),
                "images",
                Histogram.of(drops, BINS)));
    }
}
