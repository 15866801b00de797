package org.neurochains.image;

import static org.neurochains.InputException.parameter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.neurochains.InputException;
import org.neurochains.Progress;

/**
 * Chooses the images of a region.
 *
 * <p>The images of a class are looked at in a random order that the seed and the class alone decide, until enough have
 * passed; so the choice does not depend on how many go through the network at once. Confident images that the network
 * takes for a class outside the region are the last resort: one such image asks for a part of the network that says
 * nothing of the others.
 */
public final class RegionSelector {
    /** More classes than this are hardly meant: a region is a few classes. */
    static final int MOST_CLASSES = 20;

    private static final int MOST_BATCH = 32;
    /** Sets the draw of further images apart from the region's. */
    private static final long FURTHER = 0x5DEECE66DL;

    private final ImageSet set;
    private final ImageReview review;
    private final Progress progress;

    /** A selector from a folder's images. */
    public RegionSelector(ImageSet set, ImageLoader loader, Classifier classifier, Progress progress) {
        this(set, loader, classifier, progress, MOST_BATCH);
    }

    RegionSelector(ImageSet set, ImageLoader loader, Classifier classifier, Progress progress, int mostBatch) {
        this(new ImageReview(set, loader, classifier, mostBatch, new Confidence()), progress);
    }

    private RegionSelector(ImageReview review, Progress progress) {
        this.set = review.set();
        this.review = review;
        this.progress = progress;
    }

    /** The same, counting the images that it draws from; those of a list were chosen by someone and say nothing. */
    public RegionSelector counting(Confidence confidence) {
        return new RegionSelector(review.counting(confidence), progress);
    }

    /**
     * The region: the listed images, all of them, in their order where there is a list, else images drawn class by
     * class, sorted by file within a class.
     *
     * @throws InputException if a class is unknown or has too few images that pass, or a listed image cannot be read
     */
    public Region select(RegionSelection selection) {
        return select(selection, false);
    }

    /**
     * The same; where nothing is said of it, fewer images of each class do, as many as pass in every one, and where
     * that is less than {@value RegionSelection#FEWEST_PER_CLASS} the default bar is lowered to what as many pass.
     *
     * @throws InputException if a class is unknown or has too few images whatever the bar
     */
    public Region selectLowering(RegionSelection selection) {
        boolean fixed = selection.minConfidence() != null || selection.kind() == RegionSelection.Kind.UNIFORM;
        return select(selection, !fixed);
    }

    private Region select(RegionSelection selection, boolean lowering) {
        if (selection.kind() == RegionSelection.Kind.MISCLASSIFIED && !set.labelled()) {
            throw InputException.of(
                    parameter("select") + " misclassified",
                    "no folder names a class",
                    "give one folder for each class, and " + parameter("labels"));
        } else if (set.folder().listed()) {
            return listed(selection.ofListed());
        }
        return set.labelled() ? fromClassFolders(selection, lowering) : fromPredictions(selection, lowering);
    }

    /**
     * The region with further images of its kind: of the same classes, chosen by the same rule, and taken by the
     * network for one of the region's classes (whatever it says where misclassified images were asked for). They are
     * drawn at random, none of them is the region's own.
     *
     * @param selection the rule that chose the region
     * @throws InputException if a number was asked for and there are fewer
     */
    public Region withFurther(Region region, RegionSelection selection, FurtherImages wanted) {
        int most = wanted.most();
        if (most == 0) {
            return region.withFurther(List.of(), List.of());
        }
        List<RegionImage> found = ofTheSameKind(region, selection.of(region), most);
        int support = wanted.supportOf(found.size());
        int heldOut = wanted.heldOutOf(found.size());
        if (support + heldOut > found.size()) {
            throw InputException.of(
                    wanted.heldOut() == null
                            ? parameter("support") + " " + support
                            : parameter("heldOut") + " " + heldOut,
                    "there are " + found.size() + " further images of the region's kind, " + (support + heldOut)
                            + " are wanted",
                    "give less, or a folder with more images");
        }
        return region.withFurther(found.subList(0, support), found.subList(support, support + heldOut));
    }

    /** Images in random order, the classes in turn as far as they go. */
    private List<RegionImage> ofTheSameKind(Region region, RegionSelection selection, int most) {
        Set<String> own = region.files();
        List<Integer> classes = region.classes();
        int share = (most + classes.size() - 1) / classes.size();
        List<List<RegionImage>> byClass = new ArrayList<>();
        for (int index : classes) {
            List<RegionImage> found = new ArrayList<>();
            List<ImageEntry> order =
                    shuffled(set.labelled() ? set.imagesOf(index) : set.images(), region.seed() ^ FURTHER, index);
            List<ImageEntry> others =
                    order.stream().filter(entry -> !own.contains(entry.file())).toList();
            String stage = "further images of " + set.labels().name(index);
            for (int start = 0; start < others.size() && found.size() < share; start += review.mostBatch()) {
                progress.check();
                int end = Math.min(start + review.mostBatch(), others.size());
                review.look(others.subList(start, end), List.of(index)).stream()
                        .filter(image -> image.label() == index && selection.accepts(image))
                        .filter(image -> selection.kindOrDefault() == RegionSelection.Kind.MISCLASSIFIED
                                || classes.contains(image.predicted()))
                        .limit(share - found.size())
                        .forEach(found::add);
                progress.report(stage, Math.min(end, others.size() - 1), others.size(), found.size() + " found");
            }
            progress.report(stage, 1, 1, found.size() + " found");
            byClass.add(found);
        }
        List<RegionImage> turns = new ArrayList<>();
        for (int i = 0; i < share; i++) {
            for (List<RegionImage> found : byClass) {
                if (i < found.size() && turns.size() < most) {
                    turns.add(found.get(i));
                }
            }
        }
        return turns;
    }

