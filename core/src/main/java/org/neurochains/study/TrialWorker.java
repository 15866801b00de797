package org.neurochains.study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.chain.BaselineOptions;
import org.neurochains.chain.Chain;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.MemoryPlan;
import org.neurochains.chain.RunRecord;
import org.neurochains.chain.Solver;
import org.neurochains.chain.Solvers;
import org.neurochains.image.Accuracy;
import org.neurochains.image.Classifier;
import org.neurochains.image.ImageDigests;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Labels;
import org.neurochains.image.LostImageException;
import org.neurochains.image.Preprocessing;
import org.neurochains.image.Region;
import org.neurochains.image.RegionSelection;
import org.neurochains.image.RegionSelector;
import org.neurochains.network.Executor;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelReader;

/**
 * Runs trials: a function from a trial's number to its result, the same in every process and thread.
 *
 * <p>Holds the model and the images of a study; one is enough for all threads of a process. Its tensors belong to the
 * scope in which it was opened.
 */
public final class TrialWorker {
    private static final int MOST_IMAGES = 64;

    private final StudyPlan plan;
    private final Model model;
    private final ImageSet set;
    private final ImageLoader loader;
    private final Classifier classifier;
    private final TrialMeasures measures;
    private final Map<Integer, Map<String, Object>> sizes = new ConcurrentHashMap<>();
    private final String host;

    private TrialWorker(StudyPlan plan, Model model, ImageSet set, ImageLoader loader, Path cache, String host) {
        this.plan = plan;
        this.model = model;
        this.set = set;
        this.loader = loader;
        this.classifier = Classifier.of(
                Executor.of(model.network()), loader.preprocessing().imagesAtOnce());
        this.measures = TrialMeasures.of(plan.measures(), model, set, loader, cache);
        this.host = host;
    }

    /**
     * Reads a study's model and finds its images.
     *
     * @param places where they lie in this process
     * @param host a name for this machine, for messages and the table of trials
     * @throws InputException if the model is missing or another one
     */
    public static TrialWorker open(StudyFolder.Contents contents, Places places, String host) {
        StudyPlan plan = contents.plan();
        Model model = ModelReader.read(places.model(), plan.model().options());
        if (!model.sha256().equals(plan.model().sha256())) {
            throw InputException.of(
                    places.model().toString(),
                    "is not the model that was planned with: its SHA-256 is " + model.sha256() + ", planned was "
                            + plan.model().sha256(),
                    "put that model back, or plan the study again");
        }
        ImageDigests digests = ImageDigests.parse(contents.images(), StudyFolder.IMAGES);
        ImageSet set = ImageSet.of(digests.under(places.images()), labels(contents, model));
        ImageLoader loader = new ImageLoader(Preprocessing.of(model.input()), 1).expecting(digests);
        return new TrialWorker(plan, model, set, loader, places.features(), host);
    }

    /**
     * Where things lie in one process.
     *
     * @param features a folder for what is computed of images once, and used by all trials
     */
    public record Places(Path model, Path images, Path features) {
        /** Where they lay when the study was planned. */
        public static Places of(StudyFolder folder, StudyPlan plan) {
            return new Places(
                    Path.of(plan.model().file()),
                    Path.of(plan.images().folder()),
                    folder.path().resolve("features"));
        }
    }

    private static Labels labels(StudyFolder.Contents contents, Model model) {
        String text = contents.labels();
        if (text == null) {
            return Labels.of(model);
        }
        try {
            Path copy = Files.createTempFile("neurochains-labels", null);
            try {
                Files.writeString(copy, text, StandardCharsets.UTF_8);
                return Labels.read(copy, model.network().classes());
            } finally {
                Files.delete(copy);
            }
        } catch (IOException e) {
            throw InputException.of("java.io.tmpdir", "cannot be written (" + e + ")", "make room there", e);
        }
    }

    /**
     * The network's accuracy on some of the images that have a class.
     *
     * @throws InputException if an image is missing or another one
     */
    Accuracy accuracy(int most, Progress progress) {
        return Accuracy.of(set, loader, classifier, most, plan.seed(), progress);
    }

