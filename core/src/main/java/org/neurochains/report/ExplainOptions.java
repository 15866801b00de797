package org.neurochains.report;

import static org.neurochains.InputException.parameter;
import static org.neurochains.InputException.requireInRange;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.evidence.SmoeOptions;
import org.neurochains.evidence.VisualisationOptions;
import org.neurochains.network.Network;

/**
 * Which evidence is wanted, and how much of it.
 *
 * @param kinds of evidence; what is there of others stays
 * @param paths inference chains of each class, 1 to 1000
 * @param top natural images shown for each filter, 1 to 100
 * @param pool they are looked for in so many images of the folder, drawn at random; 0 for all
 * @param perClass images of each class with feature maps, SMOE, Score-CAM and RAP, 1 to 1000
 * @param smoe how SMOE maps are made
 * @param forms of visualisations, the first one the filter's face
 * @param steps of gradient ascent for a visualisation; null for the usual
 * @param side of a visualisation in pixels; null for the usual
 * @param seed of what is drawn at random
 * @param live whether the page gets the chain's network however large it is
 */
@RecordBuilder
public record ExplainOptions(
        Set<EvidenceKind> kinds,
        int paths,
        int top,
        int pool,
        int perClass,
        SmoeOptions smoe,
        List<VisualisationOptions.Form> forms,
        @Nullable Integer steps,
        @Nullable Integer side,
        long seed,
        boolean live)
        implements ExplainOptionsBuilder.With {
    /**
     * Copies the collections and checks the ranges.
     *
     * @throws InputException if a number is out of range
     */
    public ExplainOptions {
        kinds = Set.copyOf(kinds);
        forms = List.copyOf(forms);
        requireInRange(paths >= 1 && paths <= 1000, parameter("paths"), paths, "1 to 1000");
        requireInRange(top >= 1 && top <= 100, parameter("top"), top, "1 to 100");
        requireInRange(pool >= 0, parameter("pool"), pool, "0 or more");
        requireInRange(perClass >= 1 && perClass <= 1000, parameter("perClass"), perClass, "1 to 1000");
    }

    /** Everything, as much as a page shows well. */
    public static ExplainOptions defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static ExplainOptionsBuilder builder() {
        return ExplainOptionsBuilder.builder()
                .kinds(EnumSet.allOf(EvidenceKind.class))
                .paths(3)
                .top(9)
                .pool(2000)
                .perClass(1)
                .smoe(SmoeOptions.defaults())
                .forms(List.of(VisualisationOptions.Form.FOURIER));
    }

    /** How visualisations of one form are made. */
    VisualisationOptions visualisation(Network network, VisualisationOptions.Form form) {
        VisualisationOptions options =
                VisualisationOptions.defaults(network, form).withSeed(seed);
        options = side == null ? options : options.withSide(side);
        return steps == null ? options : options.withSteps(steps);
    }
}
