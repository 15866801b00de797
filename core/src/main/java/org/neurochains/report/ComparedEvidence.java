package org.neurochains.report;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison's page shows of one chain beside its record.
 *
 * @param filters what stands for each filter in a picture, and its shares; empty where nobody explained the chain
 * @param removals what the chain says without each filter
 * @param live its cut network, for the page to run; null where nobody has looked
 */
public record ComparedEvidence(
        List<FilterEvidence> filters,
        List<Removal> removals,
        @Nullable LiveChain live) {

    public ComparedEvidence {
        filters = List.copyOf(filters);
        removals = List.copyOf(removals);
    }

    /**
     * What is in a chain's folder.
     *
     * @throws org.neurochains.InputException if a file in it is not what explain writes
     */
    public static ComparedEvidence of(Path folder) {
        ReportDocument document = new ReportFolder(folder).read();
        return new ComparedEvidence(
                document.filters().stream().map(ComparedEvidence::face).toList(), document.removals(), document.live());
    }

    /** How many characters the network takes in the page. */
    public long size() {
        return live == null || live.network() == null
                ? 0
                : live.network().path("values").asString().length();
    }

    /** The same without a network to run, for a reason. */
    public ComparedEvidence without(String reason) {
        return new ComparedEvidence(filters, removals, LiveChain.without(reason));
    }

    /** The same with one picture: its kernel, else the natural image that excites it most, else one made for it. */
    private static FilterEvidence face(FilterEvidence filter) {
        FilterEvidence bare = FilterEvidence.of(filter.name(), filter.shares())
                .withFiringAgreement(filter.firingAgreement())
                .withNeverFires(filter.neverFires());
        List<FilterEvidence.MadePicture> kernels = filter.visualisations().stream()
                .filter(picture -> picture.form().equals(KernelFaces.FORM))
                .toList();
        List<FilterEvidence.TopImage> natural = filter.topImages().stream()
                .limit(1)
                .filter(image -> image.activation() > 0)
                .map(image -> new FilterEvidence.TopImage(
                        image.file(), image.label(), image.crop(), null, null, null, image.activation()))
                .toList();
        if (kernels.isEmpty() && !natural.isEmpty()) {
            return bare.withTopImages(natural);
        }
        List<FilterEvidence.MadePicture> made = filter.visualisations();
        return bare.withVisualisations(kernels.isEmpty() ? made.subList(0, Math.min(1, made.size())) : kernels);
    }
}
