package org.neurochains.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.neurochains.chain.Chain;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.OpenModel;
import org.neurochains.image.Pixels;
import org.neurochains.image.Preprocessing;
import org.neurochains.image.Region;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.network.OutputKind;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** The page of a chain that has just been found. */
public record ChainReport(OpenModel model, Region region, Subnetwork subnetwork) {
    private static final int THUMBNAIL = 112;
    private static final int SHOWN = 5;

    /** Writes the page of what is stored in a chain's folder. */
    public static Path write(Path folder) {
        Path file = folder.resolve(OutputFolder.REPORT);
        new ReportFolder(folder).read().write(file);
        return file;
    }

    /**
     * Puts a chain, with what its page shows, in the place of an older one in the folder. Of one whose search was
     * stopped there is no page, which takes passes of the network.
     */
    public void write(OutputFolder folder, Chain chain) {
        Network network = model.model().network();
        folder.replaceChain(fresh -> {
            if (!chain.record().stopped()) {
                writePage(new ReportFolder(fresh), chain, network);
            }
            ChainFile.write(fresh, chain, network);
        });
    }

    private void writePage(ReportFolder pages, Chain chain, Network network) {
        pages.write(ReportFolder.TOPOLOGY, LayerPlace.of(network));
        pages.write(ReportFolder.IMAGES, images(chain.logits()));
        pages.write(ReportFolder.FILTERS, shares(chain));
        List<FamilyMember> family = FamilyMember.of(chain, network);
        pages.write(ReportFolder.FAMILY, family);
        pages.write(ReportFolder.LIVE, live(family, false));
    }

    /** What the page knows of filters before they are explained. */
    private static List<FilterEvidence> shares(Chain chain) {
        return chain.record().layers().stream()
                .flatMap(layer -> layer.filters().stream().map(layer::nameOf))
                .filter(chain.shares()::containsKey)
                .map(name -> FilterEvidence.of(name, chain.shares().getOrDefault(name, Map.of())))
                .toList();
    }

    /** The cut network for the page, which runs the family too; {@code whole} includes it however large it is. */
    LiveChain live(List<FamilyMember> family, boolean whole) {
        return LiveChain.of(model.model().network(), subnetwork, region, FamilyMember.bypassedBy(family), whole);
    }

    /**
     * The region's images with what both networks say of them.
     *
     * @param known the whole network's logits for each image; empty to compute them
     */
    List<PageImage> images(List<float[]> known) {
        Network network = model.model().network();
        List<List<PageImage.Answer>> original = predictions(known.isEmpty() ? logits(network, Scoring.NONE) : known);
        Network left = Cut.orWhole(network, subnetwork.retention());
        List<List<PageImage.Answer>> chain = predictions(logits(left, subnetwork.scoring()));
        List<PageImage> images = new ArrayList<>();
        for (int i = 0; i < original.size(); i++) {
            var image = region.images().get(i);
            images.add(new PageImage(
                    image.file(),
                    region.labels().name(image.label()),
                    thumbnail(image.pixels(), model.preprocessing()),
                    original.get(i),
                    chain.get(i),
                    List.of(),
                    List.of()));
        }
        return images;
    }

    private List<float[]> logits(Network network, Scoring scoring) {
        try (Scope scope = Scope.open()) {
            return ForwardBatches.logits(Executor.of(network), scoring, region.batch(), model.batch())
                    .rows();
        }
    }

    private List<List<PageImage.Answer>> predictions(List<float[]> logits) {
        OutputKind outputs = model.model().network().outputs();
        List<List<PageImage.Answer>> all = new ArrayList<>();
        for (float[] row : logits) {
            try (Scope scope = Scope.open()) {
                all.add(best(
                        outputs.probabilities(Tensor.of(row, 1, row.length)).toFloats()));
            }
        }
        return all;
    }

    private List<PageImage.Answer> best(float[] probabilities) {
        return answered(probabilities, region.classes())
                .map(c -> new PageImage.Answer(region.labels().name(c), probabilities[c]))
                .toList();
    }

    /** The most probable classes and a region's own, however improbable: the page shows them beside the chain's. */
    static Stream<Integer> answered(float[] probabilities, List<Integer> own) {
        List<Integer> ranked = IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparing(c -> -probabilities[c]))
                .toList();
        Set<Integer> first = Set.copyOf(ranked.subList(0, Math.min(SHOWN, ranked.size())));
        return ranked.stream().filter(c -> first.contains(c) || own.contains(c));
    }

    /** A small picture of what the network sees of an image. */
    static Picture thumbnail(Pixels pixels, Preprocessing preprocessing) {
        return Canvas.forPage(pixels, THUMBNAIL, preprocessing);
    }
}
