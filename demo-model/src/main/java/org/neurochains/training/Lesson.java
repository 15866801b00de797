package org.neurochains.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.neurochains.bestiary.Renderer;
import org.neurochains.bestiary.Species;
import org.neurochains.file.ElementType;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.SafetensorsWriter;

/**
 * One network to teach.
 *
 * @param name of its file, without the ending
 * @param plan its layers
 * @param schedule how it is trained
 */
record Lesson(String name, Plan plan, Schedule schedule) {

    /**
     * What came of it.
     *
     * @param file the model file
     * @param parameters values trained
     * @param seconds of training alone, by the clock
     */
    record Outcome(Path file, long parameters, double seconds) {}

    /**
     * Trains on the pictures and writes {@code NAME.safetensors} into the folder, after every epoch so that something
     * is there early.
     *
     * @param watched pictures not trained on, to tell the progress by; nothing depends on them
     */
    Outcome teach(DrawnPictures pictures, DrawnPictures watched, Path folder, Consumer<String> report)
            throws IOException {
        Path file = Files.createDirectories(folder).resolve(name + ".safetensors");
        try (Scope scope = Scope.open()) {
            long start = System.nanoTime();
            TrainedParameters parameters = Trainer.train(plan, schedule, pictures, (epoch, loss, now) -> {
                TestScore score = write(file, now, watched);
                report.accept("%s: epoch %d of %d: loss %.4f, %.1f %% right, %.1f %% with p >= .95, %d s"
                        .formatted(
                                name,
                                epoch,
                                schedule.epochs(),
                                loss,
                                100 * score.accuracy(),
                                100 * score.confident(),
                                (System.nanoTime() - start) / 1_000_000_000));
            });
            return new Outcome(file, parameters.size(), (System.nanoTime() - start) / 1e9);
        }
    }

    private TestScore write(Path file, TrainedParameters parameters, DrawnPictures watched) {
        try (Scope scope = Scope.open()) {
            SafetensorsWriter.write(file, plan.published(parameters), metadata(), ElementType.F16);
            return TestScore.of(Published.read(file).logits(watched), watched);
        }
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("architecture", plan.family());
        metadata.put("input_size", Renderer.SIZE + "x" + Renderer.SIZE);
        metadata.put("mean", list(DrawnPictures.MEAN));
        metadata.put("std", list(DrawnPictures.STD));
        metadata.put(
                "labels", Arrays.stream(Species.values()).map(Species::label).collect(Collectors.joining(",")));
        return metadata;
    }

    private static String list(List<Double> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
