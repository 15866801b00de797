package org.neurochains.bench;

import static org.neurochains.Phrase.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neurochains.Progress;
import org.neurochains.chain.BaselineOptions.Tuning;
import org.neurochains.chain.Problem;
import org.neurochains.chain.Solution;
import org.neurochains.chain.Solver;
import org.neurochains.chain.Solvers;
import org.neurochains.image.Classifier;
import org.neurochains.image.ImageFolder;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Labels;
import org.neurochains.image.Preprocessing;
import org.neurochains.image.Region;
import org.neurochains.image.RegionSelection;
import org.neurochains.image.RegionSelector;
import org.neurochains.measure.ChainOnRegion;
import org.neurochains.measure.Finding;
import org.neurochains.measure.Measure;
import org.neurochains.measure.MeasureOptions;
import org.neurochains.measure.Pool;
import org.neurochains.measure.Samples;
import org.neurochains.measure.Summary;
import org.neurochains.network.Executor;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether the paper's claims hold: chains of several regions by several solvers, each measured. Finished chains are
 * kept in a file of JSON lines and not made again; the tables come from that file.
 *
 * <p>Arguments: model file, image folder, results file, then, if wanted, pairs such as automobile:horse,cat:dog and
 * solvers such as shrink,paper. With {@code -} for the pairs it only prints.
 */
final class MeasureStudy {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String PAIRS =
            "automobile:horse,airplane:ship,cat:dog,bird:frog,deer:truck,airplane:bird,automobile:truck,"
                    + "cat:frog,deer:horse,dog:ship";
    private static final List<String> NAMES =
            List.of("fidelity", "faithfulness", "stability", "robustness", "dead", "baselines");

    private final Model model;
    private final ImageLoader loader;
    private final ImageSet set;
    private final Path results;
    private final List<Row> rows = new ArrayList<>();

    private MeasureStudy(Model model, Path images, Path results) throws IOException {
        this.model = model;
        this.results = results;
        this.loader = new ImageLoader(Preprocessing.of(model.input()), 2);
        Labels labels =
                model.labels().isEmpty() ? Labels.unnamed(model.network().classes()) : Labels.of(model.labels());
        this.set = ImageSet.of(ImageFolder.scan(images), labels);
        if (Files.exists(results)) {
            for (String line : Files.readAllLines(results)) {
                rows.add(MAPPER.readValue(line, Row.class));
            }
        }
    }

    /** One chain; values by measure and name. */
    record Row(String model, String pair, String solver, double seconds, Map<String, Double> values) {}

    public static void main(String[] args) throws IOException {
        Engine.useThreads(Integer.getInteger("threads", 2));
        try (Scope scope = Scope.open()) {
            Model model = ModelReader.read(Path.of(args[0]), ModelOptions.NONE);
            MeasureStudy study = new MeasureStudy(model, Path.of(args[1]), Path.of(args[2]));
            String pairs = args.length > 3 ? args[3] : PAIRS;
            for (String solver : (args.length > 4 ? args[4] : "shrink,paper").split(",", -1)) {
                for (String pair : pairs.equals("-") ? new String[0] : pairs.split(",", -1)) {
                    study.run(pair, solver);
                }
            }
            study.print();
        }
    }

