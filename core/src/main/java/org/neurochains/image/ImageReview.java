package org.neurochains.image;

import static org.neurochains.InputException.parameter;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.InputException;
import org.neurochains.tensor.Scope;

/**
 * Reads images and asks the network about them.
 *
 * @param mostBatch how many go through the network at once
 * @param confidence counts the images whose classes are known
 */
record ImageReview(ImageSet set, ImageLoader loader, Classifier classifier, int mostBatch, Confidence confidence) {

    /** The images of files with their predictions, in the files' order; what cannot be read is left out. */
    List<RegionImage> look(List<ImageEntry> files) {
        List<LoadedImage> loaded = loader.load(files);
        if (loaded.isEmpty()) {
            return List.of();
        }
        float[][] probabilities;
        try (Scope scope = Scope.open()) {
            probabilities = classifier.probabilities(loader.batch(loaded));
        }
        List<RegionImage> images = new ArrayList<>();
        for (int i = 0; i < loaded.size(); i++) {
            images.add(predicted(loaded.get(i), probabilities[i]));
        }
        return images;
    }

    private RegionImage predicted(LoadedImage image, float[] probabilities) {
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) {
            best = probabilities[c] > probabilities[best] ? c : best;
        }
        if (!(probabilities[best] >= 0)) {
            throw InputException.of(
                    image.entry().path().toString(),
                    "the model answers with " + probabilities[best],
                    "check the model's weights, " + parameter("mean") + " and " + parameter("std"));
        }
        int said = set.classOf(image.entry());
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
