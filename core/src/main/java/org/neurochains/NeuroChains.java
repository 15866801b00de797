package org.neurochains;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.neurochains.chain.Chain;
import org.neurochains.chain.ChainExport;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.FilterNames;
import org.neurochains.chain.MemoryPlan;
import org.neurochains.chain.RegionSource;
import org.neurochains.chain.RunRecord;
import org.neurochains.chain.SavedChain;
import org.neurochains.chain.ShrinkOptions;
import org.neurochains.chain.ShrinkSolver;
import org.neurochains.chain.Solver;
import org.neurochains.chain.Solvers;
import org.neurochains.chain.StoredMember;
import org.neurochains.evidence.PredictedImages;
import org.neurochains.evidence.Reasoning;
import org.neurochains.evidence.ReasoningOptions;
import org.neurochains.image.Classifier;
import org.neurochains.image.ImageEntry;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageLocation;
import org.neurochains.image.ImageSet;
import org.neurochains.image.LoadedImage;
import org.neurochains.image.OpenModel;
import org.neurochains.image.Prediction;
import org.neurochains.image.Region;
import org.neurochains.measure.Measure;
import org.neurochains.measure.MeasureOptions;
import org.neurochains.network.Executor;
import org.neurochains.network.OutputKind;
import org.neurochains.network.Scoring;
import org.neurochains.report.ChainReport;
import org.neurochains.report.ComparisonDocument;
import org.neurochains.report.EachImage;
import org.neurochains.report.ExplainOptions;
import org.neurochains.report.Explaining;
import org.neurochains.report.FolderLock;
import org.neurochains.report.GraphPng;
import org.neurochains.report.GraphSvg;
import org.neurochains.report.OutputFolder;
import org.neurochains.report.ReportDocument;
import org.neurochains.report.ReportFolder;
import org.neurochains.study.StudyFolder;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.weights.ModelCache;

/**
 * The front door: a trained network, and everything that can be asked of it. What the command line does, this does.
 *
 * <pre>{@code
 * try (NeuroChains nc = NeuroChains.open(Path.of("resnet20.th"))) {
 *     Region region = nc.region(Path.of("photos")).classes("cat", "dog").select();
 *     Chain chain = nc.extract(region);
 *     System.out.println(nc.evaluate(chain, region, Measure.FIDELITY));
 *     SavedChain saved = nc.save(chain, region, Path.of("out"));
 *     nc.explain(saved, Path.of("photos"));
 *     NeuroChains.page(Path.of("out"));
 * }
 * }</pre>
 *
 * <p>Use it on one thread: the network's weights lie in native memory that is freed when it is closed. Faults of input
 * are {@link InputException}s; a {@link Progress} that cancels ends the call with a {@link CancellationException}.
 */
public final class NeuroChains implements AutoCloseable {
    private final Scope scope;
    private final ModelBuilder settings;
    private final OpenModel model;
    private final ImageLoader loader;

