package org.neurochains.app;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.chain.Chain;
import org.neurochains.image.Classifier;
import org.neurochains.image.ImageFolder;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Labels;
import org.neurochains.image.Region;
import org.neurochains.image.RegionSelector;
import org.neurochains.network.Executor;
import org.neurochains.tensor.Scope;

/** Where a region's images come from: chosen from a folder, or those that a chain was made from. */
record RegionSource(OpenModel model, ImageArguments images, Session session) {
    /** Chooses images from the folder. */
    Region choose(RegionArguments arguments, long seed) {
        ImageSet set = ImageSet.of(images.folder(), model.labels());
        try (Scope scope = Scope.open()) {
            Classifier classifier = Classifier.of(Executor.of(model.model().network()), model.batch());
            return new RegionSelector(set, loader(), classifier, session.progress()).select(arguments.selection(seed));
        }
    }

    /**
     * Reads the images of a chain again.
     *
     * @param place the chain's file, for messages
     * @throws org.neurochains.InputException if one is missing or another one now, or a class is not the model's
     */
    Region restore(String place, Chain chain) {
        Labels labels = labels(chain);
        List<Region.Saved> saved = new ArrayList<>();
        for (Chain.Image image : chain.region().images()) {
            saved.add(new Region.Saved(
                    image.file(),
                    image.sha256(),
                    labels.find(image.label(), place),
                    labels.find(image.predicted(), place),
                    image.probability()));
        }
        return Region.restore(
                images.root(), saved, labels, loader(), chain.region().seed());
    }

    /** The labels, from the class folders where only these have names. */
    private Labels labels(Chain chain) {
        boolean indices = chain.region().classes().stream().allMatch(name -> name.matches("\\d+"));
        return model.labels().named() || indices
                ? model.labels()
                : ImageSet.of(ImageFolder.scan(images.root()), model.labels()).labels();
    }

    private ImageLoader loader() {
        return new ImageLoader(model.preprocessing(), session.threads());
    }
}
