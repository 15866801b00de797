package org.neurochains.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.neurochains.report.OutputFolder;
import org.neurochains.weights.ModelOptions;

/** The protocol of docs/reference/truth.md: chains found in one half of a pair's images, judged on the other half. */
public final class Truth {
    /** Networks, in the order of the tables. */
    private static final Map<String, Subject> SUBJECTS = new LinkedHashMap<>();

    /**
     * A network and what it is tried on.
     *
     * @param model its file, below the shared folder or absolute
     * @param data its images, alike; {@link #DRAWN} for the demo's world
     * @param reported pairs of classes that the solver's settings have not seen
     * @param chosen pairs on which they were chosen, or tried once more afterwards
     */
    record Subject(String model, String data, List<String> options, List<String> reported, List<String> chosen) {
        Subject(String model, String data, Pairs pairs) {
            this(model, data, List.of(), pairs.reported, pairs.chosen);
        }
    }

    private record Pairs(List<String> reported, List<String> chosen) {}

    private static final String DRAWN = "drawn";
    private static final int DRAWN_EACH = 400;
    private static final long DRAWN_SEED = 5;

    static {
        Pairs cifar = new Pairs(
                List.of("airplane,deer", "automobile,cat", "bird,horse", "dog,ship", "frog,truck"),
                List.of("airplane,frog", "bird,truck", "cat,ship", "deer,automobile", "dog,horse"));
        Pairs animals = new Pairs(
                List.of("griffin,rooster", "leopard,platypus", "cockatrice,pegasus"),
                List.of("dragon,unicorn", "duck,tiger", "horse,zebra"));
        Pairs photographs = new Pairs(
                List.of("n02007558,n02437616", "n03452741,n02317335", "n01770393,n04507155"),
                List.of("n02110341,n07745940"));
        SUBJECTS.put("resnet20", new Subject("models/resnet20-12fca82f.th", "data/cifar10/test", cifar));
        SUBJECTS.put("resnet56", new Subject("models/resnet56-4bfd9763.th", "data/cifar10/test", cifar));
        SUBJECTS.put("vgg19", new Subject("models/vgg19-cifar10.safetensors", "data/cifar10/test", cifar));
        Path demo = Path.of("demo-data/models").toAbsolutePath();
        SUBJECTS.put("demo", new Subject(demo + "/bestiary-resnet.safetensors", DRAWN, animals));
        SUBJECTS.put("demo-vgg", new Subject(demo + "/bestiary-vgg.safetensors", DRAWN, animals));
        SUBJECTS.put("vgg16", new Subject("models/vgg16-photographs.safetensors", "data/photographs", photographs));
        SUBJECTS.put("efficientnet", thousand("models/efficientnet-lite0.onnx", photographs));
        SUBJECTS.put("mobilenet", thousand("models/mobilenet-v2-dequantised.onnx", photographs));
    }

    /** A network of a thousand classes. */
    private static Subject thousand(String model, Pairs pairs) {
        List<String> options = List.of("--mean", ".5,.5,.5", "--std", ".5,.5,.5");
        return new Subject(model, "data/photographs", options, pairs.reported, pairs.chosen);
    }

    private final Path shared;
    private final Path drawn;
    private final JsonLines<TruthRun> runs;
    private final String launcher;

    private Truth(Path shared, Path results, String launcher) {
        this.shared = shared;
        this.drawn = results.resolveSibling("drawn");
        this.runs = new JsonLines<>(results, TruthRun.class);
        this.launcher = launcher;
    }

    /** SHARED RESULTS LAUNCHER (tables | LABEL [NETWORK [OPTION...]]). */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Truth truth = new Truth(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2]);
        if (!arguments[3].equals("tables")) {
            String network = arguments.length > 4 ? arguments[4] : "all";
            List<String> options =
                    arguments.length > 5 ? Arrays.asList(arguments).subList(5, arguments.length) : List.of();
            truth.run(arguments[3], network, options);
        }
        TruthTable.print(truth.runs.all(), System.out);
    }

    private void run(String label, String wanted, List<String> options) throws IOException, InterruptedException {
        boolean chosen = "chosen".equals(System.getenv("PAIRS_OF"));
        int most = Integer.parseInt(System.getenv().getOrDefault("PAIRS", "99"));
        for (Map.Entry<String, Subject> entry : SUBJECTS.entrySet()) {
            if (wanted.equals("all") || entry.getKey().equals(wanted)) {
                Subject subject = entry.getValue();
                List<String> pairs = chosen ? subject.chosen() : subject.reported();
                for (String pair : pairs.stream().limit(most).toList()) {
                    for (int half = 0; half < 2; half++) {
                        String network = entry.getKey();
                        int h = half;
                        if (runs.all().stream().noneMatch(run -> run.is(label, network, pair, h))) {
                            one(label, network, subject, pair, half, options);
                        }
                    }
                }
            }
        }
    }

    private void one(String label, String network, Subject subject, String pair, int half, List<String> options)
            throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("truth");
        try {
            split(images(shared, drawn, subject, pair), work);
            List<String> command = new ArrayList<>(List.of(
                    launcher,
                    "extract",
                    "--model",
                    shared.resolve(subject.model()).toString(),
                    "--images",
                    work.resolve("half" + half).toString(),
                    "--classes",
                    pair,
                    "--out",
                    work.resolve("chain").toString(),
                    "--no-report",
                    "--quiet"));
            if (network.equals("efficientnet") || network.equals("mobilenet")) {
                command.addAll(List.of(
                        "--labels",
                        shared.resolve("data/imagenet_class_index.json").toString()));
            }
            command.addAll(subject.options());
            command.addAll(options);
            int exit = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(work.resolve("log").toFile())
                    .start()
                    .waitFor();
            if (exit != 0 && exit != 4) {
                System.err.println(network + " " + pair + " half " + half + ": exit code " + exit + ": "
                        + Files.readString(work.resolve("log")).strip());
                return;
            }
            TruthRun run = new TruthJudge(shared.resolve(subject.model()), ModelOptions.NONE, work, subject.options())
                    .judge(label, network, pair, half);
            runs.add(run);
            System.err.printf(
                    Locale.ROOT,
                    "%s %s %s half %d: %d filters, KL %.3f, unseen %.3f, %.0f s%n",
                    label,
                    network,
                    pair,
                    half,
                    run.filters(),
                    run.kl(),
                    run.unseenAgreement(),
                    run.seconds());
        } finally {
            OutputFolder.delete(work);
        }
    }

    static Subject subject(String network) {
        Subject subject = SUBJECTS.get(network);
        if (subject == null) {
            throw new IllegalArgumentException("no network '" + network + "'; there are " + SUBJECTS.keySet());
        }
        return subject;
    }

    /** The images of a pair's classes and perhaps others; the demo's are drawn once. */
    static Path images(Path shared, Path drawn, Subject subject, String pair) {
        if (!subject.data().equals(DRAWN)) {
            return shared.resolve(subject.data());
        }
        return new DrawnWorld(drawn, DRAWN_SEED, DRAWN_EACH).images(List.of(pair.split(",", -1)));
    }

    /** Links every second image of each class, in the order of their names, into each half. */
    private static void split(Path data, Path work) throws IOException {
        for (Path folder : sorted(data)) {
            List<Path> files = sorted(folder);
            for (int i = 0; i < files.size(); i++) {
                Path target = work.resolve("half" + i % 2).resolve(folder.getFileName());
                Files.createDirectories(target);
                Files.createSymbolicLink(
                        target.resolve(files.get(i).getFileName()), files.get(i).toRealPath());
            }
        }
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
