package org.neurochains.measure;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.SampleRecord;
import org.neurochains.chain.ShrinkOptions;

/**
 * Records of chains of one invented network: layers one (4 filters), two (8 filters) and skip (4 channels of an
 * identity shortcut).
 */
public final class ComparedChains {
    private ComparedChains() {}

    /**
     * A record.
     *
     * @param digest the model's
     * @param filters retained ones, as two.3; the score of each is 1 + its index
     */
    public static ChainRecord chain(String digest, List<String> classes, String... filters) {
        return chain(digest, classes, List.of(), filters);
    }

    /** A record with images. */
    public static ChainRecord chain(
            String digest, List<String> classes, List<ChainRecord.Image> images, String... filters) {
        return SampleRecord.builder()
                .model(new ChainRecord.ModelRecord("model.pth", digest, "toy", 2, 12, 100))
                .region(new ChainRecord.RegionRecord(classes, images, 0))
                .solver(ShrinkOptions.defaults())
                .result(SampleRecord.result()
                        .kl(.01)
                        .probabilityDrop(0)
                        .filters(1)
                        .totalFilters(12)
                        .layers(1)
                        .build())
                .layers(List.of(
                        layer("one", "convolution", 4, filters),
                        layer("two", "convolution", 8, filters),
                        layer("skip", "identity", 4, filters)))
                .build();
    }

    private static ChainRecord.Layer layer(String name, String kind, int units, String... filters) {
        List<ChainRecord.RetainedFilter> own = new ArrayList<>();
        for (String filter : filters) {
            if (filter.startsWith(name + ".")) {
                int index = Integer.parseInt(filter.substring(name.length() + 1));
                own.add(new ChainRecord.RetainedFilter(index, 1 + index, null));
            }
        }
        return new ChainRecord.Layer(name, kind, units, false, own);
    }
}
