package org.neurochains.report;

import static org.neurochains.Phrase.text;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;
import org.neurochains.measure.Correlation;
import org.neurochains.measure.Measured;
import org.neurochains.measure.NamedChain;
import org.neurochains.measure.SampleChains;

/**
 * What chains of single images say, in words and numbers.
 *
 * @param chains the same chains
 * @param thumbnails one for each chain, or none at all
 */
public record SampleAnswers(SampleChains found, List<NamedChain> chains, List<Picture> thumbnails) {
    public SampleAnswers {
        chains = List.copyOf(chains);
        thumbnails = List.copyOf(thumbnails);
    }

    /** What these chains say to a question. */
    public record Answer(String question, String answer) {}

    /** How the document holds them. */
    record Entry(
            List<Answer> answers,
            SampleChains.Similar similar,
            SampleChains.Size size,
            List<SampleChains.Departure> departures,
            List<SampleImage> images) {}

    /** An image and its chain. */
    record SampleImage(
            String file,
            @JsonProperty("class") String label,
            String predicted,
            double probability,
            int filters,
            double kl,
            @Nullable String thumbnail) {}

    Entry json() {
        List<SampleImage> images =
                IntStream.range(0, chains.size()).mapToObj(this::image).toList();
        return new Entry(answers(), found.similar(), found.size(), found.departures(), images);
    }

    private SampleImage image(int i) {
        ChainRecord chain = chains.get(i).record();
        ChainRecord.Image image = chain.region().images().get(0);
        return new SampleImage(
                image.file(),
                image.label(),
                image.predicted(),
                image.probability(),
                chain.result().filters(),
                chain.result().kl(),
                thumbnails.isEmpty() ? null : thumbnails.get(i).uri());
    }

    /** The questions with their answers. */
    public List<Answer> answers() {
        return List.of(
                new Answer("Do two similar samples share most steps?", similar()),
                new Answer("Do all samples need as many filters?", size()),
                new Answer("Where does a misclassified sample leave the path of its class?", departure()));
    }

    private String similar() {
        SampleChains.Similar similar = found.similar();
        String nearest = text(
                "Of the filters of an image and of its nearest neighbour in penultimate space, %s lie in both (intersection over union); "
                        + "of two images at random %s. ",
                share(similar.nearest()), share(similar.all()));
        String classes = text(
                "Two images of one predicted class: %s; of two classes: %s. ",
                share(similar.sameClass()), share(similar.otherClass()));
        return nearest
                + classes
                + (similar.nearest() != null && similar.nearest() > 0.5
                        ? "So similar samples share most of their steps. "
                        : "So even similar samples share less than half of their steps. ")
                + correlation(similar.distanceAgainstOverlap());
    }

    private static String correlation(Measured<Correlation> measured) {
        return measured.isDefined()
                ? text(
                        "Distance against overlap, over all pairs: rank correlation %.2f (n = %d).",
                        measured.get().r(), measured.get().n())
                : "No rank correlation of distance and overlap: " + measured.reason() + ".";
    }

    private String size() {
        SampleChains.Size size = found.size();
        String said = text(
                "No chain needs fewer than %d or more than %d filters; the median is %s. ",
                size.fewest(), size.most(), size.median());
        return (size.fewest() == size.most() ? "Yes. " : "No. ") + said + "One image alone needs "
                + text(
                        "%.0f %% of the filters that any of them needs (%d).",
                        100 * size.median() / Math.max(1, size.any()), size.any());
    }

    private String departure() {
        if (found.departures().isEmpty()) {
            return "None of these images is misclassified.";
        }
        StringBuilder text = new StringBuilder();
        for (SampleChains.Departure each : found.departures()) {
            text.append(each.file()).append(", called ").append(each.predicted());
            text.append(
                    each.leavesAt() == null
                            ? ": " + each.reason()
                            : ": from " + each.leavesAt() + " on its chain overlaps more with those of "
                                    + each.predicted() + " than with those of " + each.label());
            text.append(". ");
        }
        return text.toString().strip();
    }

    private static String share(@Nullable Double value) {
        return value == null ? "(no such pair)" : text("%.0f %%", 100 * value);
    }
}
