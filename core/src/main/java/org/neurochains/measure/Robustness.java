package org.neurochains.measure;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.neurochains.Progress;
import org.neurochains.network.Scoring;
import org.neurochains.plot.Axis;
import org.neurochains.plot.Figure;
import org.neurochains.plot.Panels;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * The probability of an image's class under attack, in the network and in the chain (Fig. 5): on clean images, on
 * images attacked through the network (what the paper shows: the attack is transferred to the chain), and on images
 * attacked through the chain itself.
 *
 * @param images one for each image of the region
 * @param attack how they were attacked
 */
public record Robustness(List<Image> images, Attack attack) implements MeasureResult {
    private static final String FORMAT = "%5.0f %% %7.0f %%";
    private static final int BINS = 20;
    /** Every change, the network beside the chain. */
    private static final List<Seen> ALL = Arrays.stream(Change.values())
            .flatMap(change -> Stream.of(new Seen(change, false), new Seen(change, true)))
            .toList();

    public Robustness {
        images = List.copyOf(images);
    }

    /** How an image was changed. */
    public enum Change {
        /** Not at all. */
        CLEAN("clean", "clean"),
        /** FGSM through the network. */
        FGSM_NETWORK("FGSM, network", "FgsmOnNetwork"),
        /** PGD through the network. */
        PGD_NETWORK("PGD, network", "PgdOnNetwork"),
        /** FGSM through the chain. */
        FGSM_CHAIN("FGSM, chain", "FgsmOnChain"),
        /** PGD through the chain. */
        PGD_CHAIN("PGD, chain", "PgdOnChain");

        private final String title;
        private final String key;

        Change(String title, String key) {
            this.title = title;
            this.key = key;
        }

        /** Such as {@code chainPgdOnNetwork}: the name of its numbers. */
        public String key(boolean ofChain) {
            return (ofChain ? "chain" : "network") + (this == CLEAN ? "Clean" : key);
        }

        /** What was done and on whose gradient. */
        public String title() {
            return title;
        }
    }

    /** A change, as the network or the chain sees it. */
    private record Seen(Change change, boolean ofChain) {
        String key() {
            return change.key(ofChain);
        }
    }

    /**
     * One image.
     *
     * @param className the class it is said to be, which attacks lead away from
     * @param answers by {@link Change#key}
     */
    public record Image(String file, String className, Map<String, Answer> answers) {
        private Answer answer(Change change, boolean ofChain) {
            return Objects.requireNonNull(answers.get(change.key(ofChain)));
        }
    }

    /**
     * What the network or the chain says of an image.
     *
     * @param probability of the image's class
     * @param right whether that class is predicted
     */
    public record Answer(double probability, boolean right) {}

    /**
     * Measures.
     *
     * @throws org.neurochains.InputException if attacked images are to be saved and cannot be
     */
    public static Robustness of(ChainOnRegion subject, MeasureOptions options, Progress progress) {
        Samples samples = subject.samples();
        int[] classes = samples.list().stream().mapToInt(Samples.Sample::label).toArray();
        List<Image> images = new ArrayList<>();
        samples.list()
                .forEach(sample -> images.add(
                        new Image(sample.file(), samples.labels().name(sample.label()), new LinkedHashMap<>())));
        for (Change change : Change.values()) {
            try (Scope scope = Scope.open()) {
                Attacker attacker = attacker(change, subject, options.attack());
                Tensor pixels = attacker.pixels(samples.batch());
                Tensor changed = changed(change, attacker, pixels, classes, progress);
                Tensor inputs = change == Change.CLEAN ? samples.batch() : attacker.normalised(changed);
                for (boolean ofChain : new boolean[] {false, true}) {
                    Outputs outputs = ofChain ? subject.chainOutputs(inputs) : subject.originalOutputs(inputs);
                    for (int i = 0; i < classes.length; i++) {
                        Answer answer = new Answer(outputs.probability(i, classes[i]), outputs.says(i, classes[i]));
                        images.get(i).answers.put(change.key(ofChain), answer);
                    }
                }
                if (options.adversarial() != null && change != Change.CLEAN) {
                    AdversarialImages.save(options.adversarial(), change, samples, changed);
                }
            }
        }
        return new Robustness(images, options.attack());
    }

    private static Attacker attacker(Change change, ChainOnRegion subject, Attack attack) {
        boolean chain = change == Change.FGSM_CHAIN || change == Change.PGD_CHAIN;
        return new Attacker(
                chain ? subject.chain() : subject.original(),
                chain ? subject.scoring() : Scoring.NONE,
                subject.samples(),
                attack,
                subject.microBatch());
    }

    private static Tensor changed(Change change, Attacker attacker, Tensor pixels, int[] classes, Progress progress) {
        return switch (change) {
            case CLEAN -> pixels;
            case FGSM_NETWORK, FGSM_CHAIN -> attacker.fgsm(pixels, classes);
            case PGD_NETWORK, PGD_CHAIN -> attacker.pgd(pixels, progress, change.title, classes);
        };
    }

    /** The probabilities of the images' classes under a change, in the network or in the chain. */
    public double[] probabilities(Change change, boolean ofChain) {
        return images.stream()
                .mapToDouble(image -> image.answer(change, ofChain).probability)
                .toArray();
    }

