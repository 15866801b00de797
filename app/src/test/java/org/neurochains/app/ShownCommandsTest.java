package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.network.Network;
import org.neurochains.onnx.OnnxOptions;
import org.neurochains.onnx.OnnxWriter;
import org.neurochains.tensor.Scope;
import org.neurochains.testing.ColourModel;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

/**
 * Runs the commands that README, the documents and the help show, page by page and in their order, on a network that is
 * done in a moment: it stands for whatever network a page names, and shades of three colours for its photographs.
 * {@link ExamplesTest} checks the options of all of them, also of those that are not run here.
 */
@Tag("slow")
class ShownCommandsTest {
    /** Not run, and why: what a line contains. */
    private static final Map<String, String> LEFT_OUT = Map.of(
            "serve",
            "does not end by itself; ServeCommandTest runs it",
            "demo",
            "DemoCommandTest runs it, in the time of all others together",
            "models get",
            "fetches from the network; ModelCacheTest fetches from a server of its own",
            "--arch",
            "wants a file of that architecture; ArchitectureRecognitionTest names some",
            "--spark",
            "Spark is no part of the usual build; SparkRunnerTest runs it");

    /**
     * Smaller numbers, for trials that take a moment and a network of 8 filters; nothing else of a line is changed but
     * its files.
     */
    private static final Map<String, String> SMALLER = Map.of("200", "4", "80", "8", "20", "4", "150", "5");

    private static final Set<String> FILES =
            Set.of("--model", "--images", "--out", "--chain", "--from", "--labels", "--image-list", "--cache");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> everyPagesCommandsRun() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        Map<String, List<String>> pages = new LinkedHashMap<>();
        pages.put("help", Examples.all().stream().map(Examples.Example::line).toList());
        for (Path page : ExamplesTest.pages()) {
            pages.put(
                    root.relativize(page).toString(),
                    ExamplesTest.commands(page).toList());
        }
        List<DynamicTest> tests = new ArrayList<>();
        pages.forEach((page, lines) -> {
            Path place = folder.resolve(page.replaceAll("\\W+", "-"));
            for (String line : lines) {
                if (LEFT_OUT.keySet().stream().noneMatch(part -> (line + " ").contains(" " + part + " "))) {
                    tests.add(DynamicTest.dynamicTest(page + ": " + line, () -> run(place, line)));
                }
            }
        });
        assertThat(tests).hasSizeGreaterThan(50);
        return tests.stream();
    }

    private void run(Path place, String line) throws IOException {
        prepare(place);
        List<Object> words = new ArrayList<>();
        String[] shown = line.split("\\s+");
        for (int i = 1; i < shown.length; i++) {
            boolean folders = shown[1].equals("compare") || (shown[1].equals("study") && i > 2);
            boolean file = FILES.contains(shown[i - 1]) || (i > 1 && folders && names(shown, i));
            words.add(file ? file(place, shown[i - 1], shown[i]) : SMALLER.getOrDefault(shown[i], shown[i]));
        }
        if (shown[1].equals("explain")) {
            words.add("--steps=2");
        } else if (shown[1].equals("compare") && !words.contains("--out")) {
            words.addAll(List.of("--out", place.resolve("compare.html"))); // else it would lie in the tests' own folder
        }

        Run run = Run.of(words.toArray());

        assertThat(run.code()).as(run.err()).isIn(ExitCode.DONE, ExitCode.SHORT_OF_GOAL);
        int out = words.indexOf("--out");
        if (out >= 0) {
            assertThat((Path) words.get(out + 1)).exists();
        } else {
            assertThat(run.out()).isNotBlank();
        }
    }

    /** Whether a word is neither an option nor the value of one. */
    private static boolean names(String[] words, int i) {
        return !words[i].startsWith("-") && !words[i - 1].startsWith("--");
    }

    private Path file(Path place, String option, String name) throws IOException {
        if (option.equals("--model")) {
            return place.resolve(
                    name.endsWith(".onnx")
                            ? "net.onnx"
                            : name.contains("vgg19-")
                                    ? "unnamed.safetensors"
                                    : name.contains("bestiary") ? "species.safetensors" : "net.safetensors");
        } else if (option.equals("--images") && name.matches("(world|demo-data)/images")) {
            return place.resolve("species");
        }
        Path file = place.resolve(name);
        boolean chain = option.equals("--chain") || !option.startsWith("--");
        if (chain && !Files.exists(file) && !name.contains("stud")) {
            Run made = Run.of(
                    "extract",
                    "--model",
                    place.resolve("net.safetensors"),
                    "--images",
                    place.resolve("photos"),
                    "--out",
                    file);
            assertThat(made.code()).as(made.err()).isEqualTo(ExitCode.DONE);
        }
        return file;
    }

    /** What a reader is taken to have. */
    private static void prepare(Path place) throws IOException {
        if (Files.exists(place)) {
            return;
        }
        Files.createDirectories(place);
        Map<String, String> metadata = new LinkedHashMap<>(Map.of("input_size", "8x8", "mean", "0", "std", "1"));
        ColourModel.writeModel(place.resolve("unnamed.safetensors"), metadata);
        metadata.put("labels", "dragon,unicorn,zebra");
        ColourModel.writeModel(place.resolve("species.safetensors"), metadata);
        metadata.put("labels", "cat,dog,bird");
        ColourModel.writeModel(place.resolve("net.safetensors"), metadata);
        try (Scope scope = Scope.open()) {
            Network network = ModelReader.read(place.resolve("net.safetensors"), ModelOptions.NONE)
                    .network();
            OnnxWriter.write(
                    place.resolve("net.onnx"),
                    network,
                    Map.of(),
                    OnnxOptions.plain().withMetadata(metadata));
        }
        for (String images : List.of("photos", "images", "val", "photographs", "species", "FOLDER", "cifar10/test")) {
            List<String> classes = switch (images) {
                case "val", "photographs" -> List.of("dalmatian", "strawberry", "other");
                case "species" -> List.of("dragon", "unicorn", "zebra");
                default -> List.of("cat", "dog", "bird");
            };
            Path inside = ColourModel.writeImages(place.resolve(images), 12);
            for (int i = 0; i < classes.size(); i++) {
                Files.move(inside.resolve(ColourModel.LABELS.get(i)), inside.resolve(classes.get(i)));
            }
        }
        Files.writeString(
                place.resolve("imagenet_class_index.json"),
                "{\"0\": [\"n02110341\", \"dalmatian\"], \"1\": [\"n07745940\", \"strawberry\"], \"2\": [\"n00000001\", \"other\"]}");
        Files.writeString(place.resolve("eight.txt"), "n02110341 dalmatian\nn07745940 strawberry\nn00000001 other\n");
        Files.writeString(place.resolve("first-500.txt"), "dalmatian/000.png\nother/001.png\n");
        for (String list : List.of("region.txt", "list20.txt")) {
            Files.writeString(place.resolve(list), "cat/000.png\ndog/001.png\ncat/002.png\n");
        }
    }
}