    NeuroChains(ModelBuilder settings) {
        this.settings = settings;
        this.scope = Scope.open();
        try {
            this.model = settings.read();
            this.loader = new ImageLoader(model.preprocessing(), settings.threads);
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
    }

    /**
     * Opens a trained network as its file describes it.
     *
     * @param file .safetensors, a PyTorch state_dict (.pth, .pt, .th, .bin) or .onnx
     * @throws InputException if it cannot be read
     */
    public static NeuroChains open(Path file) {
        return model(file).open();
    }

    /** A network that something else is to be said about, such as its architecture or its classes' names. */
    public static ModelBuilder model(Path file) {
        return new ModelBuilder(file);
    }

    /** Published weights, kept in a folder. */
    public static ModelCache published(Path folder) {
        return ModelCache.of(folder);
    }

    /** This program's version, such as {@code 1.2.0}. */
    public static String version() {
        try (InputStream in = NeuroChains.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "of unknown version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The network, its classes' names, and what is done to its images. */
    public OpenModel model() {
        return model;
    }

    // --- images ---

    /** Images of a folder, to choose a region from. */
    public RegionBuilder region(Path images) {
        return region(ImageLocation.of(images));
    }

    /** Images to choose a region from. */
    public RegionBuilder region(ImageLocation images) {
        return new RegionBuilder(source(images));
    }

    private RegionSource source(ImageLocation images) {
        return new RegionSource(model, images, loader, settings.progress);
    }

    /** A folder's images with the classes that they are said to be. */
    public ImageSet images(ImageLocation images) {
        return ImageSet.of(images.folder(), model.labels())
                .settled(loader, Classifier.of(Executor.of(model.model().network()), model.batch()));
    }

    /** What the network says of each image of a folder. */
    public List<Prediction> predict(Path images) {
        List<Prediction> all = new ArrayList<>();
        predict(images(ImageLocation.of(images)), all::add);
        return all;
    }

    /**
     * What the network says of images, in their order. Those that cannot be read are left out, unless a list names
     * them.
     *
     * @throws InputException if none can be read
     */
    public void predict(ImageSet set, Consumer<Prediction> each) {
        Executor executor = Executor.of(model.model().network());
        ImageLoader reader = set.folder().listed() ? loader.requiringAll() : loader;
        List<ImageEntry> all = set.images();
        int read = reader.each(
                all,
                model.batch(),
                settings.progress,
                "predicting",
                (some, first) -> predict(executor, reader, some, set, each));
        if (read == 0) {
            throw reader.noneRead(set.folder().root().toString(), all.size());
        }
    }

    private static void predict(
            Executor executor, ImageLoader loader, List<LoadedImage> some, ImageSet set, Consumer<Prediction> each) {
        List<float[]> logits;
        List<float[]> probabilities;
        OutputKind kind = executor.network().outputs();
        try (Scope inner = Scope.open()) {
            Tensor all = executor.logits(loader.batch(some), Scoring.NONE);
            logits = all.rows();
            probabilities = kind.probabilities(all).rows();
        }
        for (int i = 0; i < some.size(); i++) {
            ImageEntry entry = some.get(i).entry();
            each.accept(new Prediction(entry.file(), set.classOf(entry), logits.get(i), probabilities.get(i), kind));
        }
    }

    // --- chains ---

    /** The chain of a region by the usual solver with its defaults. */
    public Chain extract(Region region) {
        return extract(region, Solvers.of(Solvers.DEFAULT, model.model().architecture(), Map.of()));
    }

    /** The chain of a region by the usual solver. */
    public Chain extract(Region region, ShrinkOptions options) {
        return extract(region, new ShrinkSolver(options));
    }

    /**
     * The chain of a region, with its contributions and inference chains.
     *
     * @throws CancellationException if cancelled before there is a chain; later, the smallest so far that holds is
     *     returned, without its contributions
     */
    public Chain extract(Region region, Solver solver) {
        int images = 2 * region.images().size() + region.support().size();
        int pass = MemoryPlan.of(model.model().network()).microBatch(images, settings.memory);
        RunRecord run = new RunRecord(version(), settings.command, pass);
        Chain chain = Chain.of(model.model(), region, solver, run, settings.progress);
        if (chain.record().stopped()) {
            return chain;
        }
        try {
            Reasoning reasoning = Reasoning.of(
                    model.model().network(),
                    chain.subnetwork(),
                    PredictedImages.of(region),
                    ReasoningOptions.defaults(pass),
                    settings.progress);
            return chain.with(reasoning.addedTo(chain.record()), reasoning.shares());
        } catch (CancellationException e) {
            ChainRecord record = chain.record();
            return chain.with(record.withResult(record.result().withStopped(true)), Map.of());
        }
    }

    /**
     * Writes a chain's folder: chain.json, scores.safetensors and what its page shows. An older chain in it is
     * replaced.
     *
     * @throws InputException if the folder cannot be written, or another process writes it
     */
    public SavedChain save(Chain chain, Region region, Path folder) {
        try (OutputFolder out = OutputFolder.prepare(folder)) {
            return save(chain, region, out);
        }
    }

    /** Writes a chain into a folder that is held already. */
    public SavedChain save(Chain chain, Region region, OutputFolder folder) {
        new ChainReport(model, region, chain.subnetwork()).write(folder, chain);
        return new SavedChain(folder.path(), model, chain);
    }

    /**
     * A chain for each image of a region by itself, each in a folder inside this one, and their comparison with its
     * page.
     *
     * @param pages whether each chain gets a page of its own
     * @param found hears of every chain, with its number from 1 on
     */
    public EachImage extractEach(
            Region region, Solver solver, OutputFolder folder, boolean pages, BiConsumer<Integer, ChainRecord> found) {
        EachImage.Search search = new EachImage.Search(
                model,
                settings.progress,
                (image, place) -> {
                    try (OutputFolder own = OutputFolder.prepare(place)) {
                        Chain chain = save(extract(image, solver), image, own).chain();
                        if (pages) {
                            page(place);
                        }
                        return chain.record();
                    }
                },
                found);
        return EachImage.extract(region, search, folder);
    }

    /**
     * Reads a chain's folder.
     *
     * @throws InputException if it is none, or the chain is another network's
     */
    public SavedChain read(Path folder) {
        return SavedChain.read(folder, model);
    }

    /**
     * What finds, without a search, the largest chain of at most so many filters that an earlier search has stored on
     * its way. Its region is that of the search, {@link RegionBuilder#of(String, ChainRecord)}.
     *
     * @param folder of the earlier search's chain
     * @throws InputException if the folder is none, the chain is another network's, or all that are stored are larger
     */
    public Solver storedChain(Path folder, int filters) {
        return StoredMember.read(folder, ChainFile.read(folder), model.model(), filters);
    }

    // --- what a chain is worth ---

    /**
     * Measures a chain on its region.
     *
     * @param measures all that apply where none is given
     * @throws InputException if a measure that is given does not apply
     */
    public Evaluation evaluate(Chain chain, Region region, Measure... measures) {
        return evaluate(
                chain,
                region,
                MeasureOptions.builder().measures(Arrays.asList(measures)).build());
    }

    public Evaluation evaluate(Chain chain, Region region, MeasureOptions options) {
        return new Evaluating(model, chain, region, options, settings, loader).run(finding -> {});
    }

    /**
     * Measures a saved chain, and writes what is found into its folder, under measures.
     *
     * @param images where its images are, among others to compare them with
     * @throws InputException if the images are not those of the chain, or a measure that is given does not apply
     */
    public Evaluation evaluate(SavedChain saved, ImageLocation images, MeasureOptions options) {
        try (FolderLock lock = FolderLock.take(saved.folder())) {
            saved.requireUnchanged();
            Region region = source(images).restore(saved);
            return new Evaluating(model, saved.chain(), region, options, settings, loader).of(saved, images);
        }
    }

    // --- what a chain does ---

    /** Makes all evidence of a saved chain, as much as a page shows well. */
    public void explain(SavedChain saved, Path images) {
        explain(saved, ImageLocation.of(images), ExplainOptions.defaults());
    }

    /**
     * Makes evidence of a saved chain: pictures and index.json in its folder under evidence, contributions and
     * inference chains in chain.json. Cancelled, it keeps what is finished.
     *
     * @param images where its images are, among others that excite filters
     * @throws InputException if the images are not those of the chain
     */
    public void explain(SavedChain saved, ImageLocation images, ExplainOptions options) {
        try (FolderLock lock = FolderLock.take(saved.folder());
                Scope inner = Scope.open()) {
            saved.requireUnchanged();
            RunRecord run = new RunRecord(version(), settings.command, model.batch());
            Explaining.of(saved, source(images), options, run).make();
        }
    }

    /**
     * Takes names of filters, as the page saves them, into a chain's chain.json.
     *
     * @return how many are of the chain's filters; others are left out
     * @throws InputException if the file is none of names, or none is of a filter of the chain
     */
    public static int name(Path folder, Path names) {
        FilterNames read = FilterNames.read(names);
        try (FolderLock lock = FolderLock.take(folder)) {
            return read.writeTo(folder);
        }
    }

    /**
     * Writes a chain's page, report.html, of what is in its folder.
     *
     * @return the page
     */
    public static Path page(Path folder) {
        return ChainReport.write(folder);
    }

    /**
     * Writes the graph of a chain's page alone.
     *
     * @param file a PNG if its name ends so, else an SVG
     */
    public static void graph(Path folder, Path file) {
        ReportDocument document = new ReportFolder(folder).read();
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            GraphPng.write(document, file);
        } else {
            GraphSvg.write(document, file);
        }
    }

    /**
     * Writes a chain's cut network as a model file, checked against the masked original.
     *
     * @return whether ONNX Runtime was there and gave the same logits
     */
    public boolean export(SavedChain saved, Path file, ChainExport.Options options) {
        return ChainExport.write(file, model.model(), saved.record(), saved.subnetwork(), options);
    }

    /** What chains of one network share. */
    public static ComparisonDocument compare(List<Path> folders) {
        return Comparing.of(folders);
    }

    /** What chains of this network share, with the divergence of each on the others' regions. */
    public ComparisonDocument compare(List<Path> folders, ImageLocation images) {
        return Comparing.of(folders, model, source(images));
    }

    // --- studies ---

    /**
     * Writes a study's plan: many regions, with one or more solvers each.
     *
     * @throws InputException if there is a study in the folder, or the images do not suffice
     */
    public Study plan(Path folder, ImageLocation images, StudyOptions options) {
        return new Study(StudyFolder.create(folder, options.contents(model, settings, images)));
    }

    @Override
    public void close() {
        scope.close();
    }
}
