package org.neurochains.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * The natural images that excite filters most in the original network, from one pass over any number of images: of each
 * filter only the best few are kept, with the strongest place, its receptive field and the map within it.
 *
 * <p>People read what a filter does better from these than from synthetic pictures (Borowski et al., ICLR 2021).
 */
public final class TopImages {
    private final Network network;
    private final Executor executor;
    private final int count;
    private final Map<Integer, List<Filter>> byNode = new LinkedHashMap<>();
    private final Map<Filter, List<Peak>> best = new LinkedHashMap<>();

    /**
     * Nothing seen yet. The parameters belong to the caller's scope.
     *
     * @param network the original
     * @param count images to keep for each filter
     * @throws org.neurochains.InputException if a filter is not in the network
     */
    public TopImages(Network network, List<Filter> filters, int count) {
        this.network = network;
        this.executor = Executor.of(network);
        this.count = count;
        for (Filter filter : filters) {
            byNode.computeIfAbsent(filter.in(network).node(), n -> new ArrayList<>())
                    .add(filter);
            best.put(filter, List.of());
        }
    }

    /**
     * A filter's strongest place in an image.
     *
     * @param image the number given to {@link #see}
     * @param activation there, before the activation function
     * @param field its receptive field
     * @param mask the map's positive part within the field: where the filter fires
     */
    public record Peak(int image, double activation, ReceptiveField field, SaliencyMap mask) {}

    /**
     * Looks at some images.
     *
     * @param images (N, C, H, W), normalised
     * @param first the number of the first; the others follow
     */
    public void see(Tensor images, int first) {
        if (byNode.isEmpty()) {
            return;
        }
        try (Scope scope = Scope.open()) {
            List<Integer> nodes = List.copyOf(byNode.keySet());
            List<Tensor> maps = executor.evaluate(Map.of(0, images), nodes, Scoring.NONE);
            for (int i = 0; i < nodes.size(); i++) {
                List<Filter> filters = byNode.getOrDefault(nodes.get(i), List.of());
                int[] channels = filters.stream().mapToInt(Filter::channel).toArray();
                see(nodes.get(i), filters, maps.get(i).indexSelect(1, channels), first);
            }
        }
    }

    /** A filter's best images, best first; of equal ones the first seen. */
    public List<Peak> of(Filter filter) {
        return best.getOrDefault(filter, List.of());
    }

    private void see(int node, List<Filter> filters, Tensor maps, int first) {
        float[] highest = maps.max(2, 3).toFloats();
        int images = (int) maps.dim(0);
        for (int k = 0; k < filters.size(); k++) {
            for (int n = 0; n < images; n++) {
                if (belongs(filters.get(k), highest[n * filters.size() + k])) {
                    SaliencyMap map = SaliencyMap.of(maps.select(0, n).select(0, k));
                    insert(filters.get(k), peak(node, map, first + n));
                }
            }
        }
    }

    private boolean belongs(Filter filter, float activation) {
        List<Peak> peaks = of(filter);
        return Float.isFinite(activation)
                && (peaks.size() < count || activation > peaks.get(count - 1).activation());
    }

    private void insert(Filter filter, Peak peak) {
        List<Peak> peaks = new ArrayList<>(of(filter));
        peaks.add(peak);
        peaks.sort(Comparator.comparingDouble((Peak p) -> -p.activation()).thenComparing(Peak::image));
        best.put(filter, List.copyOf(peaks.subList(0, Math.min(count, peaks.size()))));
    }

    private Peak peak(int node, SaliencyMap map, int image) {
        double[] values = map.values();
        int place = IntStream.range(0, values.length)
                .reduce((a, b) -> values[b] > values[a] ? b : a)
                .orElseThrow();
        ReceptiveField field = ReceptiveField.of(network, node, place / map.width(), place % map.width());
        return new Peak(image, values[place], field, within(map, field));
    }

    /** The map's positive part over the field. */
    private SaliencyMap within(SaliencyMap map, ReceptiveField field) {
        int height = network.inputShape().height();
        int width = network.inputShape().width();
        int top = field.top() * map.height() / height;
        int left = field.left() * map.width() / width;
        int rows = Math.max(1, ReceptiveField.divideUp(field.bottom() * map.height(), height) - top);
        int columns = Math.max(1, ReceptiveField.divideUp(field.right() * map.width(), width) - left);
        double[] values = new double[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(0, map.values()[(top + i / columns) * map.width() + left + i % columns]);
        }
        return new SaliencyMap(rows, columns, values);
    }
}