    /** Mean probability of the images' classes under a change. */
    public double mean(Change change, boolean ofChain) {
        return Arrays.stream(probabilities(change, ofChain)).average().orElse(0);
    }

    /** Share of images that are still predicted to be of their class under a change. */
    public double right(Change change, boolean ofChain) {
        return images.stream()
                        .filter(image -> image.answer(change, ofChain).right)
                        .count()
                / (double) images.size();
    }

    @Override
    public String summary() {
        return text(
                "With pixels changed by at most %.4f, mean probability of the true class in the network and in the"
                        + " chain: clean %.3f and %.3f; attacked through the network, FGSM %.3f and %.3f, PGD %.3f and"
                        + " %.3f; attacked through the chain, FGSM %.3f and %.3f, PGD %.3f and %.3f.",
                attack.eps(),
                mean(Change.CLEAN, false),
                mean(Change.CLEAN, true),
                mean(Change.FGSM_NETWORK, false),
                mean(Change.FGSM_NETWORK, true),
                mean(Change.PGD_NETWORK, false),
                mean(Change.PGD_NETWORK, true),
                mean(Change.FGSM_CHAIN, false),
                mean(Change.FGSM_CHAIN, true),
                mean(Change.PGD_CHAIN, false),
                mean(Change.PGD_CHAIN, true));
    }

    @Override
    public Interpretation meaning() {
        double network = right(Change.PGD_NETWORK, false);
        double chain = right(Change.PGD_NETWORK, true);
        return Interpretation.of(
                        Interpretation.Verdict.OPEN,
                        "Changes of at most %.3f a pixel that are made to mislead the network (PGD) leave it right on %.0f %% of the images,"
                                + " the chain on %.0f %%; those made to mislead the chain leave the network right on %.0f %%.",
                        attack.eps(),
                        100 * network,
                        100 * chain,
                        100 * right(Change.PGD_CHAIN, false))
                .with("", "%-9s%s", "network", "chain")
                .with("right, no attack", FORMAT, 100 * right(Change.CLEAN, false), 100 * right(Change.CLEAN, true))
                .with("right, PGD on the network", FORMAT, 100 * network, 100 * chain)
                .with(
                        "right, PGD on the chain",
                        FORMAT,
                        100 * right(Change.PGD_CHAIN, false),
                        100 * right(Change.PGD_CHAIN, true));
    }

    @Override
    public NamedNumbers values() {
        NamedNumbers values = new NamedNumbers()
                .put("images", images.size())
                .put("eps", attack.eps())
                .put("step", attack.step())
                .put("steps", attack.steps());
        ALL.forEach(seen -> values.put(seen.key(), mean(seen.change, seen.ofChain)));
        ALL.forEach(seen -> values.put(seen.key() + "Accuracy", right(seen.change, seen.ofChain)));
        return values;
    }

    @Override
    public List<Table> tables() {
        Table changes = Table.of("attacks", List.of(Change.values()))
                .column("images", Change::title)
                .column("network", change -> mean(change, false))
                .column("chain", change -> mean(change, true))
                .column("networkAccuracy", change -> right(change, false))
                .column("chainAccuracy", change -> right(change, true))
                .build();
        Table.Columns<Image> each =
                Table.of(Table.IMAGES, images).column("file", Image::file).column("class", Image::className);
        ALL.forEach(seen -> each.column(seen.key(), image -> image.answer(seen.change, seen.ofChain).probability));
        return List.of(changes, each.build());
    }

    @Override
    public List<Figure> figures() {
        String title = text(
                "Probability of the true class: eps = %.4f, PGD: %d steps of %.4f",
                attack.eps(), attack.steps(), attack.step());
        return List.of(histograms(title, this::probabilities));
    }

    /** The probabilities of the images' classes, for a change in the network or in the chain. */
    @FunctionalInterface
    public interface Probabilities {
        /** One for each image; none where it was not measured. */
        double[] of(Change change, boolean ofChain);
    }

    /**
     * Histograms of the true class's probability (Fig. 5): a row for each change, the network beside the chain, counts
     * on one scale.
     */
    public static Panels histograms(String title, Probabilities probabilities) {
        Map<Seen, Histogram> histograms = new LinkedHashMap<>();
        ALL.forEach(
                seen -> histograms.put(seen, Histogram.of(probabilities.of(seen.change, seen.ofChain), BINS, 0, 1)));
        long most = histograms.values().stream()
                .flatMap(histogram -> histogram.counts().stream())
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        Axis p = Axis.linear("p of the true class", Axis.DIMENSIONLESS).between(0, 1);
        Axis counts = Axis.count("images", Axis.DIMENSIONLESS).between(0, 1.05 * Math.max(1, most));
        List<Figure> charts = new ArrayList<>();
        histograms.forEach((seen, histogram) -> {
            String images = seen.change == Change.CLEAN
                    ? "clean images"
                    : seen.change.title().replace(", ", " on the ");
            String name = (seen.ofChain ? "chain: " : "network: ") + images;
            charts.add(Pictures.histogram(name, p, counts, histogram).sized(400, 230));
        });
        return new Panels(title, charts, 2);
    }
}
