package org.neurochains.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.OpenModel;
import org.neurochains.image.Pixels;
import org.neurochains.image.Preprocessing;
import org.neurochains.image.Region;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.Flow;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** The page of a chain that has just been found. */
public final class ChainReport {
    private static final int THUMBNAIL = 112;
    private static final int SHOWN = 5;

    private final OpenModel model;
    private final Region region;
    private final Subnetwork subnetwork;

    ChainReport(OpenModel model, Region region, Subnetwork subnetwork) {
        this.model = model;
        this.region = region;
        this.subnetwork = subnetwork;
    }

    /**
     * Stores what the page shows in the chain's folder.
     *
     * @param logits of the whole network for each of the region's images
     */
    void store(Path out, List<float[]> logits) {
        ReportFolder folder = ReportFolder.of(out);
        folder.writeTopology(LayerPlace.of(model.model().network()));
        folder.writeImages(images(logits));
        folder.writeLive(live(false));
    }

    /** Writes the page of what is stored in a chain's folder. */
    public static void write(Path folder) {
        Report.write(ReportFolder.of(folder).read(), folder.resolve(OutputFolder.REPORT));
    }

    /** The region's images with what both networks say of them. */
    List<RegionImage> images() {
        return images(logits(model.model().network(), Scoring.NONE));
    }

    /** The cut network for the page; {@code whole} includes it however large it is. */
    LiveChain live(boolean whole) {
        return LiveChain.of(model.model().network(), subnetwork, region, whole);
    }

    private List<RegionImage> images(List<float[]> known) {
        Network network = model.model().network();
        List<List<RegionImage.Prediction>> original = predictions(known);
        boolean cutThrough = Flow.of(network, subnetwork.retention()).cutThrough();
        Network left = cutThrough ? network : Cut.of(network, subnetwork.retention());
        List<List<RegionImage.Prediction>> chain = predictions(logits(left, subnetwork.scoring()));
        List<RegionImage> images = new ArrayList<>();
        for (int i = 0; i < original.size(); i++) {
            var image = region.images().get(i);
            images.add(new RegionImage(
                    image.file(),
                    region.labels().name(image.label()),
                    thumbnail(image.pixels()),
                    original.get(i),
                    chain.get(i),
                    List.of(),
                    List.of()));
        }
        return images;
    }

    private List<float[]> logits(Network network, Scoring scoring) {
        List<float[]> all = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            Executor executor = Executor.of(network);
            Tensor images = region.batch();
            for (long start = 0; start < images.dim(0); start += model.batch()) {
                long length = Math.min(model.batch(), images.dim(0) - start);
                all.addAll(executor.logits(images.narrow(0, start, length), scoring)
                        .rows());
            }
        }
        return all;
    }

    private List<List<RegionImage.Prediction>> predictions(List<float[]> logits) {
        List<List<RegionImage.Prediction>> all = new ArrayList<>();
        for (float[] row : logits) {
            try (Scope scope = Scope.open()) {
                all.add(best(
                        Functional.softmax(Tensor.of(row, 1, row.length), 1).toFloats()));
            }
        }
        return all;
    }

    private List<RegionImage.Prediction> best(float[] probabilities) {
        return IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparing(c -> -probabilities[c]))
                .limit(SHOWN)
                .map(c -> new RegionImage.Prediction(region.labels().name(c), probabilities[c]))
                .toList();
    }

    private Picture thumbnail(Pixels pixels) {
        return thumbnail(pixels, model.preprocessing());
    }

    /** A small picture of what the network sees of an image. */
    static Picture thumbnail(Pixels pixels, Preprocessing preprocessing) {
        return Canvas.forPage(pixels, THUMBNAIL, preprocessing);
    }
}
