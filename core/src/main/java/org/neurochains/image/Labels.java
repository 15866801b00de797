package org.neurochains.image;

import static org.neurochains.InputException.parameter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.weights.Model;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The names of a network's classes, by index; where the model has none, the indices stand for them. */
public final class Labels {
    private static final Logger LOG = LoggerFactory.getLogger(Labels.class);
    private static final String BACKGROUND = "background";
    private static final int IMAGENET = 1000;
    private static final int SHOWN = 12;

    private final List<Label> labels;
    private final boolean named;

    /** A class's name; ImageNet's also have a WordNet number such as n01440764. */
    record Label(String name, @Nullable String wnid) {}

    private Labels(List<Label> labels, boolean named) {
        this.labels = List.copyOf(labels);
        this.named = named;
    }

    /** Classes without names. */
    public static Labels unnamed(int classes) {
        return new Labels(
                IntStream.range(0, classes)
                        .mapToObj(index -> new Label(Integer.toString(index), null))
                        .toList(),
                false);
    }

    /** Classes of these names, in the order of their indices. */
    public static Labels of(List<String> names) {
        return named(names.stream().map(name -> new Label(name, null)).toList());
    }

    /** Those that a model's file tells, else indices. */
    public static Labels of(Model model) {
        return model.labels().isEmpty() ? unnamed(model.network().classes()) : of(model.labels());
    }

    static Labels named(List<Label> labels) {
        return new Labels(labels, true);
    }

    /**
     * Reads a labels file: a name a line, or JSON as {@code imagenet_class_index.json} is:
     * {@code {"0": ["n01440764", "tench"], ...}}; also a JSON list of names, or names by index.
     *
     * @param classes how many classes the model has
     * @throws InputException if the file cannot be read, or names another number of classes
     */
    public static Labels read(Path file, int classes) {
        return new LabelsFile(file).read().require(classes, file.toString());
    }

    /**
     * These labels, if they are as many as the model's classes.
     *
     * <p>Networks ported from TensorFlow may have a class of nothing in front: it gets a name, or loses one, where only
     * that is missing.
     *
     * @param source where they come from, for the message
     * @throws InputException if they are not
     */
    public Labels require(int classes, String source) {
        if (size() == IMAGENET && classes == IMAGENET + 1) {
            List<Label> more = new ArrayList<>(List.of(new Label(BACKGROUND, null)));
            more.addAll(labels);
            String said = "{}: names {} classes, the model has {}: its first is taken for the background";
            LOG.warn(said, source, size(), classes);
            return named(more);
        } else if (size() == classes + 1 && NearNames.plain(name(0)).contains(BACKGROUND)) {
            return named(labels.subList(1, size()));
        }
        if (size() != classes) {
            throw InputException.of(
                    source, "names " + size() + " classes, the model has " + classes, "name each of them once");
        }
        return this;
    }

    /** The number of classes. */
    public int size() {
        return labels.size();
    }

    /** Whether the classes have names of their own. */
    public boolean named() {
        return named;
    }

    /** The name of a class, or its index as text. */
    public String name(int index) {
        return labels.get(index).name();
    }

    /** The WordNet number of a class, if the labels file has it. */
    public @Nullable String wnid(int index) {
        return labels.get(index).wnid();
    }

    /** All names, in the order of the classes. */
    public List<String> names() {
        return labels.stream().map(Label::name).toList();
    }

    /**
     * The class that a text means: by its name or one of its names parted by commas, its WordNet number, or its index;
     * case and the characters between words do not count.
     *
     * @param option where the text comes from, for the message
     * @throws InputException if no class or more than one is meant; names the near ones
     */
    public int find(String text, String option) {
        List<Integer> found = candidates(text);
        if (found.size() == 1) {
            return found.get(0);
        } else if (found.isEmpty()) {
            throw InputException.of(option, "no class '" + text + "'", known(text));
        }
        throw InputException.of(
                option, "'" + text + "' means " + found.size() + " classes", "give an index: " + described(found));
    }

    /** Every class that a text may mean: exact names before others, names before indices. */
    List<Integer> candidates(String text) {
        List<Integer> exact = matching(label -> label.name().equals(text));
        if (!exact.isEmpty()) {
            return exact;
        }
        String wanted = NearNames.plain(text);
        List<Integer> byName = matching(label -> means(label, wanted));
        return byName.isEmpty() ? byIndex(wanted) : byName;
    }

    private List<Integer> matching(Predicate<Label> test) {
        return IntStream.range(0, size())
                .filter(index -> test.test(labels.get(index)))
                .boxed()
                .toList();
    }

    private static boolean means(Label label, String wanted) {
        if (NearNames.plain(label.name()).equals(wanted) || wanted.equals(label.wnid())) {
            return true;
        }
        return !wanted.isEmpty()
                && synonyms(label).anyMatch(synonym -> NearNames.plain(synonym).equals(wanted));
    }

    private static Stream<String> synonyms(Label label) {
        return Stream.of(label.name().split(",", -1)).map(String::strip);
    }

    private List<Integer> byIndex(String wanted) {
        if (!wanted.matches("\\d{1,9}")) {
            return List.of();
        }
        int index = Integer.parseInt(wanted);
        return index < size() ? List.of(index) : List.of();
    }

    private String known(String text) {
        if (!named) {
            return "the model's classes have no names: give an index from 0 to " + (size() - 1) + ", or "
                    + parameter("labels");
        }
        List<String> near =
                NearNames.of(text, labels.stream().flatMap(Labels::synonyms).toList());
        if (!near.isEmpty()) {
            return "near ones: " + String.join(", ", near);
        }
        String more = size() > SHOWN ? ", ..." : "";
        return "the model's classes are " + String.join(", ", names().subList(0, Math.min(SHOWN, size()))) + more;
    }

    private String described(List<Integer> indices) {
        List<String> each = indices.stream()
                .limit(SHOWN)
                .map(index -> index + " is " + name(index) + (wnid(index) == null ? "" : " (" + wnid(index) + ")"))
                .toList();
        return String.join(", ", each);
    }
}
