package org.neurochains.image;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.neurochains.tensor.Scope;

/**
 * Which class a folder means whose name is a number, where no class has that name: the number itself, one less, or its
 * place in the order of names as text (0, 1, 10, 11, 2), in which training programs list folders. What the network
 * takes some of the images for settles it where it is clear.
 */
final class NumberedFolders {
    private static final Pattern NUMBERED = Pattern.compile("(\\D*)(\\d{1,6})");
    private static final int EACH = 4;
    private static final int MOST = 400;
    /** Another reading must be right this often, on as many more images, and twice as often as the usual one. */
    private static final double CLEAR = .4;

    private static final int CLEARLY = 8;

    private NumberedFolders() {}

    /** Whether every folder has a number for its name, perhaps behind a word that all have. */
    static boolean numbered(List<String> folders) {
        return folders.size() > 1
                && folders.stream().allMatch(name -> NUMBERED.matcher(name).matches())
                && folders.stream().map(NumberedFolders::word).distinct().count() == 1;
    }

    private static String word(String name) {
        return NUMBERED.matcher(name).replaceFirst("$1");
    }

    private static int number(String name) {
        return Integer.parseInt(NUMBERED.matcher(name).replaceFirst("$2"));
    }

    /** The readings that are possible for so many classes, the usual first; by what they are called. */
    static Map<String, Map<String, Integer>> readings(List<String> folders, int classes) {
        Map<String, Map<String, Integer>> readings = new LinkedHashMap<>();
        int most = folders.stream().mapToInt(NumberedFolders::number).max().orElse(0);
        int least = folders.stream().mapToInt(NumberedFolders::number).min().orElse(0);
        if (most < classes) {
            readings.put("by their numbers", reading(folders, NumberedFolders::number));
        }
        if (least >= 1 && most <= classes) {
            readings.put("by their numbers less one", reading(folders, name -> number(name) - 1));
        }
        if (folders.size() == classes) {
            List<String> byText = folders.stream().sorted().toList();
            readings.put("in the order of their names as text", reading(folders, byText::indexOf));
            List<String> byNumber = folders.stream()
                    .sorted(Comparator.comparingInt(NumberedFolders::number))
                    .toList();
            readings.put("in the order of their numbers", reading(folders, byNumber::indexOf));
        }
        return readings;
    }

    private static Map<String, Integer> reading(List<String> folders, ToIntFunction<String> index) {
        Map<String, Integer> classes = new LinkedHashMap<>();
        folders.forEach(name -> classes.put(name, index.applyAsInt(name)));
        return classes;
    }

    /** The set with the reading that the network's answers agree with. */
    static ImageSet settle(ImageSet set, ImageLoader loader, Classifier classifier, Consumer<String> say) {
        List<String> folders = set.folder().classFolders();
        List<String> labels =
                set.labels().names().stream().map(NearNames::plain).toList();
        boolean names =
                set.labels().named() && folders.stream().map(NearNames::plain).anyMatch(labels::contains);
        if (names || !numbered(folders)) {
            return set;
        }
        Map<String, Map<String, Integer>> readings =
                readings(folders, set.labels().size());
        if (readings.values().stream().distinct().count() < 2) {
            return set;
        }
        List<Answer> answers = answers(set, loader, classifier);
        String best = "";
        int most = -1;
        int usual = -1;
        for (Map.Entry<String, Map<String, Integer>> each : readings.entrySet()) {
            Map<String, Integer> reading = each.getValue();
            int right = (int) answers.stream()
                    .filter(answer -> answer.index == reading.getOrDefault(answer.folder, ImageSet.UNKNOWN))
                    .count();
            usual = usual < 0 ? right : usual;
            if (right > most) {
                most = right;
                best = each.getKey();
            }
        }
        if (most < 2 * usual || most < usual + CLEARLY || most < CLEAR * answers.size()) {
            return set;
        }
        say.accept(set.folder().root() + ": folders are numbered and taken for classes " + best
                + ", on which the network is right on " + most + " of " + answers.size() + " images (" + usual
                + " otherwise); a file of labels settles it");
        return set.with(readings.getOrDefault(best, Map.of()));
    }

    /** What the network takes an image of a folder for. */
    private record Answer(String folder, int index) {}

    /** The answers to some images of each folder. */
    private static List<Answer> answers(ImageSet set, ImageLoader loader, Classifier classifier) {
        Map<String, Integer> taken = new LinkedHashMap<>();
        List<ImageEntry> some = set.images().stream()
                .filter(image -> image.folder() != null && taken.merge(image.folder(), 1, Integer::sum) <= EACH)
                .limit(MOST)
                .toList();
        List<Answer> answers = new ArrayList<>();
        for (LoadedImage image : loader.load(some)) {
            try (Scope scope = Scope.open()) {
                float[] row = classifier.probabilities(loader.batch(List.of(image)))[0];
                int best = IntStream.range(0, row.length)
                        .reduce((a, b) -> row[b] > row[a] ? b : a)
                        .orElse(0);
                answers.add(new Answer(String.valueOf(image.entry().folder()), best));
            }
        }
        return answers;
    }
}
