package org.neurochains.parts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.neurochains.Progress;
import org.neurochains.evidence.ScoreCam;
import org.neurochains.evidence.ScoreCamVariant;
import org.neurochains.evidence.Smoe;
import org.neurochains.evidence.SmoeMaps;
import org.neurochains.evidence.SmoeOptions;
import org.neurochains.image.PartFolder;
import org.neurochains.image.Region;
import org.neurochains.measure.ChainOnRegion;
import org.neurochains.measure.KnownParts;
import org.neurochains.measure.Measured;
import org.neurochains.network.Network;
import org.neurochains.tensor.Tensor;

/**
 * What the measure {@code parts} needs besides the chain.
 *
 * @param samples the region's images, in their order, and their parts
 * @param maps the chain's saliency maps of the same images; may be none
 */
public record PartKnowledge(PartSamples samples, List<PointingGame.Maps> maps) implements KnownParts {
    public PartKnowledge {
        maps = List.copyOf(maps);
    }

    /**
     * Reads the parts of a region's images. New tensors belong to the caller's scope.
     *
     * @param root the image folder
     * @param images the region's images as the network takes them, in their order
     * @throws org.neurochains.InputException if the folder lacks a map of an image, or something in it cannot be read
     */
    public static PartSamples samples(PartFolder folder, Region region, Path root, Tensor images) {
        List<PartSamples.Source> sources = region.images().stream()
                .map(image -> new PartSamples.Source(
                        root.resolve(image.file()),
                        image.file(),
                        region.labels().name(image.label())))
                .toList();
        return PartSamples.read(folder, sources, images, region.preprocessing());
    }

    /** Adds the saliency maps of a chain of the region. */
    public static PartKnowledge of(PartSamples samples, ChainOnRegion subject, Progress progress) {
        return new PartKnowledge(samples, List.of(smoe(subject, progress), scoreCam(subject, progress)));
    }

    @Override
    public Measured<Parts> measure(ChainOnRegion subject, long seed, Progress progress) {
        PartResponses responses = PartResponses.of(subject.network(), samples, subject.microBatch(), progress);
        return Parts.of(subject, this, responses, seed);
    }

    /** Combine All, of the chain. */
    private static PointingGame.Maps smoe(ChainOnRegion subject, Progress progress) {
        List<SmoeMaps> maps = Smoe.of(
                subject.network(), subject.scoring(), subject.samples().batch(), SmoeOptions.defaults(), progress);
        return new PointingGame.Maps(
                "SMOE", maps.stream().map(map -> map.combined().toFloats()).toList());
    }

    /** Of the chain, for the class that the network predicts. Channels that the chain lacks cost nothing. */
    private static PointingGame.Maps scoreCam(ChainOnRegion subject, Progress progress) {
        Network network = subject.network();
        Tensor images = subject.samples().batch();
        List<float[]> maps = new ArrayList<>();
        for (int i = 0; i < subject.samples().size(); i++) {
            Tensor image = images.narrow(0, i, 1);
            maps.add(ScoreCam.of(
                            network,
                            subject.scoring(),
                            image,
                            subject.predicted(i),
                            ScoreCamVariant.CODE,
                            progress.part("Score-CAM", i, subject.samples().size()))
                    .map()
                    .toFloats());
        }
        return new PointingGame.Maps("Score-CAM", maps);
    }
}
