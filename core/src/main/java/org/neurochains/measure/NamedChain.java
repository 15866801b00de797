package org.neurochains.measure;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.neurochains.InputException;
import org.neurochains.chain.ChainRecord;

/**
 * A chain among others.
 *
 * @param name what it is called in the comparison
 * @param record its chain.json
 */
public record NamedChain(String name, ChainRecord record) {
    /** The kind of unit that the paper does not count as a filter. */
    static final String IDENTITY = "identity";

    /** Scores of the retained units of each layer, by index. */
    Map<String, Map<Integer, Float>> scores() {
        Map<String, Map<Integer, Float>> scores = new TreeMap<>();
        for (ChainRecord.Layer layer : record.layers()) {
            Map<Integer, Float> own = scores.computeIfAbsent(layer.name(), name -> new TreeMap<>());
            if (!layer.bypassed()) {
                layer.filters().forEach(filter -> own.put(filter.index(), filter.score()));
            }
        }
        return scores;
    }

    /** The layers by name. */
    Map<String, ChainRecord.Layer> layers() {
        Map<String, ChainRecord.Layer> layers = new TreeMap<>();
        record.layers().forEach(layer -> layers.put(layer.name(), layer));
        return layers;
    }

    /** Digests of its images. */
    Set<String> images() {
        Set<String> images = new TreeSet<>();
        record.region().images().forEach(image -> images.add(image.sha256()));
        return images;
    }

    /** Its region's classes, in alphabetical order. */
    public List<String> classes() {
        return record.region().classes().stream().sorted().toList();
    }

    /**
     * Checks that chains are parts of one network.
     *
     * @throws InputException if one was made from another model; names both digests
     */
    static void requireOneModel(List<NamedChain> chains) {
        NamedChain first = chains.get(0);
        String digest = first.record.model().sha256();
        Map<String, ChainRecord.Layer> layers = first.layers();
        for (NamedChain chain : chains) {
            String other = chain.record.model().sha256();
            if (!other.equals(digest)) {
                throw InputException.of(
                        chain.name,
                        "was made from the model with SHA-256 " + other + ", " + first.name + " from " + digest,
                        "compare chains of one model");
            }
            for (ChainRecord.Layer layer : chain.record.layers()) {
                ChainRecord.Layer own = layers.get(layer.name());
                boolean fits = own != null && own.units() == layer.units();
                for (ChainRecord.RetainedFilter filter : layer.filters()) {
                    fits &= filter.index() >= 0 && filter.index() < layer.units() && Float.isFinite(filter.score());
                }
                if (!fits || layers.size() != chain.record.layers().size()) {
                    throw InputException.of(
                            chain.name, "does not fit its model in layer " + layer.name(), "extract the chain again");
                }
            }
        }
    }
}
