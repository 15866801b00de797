package org.neurochains.measure;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.chain.Scores;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.Classifier;
import org.neurochains.image.ImageFolder;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Labels;
import org.neurochains.image.Preprocessing;
import org.neurochains.image.Region;
import org.neurochains.image.RegionSelection;
import org.neurochains.image.RegionSelector;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.testing.ColourModel;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

/**
 * The model that tells colours apart, with a chain for red and blue on two images of each. It belongs to the caller's
 * scope.
 */
record ColourSubject(Model model, ChainOnRegion subject, ImageLoader loader, Path images) {
    static ColourSubject of(Path modelFile, Path images) {
        Model model = ModelReader.read(modelFile, ModelOptions.NONE);
        ImageLoader loader = new ImageLoader(Preprocessing.of(model.input()), 1);
        ImageSet set = ImageSet.of(ImageFolder.scan(images), Labels.of(ColourModel.LABELS));
        Classifier classifier = Classifier.of(Executor.of(model.network()), 8);
        Region region = new RegionSelector(set, loader, classifier, Progress.NONE)
                .select(new RegionSelection(List.of("red", "blue"), 2, null, null, 0));
        ChainOnRegion subject = ChainOnRegion.of(model.network(), chain(model.network()), Samples.of(region), 8);
        return new ColourSubject(model, subject, loader, images);
    }

    /** Filters 0 and 2 of both layers: red and blue. */
    private static Subnetwork chain(Network network) {
        Map<String, float[]> scores = new LinkedHashMap<>();
        network.units().forEach(unit -> scores.put(unit.name(), new float[] {1, 0, 1, 0}));
        return new Subnetwork(Scores.of(scores), Set.of());
    }

    /** All images of the folder as they are now. */
    NeighbourPool pool(@Nullable Path cache, String... seen) {
        return new NeighbourPool(
                images.toString(), ImageFolder.scan(images).images(), loader, Set.of(seen), model.sha256(), cache);
    }
}
