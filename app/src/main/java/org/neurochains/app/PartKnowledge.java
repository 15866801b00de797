package org.neurochains.app;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.neurochains.Progress;
import org.neurochains.evidence.ScoreCam;
import org.neurochains.evidence.ScoreCamOptions;
import org.neurochains.evidence.Smoe;
import org.neurochains.evidence.SmoeMaps;
import org.neurochains.evidence.SmoeOptions;
import org.neurochains.image.PartFolder;
import org.neurochains.image.Region;
import org.neurochains.measure.KnownParts;
import org.neurochains.measure.PartSamples;
import org.neurochains.measure.PointingGame;
import org.neurochains.measure.Subject;
import org.neurochains.network.Network;
import org.neurochains.tensor.Tensor;

/** What the measure {@code parts} needs besides the chain: the parts of the region's images, and the chain's saliency maps of them. */
final class PartKnowledge {
    private PartKnowledge() {}

    /**
     * Reads the parts and computes the maps. New tensors belong to the caller's scope.
     *
     * @throws org.neurochains.InputException if the folder lacks a map of an image, or something in it cannot be read
     */
    static KnownParts of(PartFolder folder, Region region, ImageArguments images, Subject subject, Progress progress) {
        List<PartSamples.Source> sources = region.images().stream()
                .map(image -> new PartSamples.Source(
                        images.root().resolve(image.file()),
                        image.file(),
                        region.labels().name(image.label())))
                .toList();
        PartSamples samples =
                PartSamples.read(folder, sources, subject.samples().batch(), region.preprocessing());
        return new KnownParts(samples, List.of(smoe(subject, progress), scoreCam(subject, progress)));
    }

    /** Combine All, of the chain. */
    private static PointingGame.Maps smoe(Subject subject, Progress progress) {
        List<SmoeMaps> maps = Smoe.of(
                subject.network(), subject.scoring(), subject.samples().batch(), SmoeOptions.defaults(), progress);
        return new PointingGame.Maps(
                "SMOE", maps.stream().map(map -> map.combined().toFloats()).toList());
    }

    /** Of the chain, for the class that the network predicts. Channels that the chain lacks cost nothing. */
    private static PointingGame.Maps scoreCam(Subject subject, Progress progress) {
        Network network = subject.network();
        Tensor images = subject.samples().batch();
        ScoreCamOptions options = ScoreCamOptions.of(ScoreCamOptions.Variant.CODE);
        List<float[]> maps = new ArrayList<>();
        IntStream.range(0, subject.samples().size())
                .mapToObj(i -> ScoreCam.of(
                        network, subject.scoring(), images.narrow(0, i, 1), subject.predicted(i), options, progress))
                .forEach(result -> maps.add(result.map().toFloats()));
        return new PointingGame.Maps("Score-CAM", maps);
    }
}
