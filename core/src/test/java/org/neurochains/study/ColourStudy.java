package org.neurochains.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.neurochains.Progress;
import org.neurochains.image.ImageDigests;
import org.neurochains.image.ImageFolder;
import org.neurochains.tensor.Scope;
import org.neurochains.testing.ColourModel;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

/** Small studies of {@link ColourModel}. Has a main method, for tests that kill a process. */
public final class ColourStudy {
    /** Ten steps of the paper's solver: a trial takes milliseconds. */
    private static final Map<String, Object> QUICK = Map.of("steps", 10, "fineTuneSteps", 2);

    private ColourStudy() {}

    /** Runs the study in the folder of the first argument, with the number of workers of the second. */
    public static void main(String[] arguments) {
        run(new StudyFolder(Path.of(arguments[0])), Integer.parseInt(arguments[1]));
    }

    /** A plan, with its model and images in the folder. */
    public static StudyPlan plan(Path folder, int trials) throws IOException {
        Files.createDirectories(folder);
        Path file = ColourModel.writeModel(folder);
        Path images = ColourModel.writeImages(folder.resolve("images"), 12);
        ImageDigests digests = ImageDigests.of(ImageFolder.scan(images));
        try (Scope scope = Scope.open()) {
            Model model = ModelReader.read(file, ModelOptions.NONE);
            return new StudyPlan(
                    StudyPlan.SCHEMA,
                    new StudyPlan.ModelSource(
                            file.toString(), model.sha256(), model.architecture(), ModelOptions.NONE, null),
                    StudyPlan.ImageSource.of(images, digests),
                    new RegionRule(List.of(), List.of(), 2, 3, 0.5, null),
                    List.of(
                            new StudyPlan.Variant("shrink", "shrink", Map.of()),
                            new StudyPlan.Variant("paper", "paper", QUICK)),
                    TrialMeasures.DEFAULT,
                    trials,
                    7);
        }
    }

    /** A planned study, in a folder beside its model and images. */
    public static StudyFolder create(Path folder, int trials) throws IOException {
        return create(folder.resolve("study"), plan(folder, trials));
    }

    /** A plan's study in a folder of its own. */
    public static StudyFolder create(Path folder, StudyPlan plan) {
        ImageDigests digests =
                ImageDigests.of(ImageFolder.scan(Path.of(plan.images().folder())));
        return create(folder, plan, digests.text());
    }

    /** The same with a list of images that may not be there. */
    static StudyFolder create(Path folder, StudyPlan plan, String images) {
        return StudyFolder.create(folder, new StudyFolder.Contents(plan, images, null));
    }

    /** Runs a study in this process. */
    public static StudyRun.Counts run(StudyFolder study, int workers) {
        return run(study, workers, false);
    }

    static StudyRun.Counts run(StudyFolder study, int workers, boolean retryFailed) {
        return new StudyRun(study, new LocalRunner(workers))
                .run(new StudyRun.Options(retryFailed, false), Progress.NONE);
    }

    /** The exported tables by name, without the columns that equal runs need not share. */
    public static Map<String, List<List<String>>> tables(StudyFolder study, Path target) {
        Map<String, List<List<String>>> tables = new LinkedHashMap<>();
        for (Path file : StudyExport.write(study, StudyExport.TableFormat.CSV, target)) {
            tables.put(file.getFileName().toString(), shared(file));
        }
        return tables;
    }

    private static List<List<String>> shared(Path file) {
        try {
            List<String[]> rows = Files.readAllLines(file).stream()
                    .map(line -> line.split(",", -1))
                    .toList();
            String[] names = rows.get(0);
            return rows.stream()
                    .map(row -> java.util.stream.IntStream.range(0, names.length)
                            .filter(c -> !names[c].matches(".*(Seconds|Time|Host)"))
                            .mapToObj(c -> row[c])
                            .collect(Collectors.toList()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
