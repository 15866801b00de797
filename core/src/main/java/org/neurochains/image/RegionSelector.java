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
 * <p>The images of a class are looked at in a random order that the seed and the class alone decide, until enough have passed;
 * so the choice depends neither on how many go through the network at once nor on the other classes.
 */
public final class RegionSelector {
    /** More classes than this are hardly meant: a region is a few classes. */
    static final int MOST_CLASSES = 20;

    private static final int MOST_BATCH = 32;
    /** Sets the draw of images in support apart from the region's. */
    private static final long SUPPORT = 0x5DEECE66DL;

    private final ImageSet set;
    private final ImageReview review;
    private final Preprocessing preprocessing;
    private final Progress progress;

    /** A selector from a folder's images. */
    public RegionSelector(ImageSet set, ImageLoader loader, Classifier classifier, Progress progress) {
        this(set, loader, classifier, progress, MOST_BATCH);
    }

    RegionSelector(ImageSet set, ImageLoader loader, Classifier classifier, Progress progress, int mostBatch) {
        this.set = set;
        this.review = new ImageReview(set, loader, classifier, mostBatch);
        this.preprocessing = loader.preprocessing();
        this.progress = progress;
    }

    /**
     * The region: the listed images, all of them, in their order where there is a list, else images drawn class by class, sorted by file within a
     * class.
     *
     * @throws InputException if a class is unknown or has too few images that pass, or a listed image cannot be read
     */
    public Region select(RegionSelection selection) {
        if (selection.kind() == RegionSelection.Kind.MISCLASSIFIED && !set.labelled()) {
            throw InputException.of(
                    parameter("select") + " misclassified",
                    "no folder names a class",
                    "give one folder for each class, and " + parameter("labels"));
        } else if (set.folder().listed()) {
            return listed(selection.ofListed());
        }
        return set.labelled() ? fromClassFolders(selection) : fromPredictions(selection);
    }

    /**
     * Further images of a region's classes, drawn at random whatever the network says of them, none of them the region's own: a solver may
     * hold its chain to them too.
     *
     * @param count of all classes together, spread over them as evenly as it can be
     * @throws InputException if there are not so many
     */
    public List<RegionImage> support(Region region, int count) {
        Set<String> own = region.files();
        List<Integer> classes = region.classes();
        List<RegionImage> support = new ArrayList<>();
        for (int c = 0; c < classes.size(); c++) {
            int index = classes.get(c);
            int wanted = count / classes.size() + (c < count % classes.size() ? 1 : 0);
            List<RegionImage> found = new ArrayList<>();
            List<ImageEntry> order =
                    shuffled(set.labelled() ? set.imagesOf(index) : set.images(), region.seed() ^ SUPPORT, index);
            List<ImageEntry> others =
                    order.stream().filter(entry -> !own.contains(entry.file())).toList();
            for (int start = 0; start < others.size() && found.size() < wanted; start += review.mostBatch()) {
                progress.check();
                int end = Math.min(start + review.mostBatch(), others.size());
                review.look(others.subList(start, end)).stream()
                        .filter(image -> image.label() == index)
                        .limit(wanted - found.size())
                        .forEach(found::add);
                progress.report("choosing images in support", support.size() + found.size(), count, "");
            }
            if (found.size() < wanted) {
                throw InputException.of(
                        parameter("support") + " " + count,
                        "there are " + found.size() + " further images of class '"
                                + set.labels().name(index) + "', " + wanted + " are wanted",
                        "give less, or a folder with more images");
            }
            support.addAll(found);
        }
        return support;
    }

    // --- listed images ---

    private Region listed(RegionSelection selection) {
        List<Integer> asked = asked(selection);
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        List<RegionImage> images = new ArrayList<>();
        int total = set.images().size();
        ImageReview strict = new ImageReview(set, review.loader().requiringAll(), review.classifier(), total);
        for (int start = 0; start < total; start += review.mostBatch()) {
            int end = Math.min(start + review.mostBatch(), total);
            progress.check();
            for (RegionImage image : strict.look(set.images().subList(start, end))) {
                boolean meant = asked.isEmpty() || asked.contains(image.label());
                if (meant
                        && selection.accepts(image)
                        && counts.merge(image.label(), 1, Integer::sum) <= selection.wanted()) {
                    images.add(image);
                }
            }
            progress.report("reading listed images", end, total, "");
        }
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

    private Region fromClassFolders(RegionSelection selection) {
        List<Integer> classes = asked(selection);
        if (classes.isEmpty()) {
            classes = few(set.classes());
        }
        List<RegionImage> images = new ArrayList<>();
        for (int index : classes) {
            RegionDraw draw = new RegionDraw(selection, set.labels(), List.of(index));
            look(draw, shuffled(set.requireImagesOf(index), selection.seed(), index));
            images.addAll(draw.images(index));
        }
        return region(classes, images, selection);
    }

    private Region fromPredictions(RegionSelection selection) {
        List<Integer> asked = asked(selection);
        RegionDraw draw = new RegionDraw(selection, set.labels(), asked);
        look(draw, shuffled(set.images(), selection.seed(), ImageSet.UNKNOWN));
        if (asked.isEmpty() && draw.found().isEmpty()) {
            throw draw.nothing();
        }
        List<Integer> classes = asked.isEmpty() ? few(draw.found()) : asked;
        List<RegionImage> images = new ArrayList<>();
        for (int index : classes) {
            images.addAll(draw.images(index));
        }
        return region(classes, images, selection);
    }

    private void look(RegionDraw draw, List<ImageEntry> order) {
        draw.from(order, review, progress);
        if (draw.sawNothing() && !order.isEmpty()) {
            throw review.loader().noneRead(set.folder().root().toString(), order.size());
        }
    }

    private Region region(List<Integer> classes, List<RegionImage> images, RegionSelection selection) {
        return new Region(set.labels(), classes, images, preprocessing, selection.seed());
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
