package org.neurochains.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.neurochains.chain.Chain;

/** Records of chains of one invented network: layers one (4 filters), two (8 filters) and skip (4 channels of an identity shortcut). */
public final class ComparedChains {
    private ComparedChains() {}

    /**
     * A record.
     *
     * @param digest the model's
     * @param filters retained ones, as two.3; the score of each is 1 + its index
     */
    public static Chain chain(String digest, List<String> classes, String... filters) {
        return chain(digest, classes, List.of(), filters);
    }

    /** A record with images. */
    public static Chain chain(String digest, List<String> classes, List<Chain.Image> images, String... filters) {
        return new Chain(
                Chain.SCHEMA,
                new Chain.ModelRecord("model.pth", digest, "toy", 2, 12, 100),
                new Chain.RegionRecord(classes, images, 0),
                Map.of("name", "shrink"),
                new Chain.Result(.01, .01, 1, 0, 1, 12, 0, 1, 2, new Chain.Before(1, 0), false, 1, 1, 1, true),
                List.of(),
                List.of(
                        layer("one", "convolution", 4, filters),
                        layer("two", "convolution", 8, filters),
                        layer("skip", "identity", 4, filters)),
                List.of(),
                List.of(),
                List.of(),
                new Chain.Provenance("1", "e", 1, "cpu", "jdk", "os", 0, "c", "t"));
    }

    private static Chain.Layer layer(String name, String kind, int units, String... filters) {
        List<Chain.Filter> own = new ArrayList<>();
        for (String filter : filters) {
            if (filter.startsWith(name + ".")) {
                int index = Integer.parseInt(filter.substring(name.length() + 1));
                own.add(new Chain.Filter(index, 1 + index, null));
            }
        }
        return new Chain.Layer(name, kind, units, false, own);
    }
}
