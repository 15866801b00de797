package org.neurochains.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.neurochains.InputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder's images with the classes that their folders name.
 *
 * <p>A class folder's name is a label, perhaps behind a number, a WordNet number or an index. Where the model has no
 * labels and the folders are as many as its classes, the n-th folder in sorted order is class n. Else no image has a
 * class of its own and the model's predictions stand for them.
 */
public final class ImageSet {
    /** The class of an image that has none. */
    public static final int UNKNOWN = -1;

    private static final Logger LOG = LoggerFactory.getLogger(ImageSet.class);

    /** As in 001.Black_footed_Albatross. */
    private static final Pattern NUMBER_IN_FRONT = Pattern.compile("^\\d{1,6}[ ._-]+");

    private final ImageFolder folder;
    private final Labels labels;
    private final Map<String, Integer> classes;

    private ImageSet(ImageFolder folder, Labels labels, Map<String, Integer> classes) {
        this.folder = folder;
        this.labels = labels;
        this.classes = classes;
    }

    /**
     * Matches class folders with classes; logs a warning where some or all have none.
     *
     * @param labels the names of the model's classes
     */
    public static ImageSet of(ImageFolder folder, Labels labels) {
        return of(folder, labels, LOG::warn);
    }

    static ImageSet of(ImageFolder folder, Labels labels, Consumer<String> warnings) {
        Map<String, Integer> classes = new LinkedHashMap<>();
        List<String> strangers = new ArrayList<>();
        for (String name : folder.classFolders()) {
            List<Integer> whole = labels.candidates(name);
            List<Integer> candidates = whole.isEmpty()
                    ? labels.candidates(NUMBER_IN_FRONT.matcher(name).replaceFirst(""))
                    : whole;
            if (candidates.size() == 1) {
                classes.put(name, candidates.get(0));
            } else {
                strangers.add(name);
            }
        }
        if (!strangers.isEmpty() && NumberedFolders.numbered(folder.classFolders())) {
            Map<String, Map<String, Integer>> readings = NumberedFolders.readings(folder.classFolders(), labels.size());
            if (!readings.isEmpty()) {
                Map.Entry<String, Map<String, Integer>> usual =
                        readings.entrySet().iterator().next();
                warnings.accept(folder.root() + ": folders are numbered and taken for classes " + usual.getKey()
                        + "; a file of labels names them");
                return new ImageSet(folder, labels, usual.getValue());
            }
        }
        if (!labels.named() && !strangers.isEmpty()) {
            return bySortedOrder(folder, labels, warnings);
        }
        ImageSet set = new ImageSet(folder, labels, classes);
        set.warn(strangers, warnings);
        return set;
    }

    /**
     * The same, with folders whose names are numbers in the order in which the network is right on their images, where
     * that is clear.
     *
     * @param loader reads some of them
     */
    public ImageSet settled(ImageLoader loader, Classifier classifier) {
        return NumberedFolders.settle(this, loader, classifier, LOG::warn);
    }

    ImageSet with(Map<String, Integer> others) {
        return new ImageSet(folder, labels, others);
    }

    private void warn(List<String> strangers, Consumer<String> warnings) {
        long outside = images().stream().filter(image -> image.folder() == null).count();
        if (classes.isEmpty()) {
            String why = strangers.isEmpty() ? "has no class folders" : "no folder in it names a class of the model";
            warnings.accept(folder.root() + ": " + why + "; the model's predictions are the classes");
        } else if (!strangers.isEmpty()) {
            warnings.accept(folder.root() + ": no class, or more than one, is named " + String.join(", ", strangers)
                    + "; images there have no class");
        } else if (outside > 0) {
            warnings.accept(folder.root() + ": " + outside + " images beside its class folders have no class");
        }
    }

    private static ImageSet bySortedOrder(ImageFolder folder, Labels labels, Consumer<String> warnings) {
        List<String> names = folder.classFolders();
        Map<String, Integer> classes = new LinkedHashMap<>();
        if (names.size() != labels.size()) {
            warnings.accept(folder.root() + ": " + names.size() + " folders for the model's " + labels.size()
                    + " classes, which have no names; its predictions are the classes (a labels file names them)");
            return new ImageSet(folder, labels, classes);
        }
        for (int index = 0; index < names.size(); index++) {
            classes.put(names.get(index), index);
        }
        return new ImageSet(folder, Labels.of(names), classes);
    }

    public ImageFolder folder() {
        return folder;
    }

    /** The images, in the folder's order. */
    public List<ImageEntry> images() {
        return folder.images();
    }

    /** The names of the model's classes; taken from the folders where those were matched by their order. */
    public Labels labels() {
        return labels;
    }

    /** Whether folders name classes; else an image's class is what the model predicts. */
    public boolean labelled() {
        return !classes.isEmpty();
    }

    /** The class of an image, or {@link #UNKNOWN}. */
    public int classOf(ImageEntry image) {
        return image.folder() == null ? UNKNOWN : classes.getOrDefault(image.folder(), UNKNOWN);
    }

    /** The classes that have a folder, in the folders' order. */
    public List<Integer> classes() {
        return classes.values().stream().distinct().toList();
    }

    /** The images of a class, in the folder's order. */
    public List<ImageEntry> imagesOf(int classIndex) {
        return images().stream().filter(image -> classOf(image) == classIndex).toList();
    }

    /**
     * The images of a class, at least one.
     *
     * @throws InputException if it has none
     */
    List<ImageEntry> requireImagesOf(int classIndex) {
        List<ImageEntry> found = imagesOf(classIndex);
        if (found.isEmpty()) {
            throw InputException.of(
                    folder.root().toString(),
                    "no folder holds images of class '" + labels.name(classIndex) + "'",
                    "its class folders are " + String.join(", ", classes.keySet()));
        }
        return found;
    }
}
