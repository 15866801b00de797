package org.neurochains.image;

import static org.neurochains.Phrase.text;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.neurochains.network.RunningStatistics;
import org.neurochains.tensor.Scope;

/**
 * Whether a network sees in images what it saw in its training. One that was read as another network, or is shown its
 * images in another form, mostly does not; its batch norms can tell, also where no image's class is known.
 */
public final class DistributionShift {
    private static final int IMAGES = 8;

    /** Networks read rightly have up to .22; another activation that harms has .4 and more. */
    private static final double FAR_MEAN = .4;

    /** Networks read rightly have .74 to 1.1; without the normalisation it is a quarter. */
    private static final double FAR_VARIANCE = 2;

    private DistributionShift() {}

    /**
     * One line where batch norms see other values than in training, of a few of the images; what cannot be read is left
     * out in silence.
     */
    public static Optional<String> warning(OpenModel model, List<ImageEntry> images) {
        int count = Math.min(IMAGES, images.size());
        List<ImageEntry> some = IntStream.range(0, count)
                .mapToObj(i -> images.get((int) ((long) i * images.size() / count)))
                .toList();
        ImageLoader loader = new ImageLoader(model.preprocessing(), 1, fault -> {});
        List<LoadedImage> loaded = loader.load(some);
        if (loaded.isEmpty()) {
            return Optional.empty();
        }
        try (Scope scope = Scope.open()) {
            return RunningStatistics.of(model.model().network(), loader.batch(loaded))
                    .filter(DistributionShift::far)
                    .map(DistributionShift::line);
        }
    }

    private static boolean far(RunningStatistics seen) {
        return !(seen.mean() < FAR_MEAN && seen.variance() < FAR_VARIANCE && seen.variance() > 1 / FAR_VARIANCE);
    }

    private static String line(RunningStatistics seen) {
        return text(
                "the network sees other values in these images than in its training (of half its batch norms, means"
                        + " are off by %.2f standard deviations or more, variances %.2g times what they were): is it"
                        + " another architecture than assumed (inspect says what is), or does it see its images"
                        + " otherwise (mean, std, input size)?",
                seen.mean(), seen.variance());
    }
}
