package org.neurochains;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.Solvers;
import org.neurochains.image.ImageDigests;
import org.neurochains.image.ImageLocation;
import org.neurochains.image.ImageSet;
import org.neurochains.image.OpenModel;
import org.neurochains.study.RegionRule;
import org.neurochains.study.StudyFolder;
import org.neurochains.study.StudyPlan;
import org.neurochains.study.TrialMeasures;
import org.neurochains.study.VariantGrid;

/**
 * What a study tries.
 *
 * @param trials how many: one region with one solver each
 * @param regions how a trial's images are drawn
 * @param solvers names; each region is solved by all of them
 * @param grid values of solvers' options, such as {@code lambda=.001,.005}; several options make a grid
 * @param measures names of what is measured of each chain
 * @param seed of everything drawn at random
 */
@RecordBuilder
public record StudyOptions(
        int trials, RegionRule regions, List<String> solvers, List<String> grid, List<String> measures, long seed)
        implements StudyOptionsBuilder.With {
    public StudyOptions {
        solvers = List.copyOf(solvers);
        grid = List.copyOf(grid);
        measures = List.copyOf(measures);
    }

    /** Starts from pairs of classes drawn at random, the usual solver and fidelity; trials are yet to be said. */
    public static StudyOptionsBuilder builder() {
        return StudyOptionsBuilder.builder()
                .regions(RegionRule.DEFAULT)
                .solvers(List.of(Solvers.DEFAULT))
                .grid(List.of())
                .measures(TrialMeasures.DEFAULT);
    }

    /** The plan with the texts it refers to; checks that the images suffice. */
    StudyFolder.Contents contents(OpenModel model, ModelBuilder said, ImageLocation images) {
        said.progress.report("reading images", 0, 0, images.root().toString());
        ImageDigests digests = ImageDigests.of(images.folder());
        Path labels = said.labels;
        StudyPlan plan = new StudyPlan(
                StudyPlan.SCHEMA,
                new StudyPlan.ModelSource(
                        said.file.toAbsolutePath().normalize().toString(),
                        model.model().sha256(),
                        model.model().architecture(),
                        said.options,
                        labels == null ? null : StudyFolder.LABELS),
                StudyPlan.ImageSource.of(images.root().toAbsolutePath().normalize(), digests),
                regions,
                VariantGrid.of(solvers, grid, model.model().architecture()),
                TrialMeasures.require(measures),
                trials,
                seed);
        plan.regions().check(ImageSet.of(digests.under(images.root()), model.labels()));
        return new StudyFolder.Contents(plan, digests.text(), text(labels));
    }

    private static @Nullable String text(@Nullable Path labels) {
        if (labels == null) {
            return null;
        }
        try {
            return Files.readString(labels, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw InputException.of(labels.toString(), "cannot be read (" + e + ")", "give a text file", e);
        }
    }
}
