package org.neurochains.study;

import static org.neurochains.InputException.parameter;
import static org.neurochains.InputException.requireInRange;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.file.Sha256;
import org.neurochains.image.ImageDigests;
import org.neurochains.weights.ModelOptions;

/**
 * What a study does, as study.json holds it. With the model and the images of the digests in it, it decides every
 * number of the study but times.
 *
 * @param schema {@link #SCHEMA}
 * @param regions how a trial's images are drawn
 * @param variants solvers with their options; each region is solved by all of them in turn
 * @param measures names of {@link org.neurochains.measure.Measure}
 * @param trials how many: one region with one solver each
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StudyPlan(
        String schema,
        ModelSource model,
        ImageSource images,
        RegionRule regions,
        List<Variant> variants,
        List<String> measures,
        int trials,
        long seed) {
    /** The format that this version writes and reads. */
    public static final String SCHEMA = "neurochains/study/1";

    /** More trials than this are hardly meant. */
    public static final int MOST_TRIALS = 10_000_000;

    /**
     * The model.
     *
     * @param file an absolute path
     * @param labels the file of class names inside the study's folder; null where the model file names them, or nobody
     *     does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ModelSource(
            String file,
            String sha256,
            String architecture,
            ModelOptions options,
            @Nullable String labels) {}

    /**
     * The images.
     *
     * @param folder an absolute path
     * @param count how many files the list names
     * @param sha256 of the text of the list, which stands in the study's folder
     */
    public record ImageSource(String folder, int count, String sha256) {
        /** Listed images below a folder. */
        public static ImageSource of(Path folder, ImageDigests digests) {
            byte[] text = digests.text().getBytes(StandardCharsets.UTF_8);
            return new ImageSource(folder.toString(), digests.size(), Sha256.of(text));
        }
    }

    /**
     * A solver with options.
     *
     * @param label its name in tables: the solver's, and the values of the grid
     * @param options by the names of chain.json; what is not given is left to the solver
     */
    public record Variant(String label, String solver, Map<String, Object> options) {}

    /** Checks the number of trials. */
    public StudyPlan {
        variants = List.copyOf(variants);
        measures = List.copyOf(measures);
        requireInRange(trials >= 1 && trials <= MOST_TRIALS, parameter("trials"), trials, "1 to " + MOST_TRIALS);
    }

    /**
     * A trial. All variants see a region before the next region's turn; a region's seed depends on the study's seed and
     * the region's number alone, a trial's on the study's seed and the trial's number.
     *
     * @param number from 0 to {@link #trials} - 1
     */
    public Trial trial(int number) {
        if (number < 0 || number >= trials) {
            throw new IndexOutOfBoundsException("trial " + number + " of " + trials);
        }
        int region = number / variants.size();
        int variant = number % variants.size();
        return new Trial(
                number, region, variants.get(variant), Seeds.of(seed, 2L * number), Seeds.of(seed, 2L * region + 1));
    }

    /** The number of the region's first trial whose solver finds its own number of filters; -1 where there is none. */
    int reference(int region) {
        for (int v = 0; v < variants.size(); v++) {
            int number = region * variants.size() + v;
            if (number < trials && !VariantGrid.isBaseline(variants.get(v))) {
                return number;
            }
        }
        return -1;
    }

    /**
     * One region with one solver.
     *
     * @param seed of what the solver and the measures draw at random
     * @param regionSeed of the region's classes and images
     */
    public record Trial(int number, int region, Variant variant, long seed, long regionSeed) {}
}
