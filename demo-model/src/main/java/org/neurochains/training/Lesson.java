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

    /** Trains on the pictures and writes {@code NAME.safetensors} into the folder. */
    Outcome teach(Pictures pictures, Path folder, Consumer<String> report) throws IOException {
        try (Scope scope = Scope.open()) {
            long start = System.nanoTime();
            Parameters parameters = Trainer.train(plan, schedule, pictures, line -> report.accept(name + ": " + line));
            double seconds = (System.nanoTime() - start) / 1e9;
            Path file = Files.createDirectories(folder).resolve(name + ".safetensors");
            SafetensorsWriter.write(file, plan.published(parameters), metadata());
            return new Outcome(file, parameters.size(), seconds);
        }
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("architecture", plan.family());
        metadata.put("input_size", Renderer.SIZE + "x" + Renderer.SIZE);
        metadata.put("mean", list(Pictures.MEAN));
        metadata.put("std", list(Pictures.STD));
        metadata.put(
                "labels", Arrays.stream(Species.values()).map(Species::label).collect(Collectors.joining(",")));
        return metadata;
    }

    private static String list(List<Double> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
