package org.neurochains.report;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.evidence.Filter;
import org.neurochains.image.ImageEncoder;
import org.neurochains.image.Preprocessing;
import org.neurochains.network.Folding;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Filters that see the image itself are shown as what they are: their kernels, grey where a weight is zero. */
final class KernelFaces {
    /** The form of such a picture in the document. */
    static final String FORM = "kernel";

    private static final int COLOURS = 3;

    private KernelFaces() {}

    /** Gives each such filter its kernel as its first picture. */
    static void add(Network network, List<Filter> filters, PageEvidence shown) {
        for (UnitLayer unit : network.units()) {
            if (!seesTheImage(network, unit)) {
                continue;
            }
            try (Scope scope = Scope.open()) {
                Op.Conv conv = Folding.filters(network, unit);
                if (conv != null && conv.weight().dim(1) == COLOURS) {
                    filters.stream()
                            .filter(filter -> filter.layer().equals(unit.name()))
                            .forEach(filter ->
                                    shown.filter(filter.toString(), e -> with(e, picture(conv, filter.channel()))));
                }
            }
        }
    }

    /** New pictures of a filter, behind its kernel where it has one. */
    static List<FilterEvidence.MadePicture> before(List<FilterEvidence.MadePicture> made, FilterEvidence old) {
        List<FilterEvidence.MadePicture> all = new ArrayList<>();
        old.visualisations().stream()
                .filter(picture -> picture.form().equals(FORM))
                .forEach(all::add);
        all.addAll(made);
        return all;
    }

    private static boolean seesTheImage(Network network, UnitLayer unit) {
        int source = network.node(unit.node()).inputs().get(0);
        int conv = network.node(source).op() instanceof Op.Conv ? source : Folding.foldable(network, source);
        return conv >= 0 && network.node(conv).inputs().get(0) == 0;
    }

    private static Picture picture(Op.Conv conv, int channel) {
        Tensor kernel = conv.weight().select(0, channel);
        float[] values = kernel.contiguous().toFloats();
        float most = 0;
        for (float value : values) {
            most = Math.max(most, Math.abs(value));
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = most > 0 ? 0.5f + values[i] / most / 2 : 0.5f;
        }
        int width = (int) kernel.dim(2);
        int height = (int) kernel.dim(1);
        return Picture.of("png", ImageEncoder.png(Preprocessing.unitPicture(values, width, height)));
    }

    private static FilterEvidence with(FilterEvidence evidence, Picture kernel) {
        List<FilterEvidence.MadePicture> pictures = new ArrayList<>();
        pictures.add(new FilterEvidence.MadePicture(FORM, kernel, 0));
        evidence.visualisations().stream()
                .filter(other -> !other.form().equals(FORM))
                .forEach(pictures::add);
        return evidence.withVisualisations(pictures);
    }
}
