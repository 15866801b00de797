package org.neurochains.image;

import static org.neurochains.InputException.parameter;
import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.InputException;
import org.neurochains.Progress;

/** Images on their way into a region: those that passed, by class, and what became of the others. */
final class RegionSampling {
    private static final int LEAST_BATCH = 8;

    private final RegionSelection selection;
    private final Labels labels;
    private final List<Integer> asked;
    private final List<Integer> preferred;
    private final Map<Integer, List<RegionImage>> passed = new LinkedHashMap<>();
    private final List<RegionImage> spare = new ArrayList<>();
    private final List<Failure> failed = new ArrayList<>();
    private int unreadable;
    private int others;

    /** What is remembered of an image that did not pass; its probability is 0 where no bar would let it. */
    private record Failure(int label, double probability) {}

    /**
     * A draw.
     *
     * @param asked the classes to fill; empty for any that occur
     * @param preferred images that the network takes for another class are taken where there are no more of these;
     *     empty for no preference
     */
    RegionSampling(RegionSelection selection, Labels labels, List<Integer> asked, List<Integer> preferred) {
        this.selection = selection;
        this.labels = labels;
        this.asked = asked;
        this.preferred = selection.kindOrDefault() == RegionSelection.Kind.CONFIDENT ? preferred : List.of();
    }

    /** Looks at images in their order until every class asked for is full. */
    void from(List<ImageEntry> order, ImageReview review, Progress progress) {
        int start = 0;
        while (start < order.size() && missing() > 0) {
            progress.check();
            int size = Math.min(review.mostBatch(), Math.max(LEAST_BATCH, missing()));
            List<ImageEntry> next = order.subList(start, Math.min(order.size(), start + size));
            List<RegionImage> images = review.look(next, asked);
            images.forEach(this::take);
            unreadable += next.size() - images.size();
            start += next.size();
            report(progress, start, order.size());
        }
        spare.forEach(this::add);
        spare.clear();
    }

    /** Whether no image at all could be read. */
    boolean sawNothing() {
        return unreadable > 0 && failed.isEmpty() && passed.isEmpty() && others == 0;
    }

    private void take(RegionImage image) {
        if (!asked.isEmpty() && !asked.contains(image.label())) {
            others++;
            return;
        }
        if (!selection.accepts(image)) {
            failed.add(new Failure(image.label(), selection.isWanted(image) ? image.probability() : 0));
        } else if (preferred.isEmpty() || preferred.contains(image.predicted())) {
            add(image);
        } else {
            spare.add(image);
        }
    }

    private void add(RegionImage image) {
        List<RegionImage> same = passed.computeIfAbsent(image.label(), index -> new ArrayList<>());
        if (same.size() < selection.wanted()) {
            same.add(image);
        }
    }

    /** How many images are wanted yet; where any class will do, all, until there are too many classes. */
    private int missing() {
        if (asked.isEmpty()) {
            return found().size() > RegionSelector.MOST_CLASSES ? 0 : Integer.MAX_VALUE;
        }
        return asked.stream()
                .mapToInt(index -> selection.wanted() - count(index))
                .sum();
    }

    /** How many images of a class passed, at most those wanted. */
    int count(int index) {
        return passed.getOrDefault(index, List.of()).size();
    }

    private void report(Progress progress, int looked, int all) {
        int found = passed.values().stream().mapToInt(List::size).sum();
        if (asked.isEmpty()) {
            progress.report("choosing images", looked, all, found + " pass");
        } else {
            String names = String.join(", ", asked.stream().map(labels::name).toList());
            long wanted = (long) asked.size() * selection.wanted();
            progress.report("choosing images of " + names, found, wanted, looked + " looked at");
        }
    }

    /** The classes of which some image passed, by index. */
    List<Integer> found() {
        return passed.keySet().stream()
                .filter(index -> count(index) > 0)
                .sorted()
                .toList();
    }

    /**
     * The largest bar that {@link RegionSelection#enough} images of a class pass, no higher than the present one; 0 if
     * there are not enough.
     */
    double usableBar(int index) {
        return count(index) >= selection.enough() ? selection.bar() : barThatWouldDo(index, selection.enough());
    }

    /**
     * A class's images, sorted by file.
     *
     * @throws InputException if the class was asked for and is not full
     */
    List<RegionImage> images(int index) {
        if (!asked.isEmpty() && count(index) < selection.wanted()) {
            throw tooFew(index);
        }
        return passed.getOrDefault(index, List.of()).stream()
                .sorted(Comparator.comparing(RegionImage::file))
                .toList();
    }

    private InputException tooFew(int index) {
        int looked = count(index) + failures(index).size();
        if (looked == 0 && others > 0) {
            return InputException.of(
                    parameter("classes") + " " + labels.name(index),
                    "the network takes none of " + others + " images for that class",
                    "name one that it takes some for, or give a folder with images of it");
        }
        String lost = unreadable == 0 ? "" : " (" + unreadable + " cannot be read)";
        String problem = count(index) + " of " + looked + " images of class '" + labels.name(index) + "' are "
                + described() + lost + ", " + selection.wanted() + " are wanted";
        double bar = barThatWouldDo(index, selection.wanted());
        String lower = bar > 0 ? text("lower %s (%.3f would do) or ", parameter("minConfidence"), bar) : "lower ";
        return InputException.of(
                parameter("select") + " " + selection.kindOrDefault(), problem, lower + parameter("perClass"));
    }

    /** The fault where nothing was asked for and nothing passed. */
    InputException nothing() {
        String bar = text("%.3f", best(failed, 1));
        return InputException.of(
                parameter("select") + " " + selection.kindOrDefault(),
                "0 of " + failed.size() + " images are " + described(),
                failed.isEmpty()
                        ? "none can be read"
                        : "lower " + parameter("minConfidence") + " (" + bar + " would do for one)");
    }

    private String described() {
        String bar = " with a probability of at least " + selection.bar();
        return switch (selection.kindOrDefault()) {
            case CONFIDENT -> "predicted" + bar;
            case CORRECT -> "predicted so" + bar;
            case MISCLASSIFIED -> "predicted otherwise" + bar;
            case UNIFORM -> "there";
        };
    }

    /** The largest bar, cut to three digits, that so many images of a class would pass; 0 if there are not as many. */
    private double barThatWouldDo(int index, int wanted) {
        return best(failures(index), wanted - count(index));
    }

    private List<Failure> failures(int index) {
        return failed.stream().filter(image -> image.label == index).toList();
    }

    /** The n-th largest probability, cut to three digits; 0 if there are fewer. */
    private static double best(List<Failure> failures, int n) {
        double best = failures.stream()
                .map(Failure::probability)
                .sorted(Comparator.reverseOrder())
                .skip(n - 1L)
                .findFirst()
                .orElse(0.0);
        return Math.floor(best * 1000) / 1000;
    }
}
