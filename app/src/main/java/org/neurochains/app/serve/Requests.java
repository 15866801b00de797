package org.neurochains.app.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.image.ImageEntry;
import org.neurochains.image.ImageFolder;
import tools.jackson.databind.JsonNode;

/**
 * What a page asks for, as commands. Every value stands behind its option's name in one word, so that none can be taken
 * for an option, and every file is one that the roots hold.
 */
record Requests(
        Roots roots,
        Workplace workplace,
        Jobs jobs,
        @Nullable Example example) {
    private static final int MOST_SHOWN = 300;

    /** Options of extract by their names in a request. */
    private static final Map<String, String> REGION = Map.of(
            "perClass", "--per-class",
            "select", "--select",
            "minConfidence", "--min-confidence",
            "maxKl", "--max-kl",
            "budget", "--budget",
            "solver", "--solver");

    /** Options that say how images are made fit for the model. */
    private static final Map<String, String> MODEL =
            Map.of("arch", "--arch", "inputSize", "--input-size", "mean", "--mean", "std", "--std");

    /** Lets the command that a request asks for wait for its turn. */
    Job start(String kind, JsonNode request) {
        return switch (kind) {
            case "predict" -> predict(request);
            case "extract" -> extract(request);
            case "explain", "evaluate" -> again(kind, request);
            case "compare" -> compare(request);
            case "study" -> study(request);
            default -> throw new Refusal(404, "nothing does " + kind);
        };
    }

    private Job predict(JsonNode request) {
        List<String> command = new ArrayList<>(List.of("predict"));
        command.addAll(source(request));
        command.add("--image-list=" + some(roots.inside(text(request, "images"))));
        command.add("--json");
        return jobs.add("predict", command, null);
    }

    /** A list of a folder's images, evenly spread where there are many. */
    private Path some(Path folder) {
        try {
            List<ImageEntry> images = ImageFolder.scan(folder).images();
            long count = images.size();
            int shown = Math.min(images.size(), MOST_SHOWN);
            return list(IntStream.range(0, shown)
                    .mapToObj(i -> images.get((int) (i * count / shown)).file())
                    .toList());
        } catch (InputException e) {
            throw new Refusal(400, String.valueOf(e.getMessage()));
        }
    }

    private static Path list(List<String> files) {
        try {
            Path list = Files.createTempFile("neurochains-images", ".txt");
            list.toFile().deleteOnExit();
            return Files.writeString(list, String.join("\n", files) + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Job extract(JsonNode request) {
        List<String> source = source(request);
        List<String> command = new ArrayList<>(List.of("extract"));
        command.addAll(source);
        List<String> classes = texts(request, "classes");
        List<String> files = texts(request, "files");
        if (!files.isEmpty()) {
            Path images = roots.inside(text(request, "images"));
            files.forEach(file -> roots.inside(images.resolve(file).toString()));
            command.add("--image-list=" + list(files));
        } else if (!classes.isEmpty()) {
            command.add("--classes=" + String.join(",", classes));
        } else {
            throw new Refusal(400, "choose classes or images");
        }
        REGION.forEach((key, option) -> add(request, key, option, command));
        Path folder = workplace.fresh(name(request, files.isEmpty() ? String.join("-", classes) : "images"));
        command.add("--out=" + folder);
        command.add("--json");
        workplace.note(folder, source);
        return jobs.add("extract", command, folder);
    }

    private Job again(String kind, JsonNode request) {
        Path folder = workplace.of(text(request, "chain"));
        List<String> command = new ArrayList<>(List.of(kind, "--chain=" + folder));
        command.addAll(workplace.source(folder));
        if (kind.equals("evaluate") && !texts(request, "measures").isEmpty()) {
            command.add("--measure=" + String.join(",", texts(request, "measures")));
        }
        command.add("--json");
        return jobs.add(kind, command, folder);
    }

    private Job compare(JsonNode request) {
        List<String> chains = texts(request, "chains");
        if (chains.size() < 2) {
            throw new Refusal(400, "choose two chains or more");
        }
        List<String> command = new ArrayList<>(List.of("compare"));
        chains.forEach(chain -> command.add(workplace.of(chain).toString()));
        Path folder = workplace.fresh(name(request, "compare"));
        command.add("--out=" + folder.resolve("compare.html"));
        command.add("--json");
        return jobs.add("compare", command, folder);
    }

    private Job study(JsonNode request) {
        List<String> plan = new ArrayList<>(List.of("study", "plan"));
        plan.addAll(source(request));
        plan.add("--trials=" + text(request, "trials"));
        add(request, "solver", "--solver", plan);
        add(request, "measures", "--measure", plan);
        Path folder = workplace.fresh(name(request, "study"));
        plan.add("--out=" + folder);
        jobs.add("study plan", plan, folder);
        Job run = jobs.add("study", List.of("study", "run", folder.toString()), folder);
        jobs.add("study report", List.of("study", "report", folder.toString(), "--json"), folder);
        return run;
    }

    /** The options that name model and images. */
    private List<String> source(JsonNode request) {
        List<String> source = new ArrayList<>();
        source.add("--model=" + roots.inside(text(request, "model")));
        source.add("--images=" + roots.inside(text(request, "images")));
        MODEL.forEach((key, option) -> add(request, key, option, source));
        if (!text(request, "labels").isEmpty()) {
            source.add("--labels=" + roots.inside(text(request, "labels")));
        }
        return source;
    }

    private static void add(JsonNode request, String key, String option, List<String> command) {
        String value = text(request, key);
        if (!value.isEmpty()) {
            command.add(option + "=" + value);
        }
    }

    private static String name(JsonNode request, String otherwise) {
        String given = text(request, "name");
        String name = (given.isEmpty() ? otherwise : given)
                .replaceAll("[^\\p{L}\\p{N}_.-]+", "-")
                .replaceAll("^[^\\p{L}\\p{N}_]+", "");
        return name.isEmpty() ? "chain" : name.substring(0, Math.min(50, name.length()));
    }

    private static String text(JsonNode request, String key) {
        @Nullable JsonNode value = request.get(key);
        return value == null || value.isNull() || !value.isValueNode()
                ? ""
                : value.asString().strip();
    }

    private static List<String> texts(JsonNode request, String key) {
        @Nullable JsonNode value = request.get(key);
        return value == null || !value.isArray()
                ? List.of()
                : value.valueStream().map(JsonNode::asString).toList();
    }

    /** What a page shows of everything at once. */
    Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("roots", roots.names());
        state.put("out", workplace.folder().toString());
        if (example != null) {
            state.put(
                    "example",
                    Map.of(
                            "model", example.model().toString(),
                            "images", example.images().toString()));
        }
        state.put("jobs", jobs.all().stream().map(Job::document).toList());
        state.put("folders", workplace.documents());
        return state;
    }
}
