package org.neurochains;

import static org.neurochains.InputException.parameter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.neurochains.chain.Chain;
import org.neurochains.chain.MemoryPlan;
import org.neurochains.chain.SavedChain;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageLocation;
import org.neurochains.image.OpenModel;
import org.neurochains.image.PartFolder;
import org.neurochains.image.Region;
import org.neurochains.measure.ChainOnRegion;
import org.neurochains.measure.Measure;
import org.neurochains.measure.MeasureOptions;
import org.neurochains.measure.MeasureResult;
import org.neurochains.measure.Measured;
import org.neurochains.measure.NeighbourPool;
import org.neurochains.measure.Samples;
import org.neurochains.parts.PartKnowledge;
import org.neurochains.parts.PartSamples;
import org.neurochains.report.ReportFolder;
import org.neurochains.tensor.Scope;

/** Measures one chain. */
record Evaluating(
        OpenModel model,
        Chain chain,
        Region region,
        MeasureOptions options,
        ModelBuilder settings,
        ImageLoader loader) {
    /** Measures the chain on its region alone. */
    Evaluation run(Consumer<MeasureResult> each) {
        return run(each, subject -> subject);
    }

    /** Measures a saved chain, with what its images lie among. */
    Evaluation of(SavedChain saved, ImageLocation images) {
        ReportFolder folder = new ReportFolder(saved.folder());
        return run(folder::writeFinding, subject -> {
            saved.requireSame(
                    region,
                    IntStream.range(0, region.images().size())
                            .mapToDouble(i -> subject.originalOutputs()
                                    .probability(i, region.images().get(i).predicted()))
                            .toArray());
            return withParts(subject, images.root()).with(pool(images));
        });
    }

    private NeighbourPool pool(ImageLocation images) {
        return new NeighbourPool(
                images.root().toString(),
                images.folder().images(),
                loader,
                chain.record().region().files(),
                model.model().sha256(),
                options.features());
    }

    private List<Measure> wanted() {
        return options.measures().isEmpty() ? Arrays.asList(Measure.values()) : options.measures();
    }

    private ChainOnRegion withParts(ChainOnRegion subject, Path root) {
        if (!wanted().contains(Measure.PARTS)) {
            return subject;
        }
        Path named = options.parts();
        Optional<PartFolder> parts = named == null ? PartFolder.beside(root) : Optional.of(PartFolder.open(named));
        if (parts.isEmpty()) {
            return subject;
        }
        PartSamples known = PartKnowledge.samples(
                parts.get(), region, root, subject.samples().batch());
        return subject.with(PartKnowledge.of(known, subject, settings.progress));
    }

    private Evaluation run(Consumer<MeasureResult> each, UnaryOperator<ChainOnRegion> more) {
        MeasureOptions how = options.tunedAs(chain.record());
        List<MeasureResult> findings = new ArrayList<>();
        Map<Measure, String> leftOut = new EnumMap<>(Measure.class);
        try (Scope scope = Scope.open()) {
            int batch = MemoryPlan.of(model.model().network())
                    .microBatch(Math.max(region.images().size(), model.batch()), settings.memory);
            ChainOnRegion subject =
                    more.apply(ChainOnRegion.of(model.model().network(), chain.subnetwork(), Samples.of(region), batch)
                            .withEffects(chain.record().effects()));
            for (Measure measure : wanted()) {
                settings.progress.check();
                try (Scope inner = Scope.open()) {
                    Measured<? extends MeasureResult> found = measure.of(subject, how, settings.progress);
                    if (found.isDefined()) {
                        each.accept(found.get());
                        findings.add(found.get());
                    } else if (options.measures().isEmpty()) {
                        leftOut.put(measure, found.reason());
                    } else {
                        throw InputException.of(
                                parameter("measure") + " " + measure.text(),
                                "does not apply: " + found.reason(),
                                "leave it out of " + parameter("measure"));
                    }
                }
            }
        }
        return new Evaluation(findings, leftOut);
    }
}
