package org.neurochains.study;

import static org.neurochains.InputException.parameter;
import static org.neurochains.InputException.requireInRange;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Region;
import org.neurochains.image.RegionSelection;
import org.neurochains.image.RegionSelector;

/**
 * How the regions of a study are drawn.
 *
 * @param groups listed groups of classes, by name, taken in turn; empty to draw classes at random
 * @param pool the classes to draw from, by name; empty for all that the images have
 * @param classes how many classes a drawn region has
 * @param perClass images of each class
 * @param minConfidence as in {@link RegionSelection}
 * @param select as in {@link RegionSelection}; null for confident
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RegionRule(
        List<List<String>> groups,
        List<String> pool,
        int classes,
        @Nullable Integer perClass,
        @Nullable Double minConfidence,
        @Nullable String select) {
    /** So many random classes are tried for each one that a region needs. */
    private static final int ATTEMPTS = 8;

    /** As in the paper: pairs of classes, drawn at random, of confident images. */
    public static final RegionRule DEFAULT = new RegionRule(List.of(), List.of(), 2, null, null, null);

    /** Checks the ranges. */
    public RegionRule {
        groups = groups.stream().map(List::copyOf).toList();
        pool = List.copyOf(pool);
        requireInRange(classes >= 1 && classes <= 20, parameter("regionClasses"), classes, "1 to 20");
        if (!pool.isEmpty() && pool.size() < classes) {
            throw InputException.of(
                    parameter("classes"),
                    "names " + pool.size() + " for regions of " + classes,
                    "name more, or " + parameter("regionClasses"));
        }
        selection(perClass, minConfidence, select, List.of(), 0);
    }

    /**
     * Checks the names of classes.
     *
     * @throws InputException if one is unknown, or there are fewer classes than a region has
     */
    public void check(ImageSet set) {
        pool.forEach(name -> set.labels().find(name, parameter("classes")));
        groups.forEach(group -> group.forEach(name -> set.labels().find(name, parameter("region"))));
        int candidates = candidates(set).size();
        if (groups.isEmpty() && candidates < classes) {
            throw InputException.of(
                    parameter("regionClasses"),
                    "is " + classes + ", the images have " + candidates + " classes",
                    "give " + candidates + " or fewer");
        }
    }

    /**
     * Draws a region. Where too few images of a class pass, another class is drawn in its place, up to a limit.
     *
     * @throws InputException if there are too few images
     */
    Region draw(int number, long seed, RegionSelector selector, ImageSet set) {
        if (!groups.isEmpty()) {
            return selector.select(selection(groups.get(number % groups.size()), seed));
        }
        List<Integer> order = new ArrayList<>(candidates(set));
        Collections.shuffle(order, new Random(seed));
        List<Integer> first = order.subList(0, classes);
        try {
            return selector.select(selection(first, seed, set));
        } catch (InputException e) {
            List<Integer> others = full(order, seed, selector, set);
            if (others.size() < classes) {
                throw e;
            }
            return selector.select(selection(others, seed, set));
        }
    }

    /** What is drawn of each class. */
    RegionSelection selection() {
        return selection(perClass, minConfidence, select, List.of(), 0);
    }

    /** The first classes in an order that have enough images. */
    private List<Integer> full(List<Integer> order, long seed, RegionSelector selector, ImageSet set) {
        return order.stream()
                .limit((long) ATTEMPTS * classes)
                .filter(index -> hasEnough(index, seed, selector, set))
                .limit(classes)
                .toList();
    }

    private boolean hasEnough(int index, long seed, RegionSelector selector, ImageSet set) {
        try {
            selector.select(selection(List.of(index), seed, set));
            return true;
        } catch (InputException e) {
            return false;
        }
    }

    private List<Integer> candidates(ImageSet set) {
        if (!pool.isEmpty()) {
            return pool.stream()
                    .map(name -> set.labels().find(name, parameter("classes")))
                    .distinct()
                    .toList();
        }
        return set.labelled()
                ? set.classes()
                : IntStream.range(0, set.labels().size()).boxed().toList();
    }

    private RegionSelection selection(List<Integer> indices, long seed, ImageSet set) {
        List<String> names = indices.stream()
                .sorted()
                .map(index -> set.labels().named() ? set.labels().name(index) : Integer.toString(index))
                .toList();
        return selection(names, seed);
    }

    private RegionSelection selection(List<String> names, long seed) {
        return selection(perClass, minConfidence, select, names, seed);
    }

    private static RegionSelection selection(
            @Nullable Integer perClass,
            @Nullable Double minConfidence,
            @Nullable String select,
            List<String> names,
            long seed) {
        RegionSelection.Kind kind = select == null ? null : RegionSelection.Kind.parse(select);
        return new RegionSelection(names, perClass, minConfidence, kind, seed);
    }
}