    private void run(String pair, String name) throws IOException {
        String file = String.valueOf(model.file().getFileName());
        if (rows.stream().anyMatch(row -> row.model.equals(file) && row.pair.equals(pair) && row.solver.equals(name))) {
            return;
        }
        long start = System.nanoTime();
        try (Scope scope = Scope.open()) {
            Classifier classifier = Classifier.of(Executor.of(model.network()), 64);
            Region region = new RegionSelector(set, loader, classifier, Progress.NONE)
                    .select(new RegionSelection(List.of(pair.split(":", -1)), null, null, null, 0));
            Solver solver = Solvers.of(name, model.architecture(), Map.of());
            Solution solution = solver.solve(Problem.of(model.network(), region.batch()), Progress.NONE);
            ChainOnRegion subject = ChainOnRegion.of(model.network(), solution.subnetwork(), Samples.of(region), 64)
                    .with(new Pool(
                            set.folder().root().toString(),
                            set.images(),
                            loader,
                            Set.of(),
                            model.sha256(),
                            results.resolveSibling("features").toAbsolutePath()));
            MeasureOptions options =
                    MeasureOptions.defaults().withTuning(name.equals("paper") ? Tuning.ADAM : Tuning.NEWTON);
            Map<String, Double> values = new LinkedHashMap<>();
            for (String measure : NAMES) {
                Finding finding = Measure.named(measure)
                        .of(subject, options, Progress.NONE)
                        .get();
                finding.values().numbers().forEach((key, number) -> {
                    if (number != null) {
                        values.put(measure + "." + key, number.doubleValue());
                    }
                });
            }
            values.put("shortcutChannels", (double)
                    solution.subnetwork().size(model.network()).shortcutChannels());
            Row row = new Row(file, pair, name, (System.nanoTime() - start) / 1e9, values);
            Files.writeString(
                    results,
                    MAPPER.writeValueAsString(row) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            rows.add(row);
        }
    }

    // --- tables ---

    private void print() {
        for (String solver : rows.stream().map(Row::solver).distinct().toList()) {
            List<Row> own =
                    rows.stream().filter(row -> row.solver.equals(solver)).toList();
            System.out.printf("%n## `%s`, %d regions%n%n", solver, own.size());
            table(
                    own,
                    "region",
                    "faithfulness.filters",
                    "fidelity.kl",
                    "faithfulness.scoreDropR",
                    "faithfulness.scoreLogKlR",
                    "faithfulness.scoreLogKlSpearman",
                    "faithfulness.meanDrop",
                    "dead.deadShare");
            table(
                    own,
                    "region",
                    "stability.agreement1",
                    "stability.agreement2",
                    "stability.agreement3",
                    "stability.agreement4",
                    "stability.agreement5",
                    "stability.agreement6",
                    "stability.agreement7",
                    "stability.agreement8",
                    "stability.agreement9",
                    "stability.agreement10");
            table(
                    own,
                    "region",
                    "robustness.networkClean",
                    "robustness.chainClean",
                    "robustness.networkFgsmOnNetwork",
                    "robustness.chainFgsmOnNetwork",
                    "robustness.networkPgdOnNetwork",
                    "robustness.chainPgdOnNetwork",
                    "robustness.chainFgsmOnChain",
                    "robustness.chainPgdOnChain");
            for (String number : List.of("Filters", "Kl", "Agreement", "UnseenAgreement")) {
                table(
                        own,
                        "region",
                        "baselines.chain" + number,
                        "baselines.magnitude" + number,
                        "baselines.magnitudeOwnCounts" + number,
                        "baselines.contribution" + number,
                        "baselines.random" + number);
            }
        }
    }

    private static void table(List<Row> rows, String first, String... keys) {
        List<String> titles = Arrays.stream(keys)
                .map(key -> key.substring(key.indexOf('.') + 1))
                .toList();
        System.out.println("| " + first + " | " + String.join(" | ", titles) + " |");
        System.out.println("|---" + "|---".repeat(keys.length) + "|");
        for (Row row : rows) {
            List<String> cells = Arrays.stream(keys)
                    .map(key -> row.values.containsKey(key) ? number(row.values.get(key)) : "-")
                    .toList();
            System.out.println("| " + row.pair.replace(":", ", ") + " | " + String.join(" | ", cells) + " |");
        }
        List<String> means = Arrays.stream(keys)
                .map(key -> Summary.of(rows.stream()
                                .filter(row -> row.values.containsKey(key))
                                .mapToDouble(row -> row.values.get(key))
                                .toArray())
                        .value()
                        .map(summary -> number(summary.mean()) + " ± " + number(summary.deviation()))
                        .orElse("-"))
                .toList();
        System.out.println("| mean ± deviation | " + String.join(" | ", means) + " |");
        System.out.println();
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) >= 2 ? Long.toString((long) value) : text("%.3f", value);
    }
}
