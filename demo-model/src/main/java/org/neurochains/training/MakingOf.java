package org.neurochains.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.neurochains.bestiary.Species;
import org.neurochains.tensor.Engine;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The record of how demo-data was made, in {@code record.json}.
 *
 * @param seed of the training pictures
 * @param each training pictures of every species
 * @param lessons the networks
 * @param outcomes what came of each
 */
record MakingOf(long seed, int each, List<Lesson> lessons, List<Lesson.Outcome> outcomes) {

    MakingOf {
        lessons = List.copyOf(lessons);
        outcomes = List.copyOf(outcomes);
    }

    /** Examines the networks and writes the record. */
    void write(Path folder, Examination examination) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("schema", "neurochains/demo/1");
        all.put("command", "demo-model/train");
        all.put("engine", Engine.version());
        all.put("threadsPerNetwork", Engine.threads());
        all.put("jdk", System.getProperty("java.vm.version"));
        all.put("cpu", cpu());
        all.put("training", Map.of("seed", seed, "pictures", each * Species.values().length));
        all.put(
                "exhibition",
                Map.of(
                        "seed",
                        examination.exhibitionSeed(),
                        "pictures",
                        examination.exhibited() * Species.values().length));
        Map<String, Object> networks = new LinkedHashMap<>();
        for (int i = 0; i < lessons.size(); i++) {
            networks.put(lessons.get(i).name(), network(lessons.get(i), outcomes.get(i), examination));
        }
        all.put("networks", networks);
        JsonMapper json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(folder.resolve("record.json"), json.writeValueAsString(all) + "\n");
    }

    private static Map<String, Object> network(Lesson lesson, Lesson.Outcome outcome, Examination examination) {
        Examination.Findings findings = examination.examine(outcome.file());
        Map<String, Object> network = new LinkedHashMap<>();
        network.put("plan", lesson.plan().toString());
        network.put("parameters", outcome.parameters());
        network.put("schedule", lesson.schedule());
        network.put("trainingSeconds", Math.round(outcome.seconds()));
        network.put("exhibition", findings.exhibition());
        network.put("unseen", findings.unseen());
        network.put("redrawnInOneSlot", findings.redrawn());
        network.put("redrawnInMoreSlots", findings.redrawnFar());
        return network;
    }

    /** The processor's name where the system tells it, else the architecture's. */
    private static String cpu() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        String architecture = System.getProperty("os.arch");
        if (!Files.isReadable(info)) {
            return architecture;
        }
        try (Stream<String> lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(architecture);
        }
    }
}
