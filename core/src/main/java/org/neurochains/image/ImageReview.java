package org.neurochains.image;

import static org.neurochains.InputException.parameter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.tensor.Scope;

/**
 * Reads images and asks the network about them.
 *
 * @param mostBatch how many go through the network at once
 * @param confidence counts the images whose classes are known
 */
record ImageReview(ImageSet set, ImageLoader loader, Classifier classifier, int mostBatch, Confidence confidence) {

    /** The same with another count. */
    ImageReview counting(Confidence other) {
        return new ImageReview(set, loader, classifier, mostBatch, other);
    }

    /** The same of images that somebody named one by one ({@link ImageLoader#requiringAll}); they count for nothing. */
    ImageReview requiringAll() {
        return new ImageReview(set, loader.requiringAll(), classifier, mostBatch, new Confidence());
    }

    /**
     * The images of files with their predictions, in the files' order; what cannot be read is left out.
     *
     * @param asked the classes that are looked for, where files do not say theirs
     */
    List<RegionImage> look(List<ImageEntry> files, List<Integer> asked) {
        List<LoadedImage> loaded = loader.load(files);
        return loaded.isEmpty() ? List.of() : predicted(loaded, asked);
    }

    /** The same, a few files at a time, image by image. */
    void each(
            List<ImageEntry> files, List<Integer> asked, Progress progress, String stage, Consumer<RegionImage> body) {
        loader.each(
                files,
                mostBatch,
                progress,
                stage,
                (loaded, first) -> predicted(loaded, asked).forEach(body));
    }

    private List<RegionImage> predicted(List<LoadedImage> loaded, List<Integer> asked) {
        float[][] probabilities;
        try (Scope scope = Scope.open()) {
            probabilities = classifier.probabilities(loader.batch(loaded));
        }
        List<RegionImage> images = new ArrayList<>();
        for (int i = 0; i < loaded.size(); i++) {
            images.add(predicted(loaded.get(i), probabilities[i], asked));
        }
        return images;
    }

    private RegionImage predicted(LoadedImage image, float[] probabilities, List<Integer> asked) {
        int said = set.classOf(image.entry());
        int best = classifier.outputs().answer(probabilities, said == ImageSet.UNKNOWN ? asked : List.of(said));
        if (!(probabilities[best] >= 0)) {
            throw InputException.of(
                    image.entry().path().toString(),
                    "the model answers with " + probabilities[best],
                    "check the model's weights, " + parameter("mean") + " and " + parameter("std"));
        }
        if (said != ImageSet.UNKNOWN) {
            confidence.add(image.entry().file(), said == best, probabilities[best]);
        }
        return new RegionImage(
                image.entry().file(),
                image.sha256(),
                said == ImageSet.UNKNOWN ? best : said,
                best,
                probabilities[best],
                image.pixels());
    }
}