    /**
     * Runs a trial; a fault of its own becomes a result with a reason.
     *
     * @throws CancellationException if cancelled; there is no result then
     */
    public TrialResult run(int number, Progress progress) {
        StudyPlan.Trial trial = plan.trial(number);
        long start = System.nanoTime();
        try {
            return solve(trial, start, Progress.silent(progress::cancelled));
        } catch (CancellationException e) {
            throw e;
        } catch (LostImageException e) {
            return failed(trial, e.getMessage() + " (on " + host + ")", start);
        } catch (InputException e) {
            return failed(trial, String.valueOf(e.getMessage()), start);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            progress.check(); // what a cancelled trial throws on its way out is no failure
            return failed(trial, e + " (on " + host + ")", start);
        }
    }

    private TrialResult solve(StudyPlan.Trial trial, long start, Progress progress) {
        try (Scope scope = Scope.open()) {
            RegionSelector selector = new RegionSelector(set, loader, classifier, progress);
            Region drawn = plan.regions().draw(trial.region(), trial.regionSeed(), selector, set);
            int passes = MemoryPlan.of(model.network()).microBatch(MOST_IMAGES, MemoryPlan.defaultLimit());
            RunRecord record = new RunRecord("study", "study run, trial " + trial.number(), passes);
            Source source = new Source(drawn, selector, plan.regions().selection());
            Solver solver = solver(trial, source, record, progress);
            Region region = source.regionFor(solver);
            Chain extraction = Chain.of(model, region, solver, record, progress);
            progress.check(); // a solver that is cancelled may return what it has
            if (plan.reference(trial.region()) == trial.number()) {
                sizes.put(trial.region(), BaselineOptions.sizeOf(extraction.record()));
            }
            double solved = secondsSince(start);
            TrialMeasures.Rows rows = measures.of(region, extraction, trial.seed(), passes, progress);
            progress.check();
            return TrialResult.of(trial)
                    .classes(region.classNames())
                    .result(extraction.record().result())
                    .values(rows.values())
                    .images(rows.images())
                    .filters(rows.filters())
                    .chain(Zipped.of(ChainFile.json(extraction.record())))
                    .run(run(solved, secondsSince(start) - solved))
                    .build();
        }
    }

    /** A region, and where further images of its kind come from. */
    private record Source(Region region, RegionSelector selector, RegionSelection rule) {
        /** The region with the further images that a solver wants. */
        Region regionFor(Solver solver) {
            return selector.withFurther(region, rule, solver.options().further());
        }
    }

    private Solver solver(StudyPlan.Trial trial, Source source, RunRecord record, Progress progress) {
        Map<String, Object> values = new LinkedHashMap<>(trial.variant().options());
        values.put("seed", trial.seed());
        if (VariantGrid.lacksBudget(trial.variant())) {
            values.putAll(size(trial, source, record, progress));
        }
        return Solvers.of(trial.variant().solver(), model.architecture(), values);
    }

    /** For a baseline without a budget: the size of the region's first chain by a solver that finds its own. */
    private Map<String, Object> size(StudyPlan.Trial trial, Source source, RunRecord record, Progress progress) {
        Map<String, Object> known = sizes.get(trial.region());
        if (known != null) {
            return known;
        }
        StudyPlan.Trial reference = plan.trial(plan.reference(trial.region()));
        Solver solver = solver(reference, source, record, progress);
        Chain chain = Chain.of(model, source.regionFor(solver), solver, record, progress);
        progress.check();
        Map<String, Object> size = BaselineOptions.sizeOf(chain.record());
        sizes.put(trial.region(), size);
        return size;
    }

    private TrialResult failed(StudyPlan.Trial trial, @Nullable String reason, long start) {
        return failed(trial, String.valueOf(reason), run(secondsSince(start), 0));
    }

    /** The result of a trial that did not end well. */
    public static TrialResult failed(StudyPlan.Trial trial, String reason, TrialResult.Run run) {
        return TrialResult.of(trial).reason(reason).run(run).build();
    }

    private TrialResult.Run run(double solve, double measure) {
        String now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        return new TrialResult.Run(solve, measure, host, now);
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
