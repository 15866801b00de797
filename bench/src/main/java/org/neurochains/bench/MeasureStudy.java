package org.neurochains.bench;

import static org.neurochains.Phrase.text;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neurochains.NeuroChains;
import org.neurochains.Progress;
import org.neurochains.chain.BaselineOptions.Tuning;
import org.neurochains.chain.Problem;
import org.neurochains.chain.Solution;
import org.neurochains.chain.Solver;
import org.neurochains.chain.Solvers;
import org.neurochains.image.FurtherImages;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageLocation;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Region;
import org.neurochains.measure.ChainOnRegion;
import org.neurochains.measure.Finding;
import org.neurochains.measure.Measure;
import org.neurochains.measure.MeasureOptions;
import org.neurochains.measure.Pool;
import org.neurochains.measure.Samples;
import org.neurochains.measure.Summary;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.Model;

/**
 * Whether the paper's claims hold: chains of several regions by several solvers, each measured. Finished chains are
 * kept in a file of JSON lines and not made again; the tables come from that file.
 *
 * <p>Arguments: model file, image folder, results file, then, if wanted, pairs such as automobile:horse,cat:dog and
 * solvers such as shrink,paper. With {@code -} for the pairs it only prints.
 */
final class MeasureStudy {
    private static final String PAIRS =
            "automobile:horse,airplane:ship,cat:dog,bird:frog,deer:truck,airplane:bird,automobile:truck,"
                    + "cat:frog,deer:horse,dog:ship";
    private static final List<String> NAMES =
            List.of("fidelity", "faithfulness", "stability", "robustness", "dead", "baselines");

    private final NeuroChains nc;
    private final Model model;
    private final Path images;
    private final Path results;
    private final JsonLines<Row> rows;

    private MeasureStudy(NeuroChains nc, Path images, Path results) {
        this.nc = nc;
        this.model = nc.model().model();
        this.images = images;
        this.results = results;
        this.rows = new JsonLines<>(results, Row.class);
    }

    /** One chain; values by measure and name. */
    record Row(String model, String pair, String solver, double seconds, Map<String, Double> values) {}

    public static void main(String[] args) {
        try (NeuroChains nc = NeuroChains.model(Path.of(args[0]))
                .threads(Integer.getInteger("threads", 2))
                .open()) {
            MeasureStudy study = new MeasureStudy(nc, Path.of(args[1]), Path.of(args[2]));
            String pairs = args.length > 3 ? args[3] : PAIRS;
            for (String solver : (args.length > 4 ? args[4] : "shrink,paper").split(",", -1)) {
                for (String pair : pairs.equals("-") ? new String[0] : pairs.split(",", -1)) {
                    study.run(pair, solver);
                }
            }
            study.print();
        }
    }

    private void run(String pair, String name) {
        String file = String.valueOf(model.file().getFileName());
        if (rows.all().stream()
                .anyMatch(row -> row.model.equals(file) && row.pair.equals(pair) && row.solver.equals(name))) {
            return;
        }
        long start = System.nanoTime();
        try (Scope scope = Scope.open()) {
            ImageSet set = nc.images(ImageLocation.of(images));
            ImageLoader loader = new ImageLoader(nc.model().preprocessing(), 2);
            Region region = nc.region(images)
                    .classes(pair.split(":", -1))
                    .further(FurtherImages.NONE)
                    .select();
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
            rows.add(new Row(file, pair, name, (System.nanoTime() - start) / 1e9, values));
        }
    }

    // --- tables ---

    private void print() {
        for (String solver : rows.all().stream().map(Row::solver).distinct().toList()) {
            List<Row> own =
                    rows.all().stream().filter(row -> row.solver.equals(solver)).toList();
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
