package org.neurochains.chain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.image.Classifier;
import org.neurochains.image.Confidence;
import org.neurochains.image.FurtherImages;
import org.neurochains.image.ImageFolder;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageLocation;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Labels;
import org.neurochains.image.OpenModel;
import org.neurochains.image.Region;
import org.neurochains.image.RegionSelection;
import org.neurochains.image.RegionSelector;
import org.neurochains.network.Executor;
import org.neurochains.tensor.Scope;

/**
 * Where a region's images come from: chosen from a folder, or those that a chain was made from.
 *
 * @param model the network that the images are for
 * @param loader reads images
 */
public record RegionSource(OpenModel model, ImageLocation images, ImageLoader loader, Progress progress) {
    /**
     * Chooses images from the folder; where the default bar leaves too few, it is lowered.
     *
     * @param confidence counts the images that were looked at
     */
    public Region choose(RegionSelection selection, Confidence confidence) {
        try (Scope scope = Scope.open()) {
            return selector(images.folder()).counting(confidence).selectLowering(selection);
        }
    }

    /**
     * The region with further images of its kind, from the whole folder whether or not a list named the region's own.
     *
     * @param confidence counts the images that were looked at
     */
    public Region withFurther(Region region, RegionSelection selection, FurtherImages wanted, Confidence confidence) {
        try (Scope scope = Scope.open()) {
            return selector(images.whole()).counting(confidence).withFurther(region, selection, wanted);
        }
    }

    private RegionSelector selector(ImageFolder folder) {
        Classifier classifier = Classifier.of(Executor.of(model.model().network()), model.batch());
        ImageSet set = ImageSet.of(folder, model.labels()).settled(loader, classifier);
        return new RegionSelector(set, loader, classifier, progress);
    }

    /**
     * Reads the images of a chain again.
     *
     * @param place the chain's file, for messages
     * @throws org.neurochains.InputException if one is missing or another one now, or a class is not the model's
     */
    public Region restore(String place, ChainRecord chain) {
        Labels labels = labels(chain);
        List<Region.Saved> saved = new ArrayList<>();
        for (ChainRecord.Image image : chain.region().images()) {
            saved.add(new Region.Saved(
                    image.file(),
                    image.sha256(),
                    labels.find(image.label(), place),
                    labels.find(image.predicted(), place),
                    image.probability()));
        }
        Region region = Region.restore(
                images.root(), saved, labels, loader, chain.region().seed());
        return region.restoreFurther(
                images.root(),
                digests(chain.region().support()),
                digests(chain.region().heldOut()),
                loader);
    }

    private static Map<String, String> digests(@Nullable List<ChainRecord.FurtherImage> saved) {
        Map<String, String> digests = new LinkedHashMap<>();
        if (saved != null) {
            saved.forEach(image -> digests.put(image.file(), image.sha256()));
        }
        return digests;
    }

    /** The images of a saved chain, read again; refuses as {@link #restore(String, ChainRecord)}. */
    public Region restore(SavedChain chain) {
        return restore(chain.place(), chain.record());
    }

    /** The labels, from the class folders where only these have names. */
    private Labels labels(ChainRecord chain) {
        boolean indices = chain.region().classes().stream().allMatch(name -> name.matches("\\d+"));
        return model.labels().named() || indices
                ? model.labels()
                : ImageSet.of(images.whole(), model.labels()).labels();
    }
}