    // --- listed images ---

    private Region listed(RegionSelection selection) {
        List<Integer> asked = asked(selection);
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        List<RegionImage> images = new ArrayList<>();
        int total = set.images().size();
        review.requiringAll().each(set.images(), asked, progress, "reading listed images", image -> {
            boolean meant = asked.isEmpty() || asked.contains(image.label());
            if (meant
                    && selection.accepts(image)
                    && counts.merge(image.label(), 1, Integer::sum) <= selection.wanted()) {
                images.add(image);
            }
        });
        if (images.isEmpty()) {
            throw InputException.of(
                    parameter("imageList"),
                    "none of the " + total + " listed images passes",
                    "leave " + parameter("classes") + ", " + parameter("select") + " and " + parameter("minConfidence")
                            + " out to take all");
        }
        return region(asked.isEmpty() ? Region.classesOf(images) : asked, images, selection);
    }

    // --- drawn images ---

    private Region fromClassFolders(RegionSelection selection, boolean lowering) {
        List<Integer> classes = asked(selection);
        if (classes.isEmpty()) {
            classes = few(set.classes());
        }
        Map<Integer, RegionSampling> draws = new LinkedHashMap<>();
        for (int index : classes) {
            RegionSampling draw = new RegionSampling(selection, set.labels(), List.of(index), classes);
            look(draw, shuffled(set.requireImagesOf(index), selection.seed(), index));
            draws.put(index, draw);
        }
        return conclude(draws, selection, lowering);
    }

    private Region fromPredictions(RegionSelection selection, boolean lowering) {
        List<Integer> asked = asked(selection);
        RegionSampling draw = new RegionSampling(selection, set.labels(), asked, List.of());
        look(draw, shuffled(set.images(), selection.seed(), ImageSet.UNKNOWN));
        if (asked.isEmpty() && draw.found().isEmpty()) {
            throw draw.nothing();
        }
        List<Integer> classes = asked.isEmpty() ? few(draw.found()) : asked;
        Map<Integer, RegionSampling> draws = new LinkedHashMap<>();
        classes.forEach(index -> draws.put(index, draw));
        return conclude(draws, selection, lowering && !asked.isEmpty());
    }

    /** The region of what was drawn by class; drawn anew by another rule where this one may bend and leaves too few. */
    private Region conclude(Map<Integer, RegionSampling> draws, RegionSelection selection, boolean lowering) {
        RegionSelection bent = lowering ? bent(draws, selection) : selection;
        if (!bent.equals(selection)) {
            return select(bent, true);
        }
        List<RegionImage> images = new ArrayList<>();
        draws.forEach((index, draw) -> images.addAll(draw.images(index)));
        return region(List.copyOf(draws.keySet()), images, selection);
    }

    /**
     * With the bar that enough images of every class pass; where they do, with as many of each as every one has; the
     * same where none lacks any, or one too many.
     */
    private static RegionSelection bent(Map<Integer, RegionSampling> draws, RegionSelection selection) {
        double bar = selection.bar();
        int least = selection.wanted();
        for (Map.Entry<Integer, RegionSampling> draw : draws.entrySet()) {
            double usable = draw.getValue().usableBar(draw.getKey());
            bar = usable > 0 ? Math.min(bar, usable) : bar;
            least = Math.min(least, draw.getValue().count(draw.getKey()));
        }
        if (bar < selection.bar()) {
            return selection.withMinConfidence(bar);
        }
        return least >= selection.enough() && least < selection.wanted() ? selection.withPerClass(least) : selection;
    }

    private void look(RegionSampling draw, List<ImageEntry> order) {
        draw.from(order, review, progress);
        if (draw.sawNothing() && !order.isEmpty()) {
            throw review.loader().noneRead(set.folder().root().toString(), order.size());
        }
    }

    private Region region(List<Integer> classes, List<RegionImage> images, RegionSelection selection) {
        return new Region(set.labels(), classes, images, review.loader().preprocessing(), selection.seed());
    }

    private List<Integer> asked(RegionSelection selection) {
        return selection.classes().stream()
                .map(name -> set.labels().find(name, parameter("classes")))
                .distinct()
                .toList();
    }

    private List<Integer> few(List<Integer> classes) {
        if (classes.size() > MOST_CLASSES) {
            List<String> two = classes.stream().limit(2).map(set.labels()::name).toList();
            throw InputException.of(
                    parameter("classes"),
                    "is left out, and the images have more than " + MOST_CLASSES + " classes",
                    "name the region's, for example " + parameter("classes") + " " + String.join(",", two));
        }
        return classes;
    }

    private static List<ImageEntry> shuffled(List<ImageEntry> images, long seed, int classIndex) {
        List<ImageEntry> order = new ArrayList<>(images);
        long mixed = (seed * 0x9E3779B97F4A7C15L) ^ ((classIndex + 1) * 0xBF58476D1CE4E5B9L);
        Collections.shuffle(order, new Random(mixed));
        return order;
    }
}
