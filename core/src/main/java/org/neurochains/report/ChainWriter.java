package org.neurochains.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.neurochains.chain.Chain;
import org.neurochains.chain.ChainFile;
import org.neurochains.image.OpenModel;
import org.neurochains.image.Region;

/** Writes a chain's folder, with what its page shows. */
public final class ChainWriter {
    private ChainWriter() {}

    /** Puts a chain in the place of an older one in the folder. */
    public static void write(OutputFolder folder, OpenModel model, Region region, Chain chain) {
        folder.replaceChain(fresh -> store(fresh, model, region, chain));
    }

    private static void store(Path fresh, OpenModel model, Region region, Chain chain) {
        ReportFolder pages = new ReportFolder(fresh);
        pages.write(ReportFolder.TOPOLOGY, LayerPlace.of(model.model().network()));
        ChainReport report = new ChainReport(model, region, chain.subnetwork());
        pages.write(ReportFolder.IMAGES, report.images(chain.logits()));
        pages.write(ReportFolder.LIVE, report.live(false));
        pages.write(ReportFolder.FILTERS, shares(chain));
        pages.write(ReportFolder.FAMILY, FamilyMember.of(chain, model.model().network()));
        ChainFile.write(fresh, chain, model.model().network());
    }

    /** What the page knows of filters before they are explained. */
    private static List<FilterEvidence> shares(Chain chain) {
        return chain.record().layers().stream()
                .flatMap(layer -> layer.filters().stream().map(filter -> layer.name() + "." + filter.index()))
                .filter(chain.shares()::containsKey)
                .map(name -> FilterEvidence.of(name, chain.shares().getOrDefault(name, Map.of())))
                .toList();
    }
}
