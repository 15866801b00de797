package org.neurochains.evidence;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.neurochains.Progress;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.DType;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Score-CAM: a layer's maps added up, each weighed by what the class gets of an image masked with it (Wang et al. 2020,
 * <i>Score-CAM: score-weighted visual explanations</i>). One forward pass for each channel whose map is not constant.
 *
 * <p>Masks multiply the normalised image, as in the authors' code: what is masked becomes the mean colour, not black.
 */
public final class ScoreCam {
    private static final String STAGE = "Score-CAM";
    /** Masked images that are run at once. */
    private static final int BATCH = 16;

    private final Executor executor;
    private final Scoring scoring;
    private final ScoreCamVariant variant;
    private final int node;

    ScoreCam(Network network, Scoring scoring, ScoreCamVariant variant) {
        this.executor = Executor.of(network);
        this.scoring = scoring;
        this.variant = variant;
        this.node = node(network);
    }

    /**
     * A class's map.
     *
     * @param layer the node whose maps were weighed
     * @param map at least 0, at the image's size, moved and scaled to [0, 1]; zeros where {@link #constant}
     * @param raw the same before that
     * @param weights by channel; 0 for those skipped
     * @param skipped channels whose map is constant, as all removed ones are
     * @param constant whether the map says nothing: every place has the same value
     */
    public record Result(
            String layer, SaliencyMap map, SaliencyMap raw, double[] weights, boolean[] skipped, boolean constant) {}

    /**
     * The map of one image for one class, of the last activation before maps are pooled away.
     *
     * @param network whole or cut
     * @param scoring the chain's scores and gates, or {@link Scoring#NONE}
     * @param image (1, C, H, W), normalised
     * @param label the class's index
     * @throws IllegalArgumentException if the network has no maps
     */
    public static Result of(
            Network network, Scoring scoring, Tensor image, int label, ScoreCamVariant variant, Progress progress) {
        try (Scope scope = Scope.open()) {
            return new ScoreCam(network, scoring, variant).run(image, label, progress);
        }
    }

    private static int node(Network network) {
        List<Integer> ends = ScaleEnds.of(network);
        if (ends.isEmpty()) {
            throw new IllegalArgumentException("the network has no feature maps of more than one place");
        }
        return ends.get(ends.size() - 1);
    }

    private Result run(Tensor image, int label, Progress progress) {
        Tensor maps =
                executor.evaluate(Map.of(0, image), List.of(node), scoring).get(0);
        return of(maps, image, label, progress);
    }

    /** From activations (1, K, h, w) rather than from the network's own. */
    Result of(Tensor activations, Tensor image, int label, Progress progress) {
        int height = (int) image.dim(2);
        int width = (int) image.dim(3);
        Tensor maps = Functional.resizeBilinear(activations, height, width).select(0, 0);
        double[] low = maps.min(1, 2).toDoubles();
        double[] high = maps.max(1, 2).toDoubles();
        boolean[] skipped = new boolean[low.length];
        for (int k = 0; k < skipped.length; k++) {
            skipped[k] = !(low[k] < high[k]);
        }
        int[] live = IntStream.range(0, low.length).filter(k -> !skipped[k]).toArray();
        double[] scores = scores(maps, live, image, label, progress);
        double[] weights = new double[low.length];
        double[] chosen = variant == ScoreCamVariant.CODE ? scores : softmax(scores);
        for (int i = 0; i < live.length; i++) {
            weights[live[i]] = chosen[i];
        }
        SaliencyMap raw = weighted(maps, weights);
        String layer = ScaleEnds.name(executor.network(), node);
        return new Result(layer, raw.toUnitRange(), raw, weights, skipped, raw.isConstant());
    }

    /**
     * What the class gets of the image masked with each live channel; less what it gets of a blank image where the
     * paper says so.
     */
    private double[] scores(Tensor maps, int[] live, Tensor image, int label, Progress progress) {
        double[] scores = new double[live.length];
        double blank = variant == ScoreCamVariant.CODE ? 0 : classScores(image.zerosLike(), label)[0];
        ForwardBatches.ranges(live.length, BATCH, (first, length) -> {
            progress.check();
            progress.report(STAGE, first, live.length, "channels masked");
            int[] some = Arrays.copyOfRange(live, first, first + length);
            try (Scope scope = Scope.open()) {
                double[] found = classScores(image.mul(masks(maps.indexSelect(0, some))), label);
                for (int i = 0; i < some.length; i++) {
                    scores[first + i] = found[i] - blank;
                }
            }
        });
        progress.report(STAGE, live.length, live.length, "");
        return scores;
    }

    /** (k, H, W) to (k, 1, H, W), each map moved and scaled to [0, 1]. */
    private static Tensor masks(Tensor maps) {
        Tensor low = maps.min(1, 2).reshape(-1, 1, 1);
        Tensor high = maps.max(1, 2).reshape(-1, 1, 1);
        return maps.sub(low).div(high.sub(low)).reshape(maps.dim(0), 1, maps.dim(1), maps.dim(2));
    }

    private double[] classScores(Tensor images, int label) {
        try (Scope scope = Scope.open()) {
            Tensor logits = executor.logits(images, scoring);
            boolean plain = variant == ScoreCamVariant.PAPER;
            return (plain ? logits : executor.network().outputs().probabilities(logits))
                    .select(1, label)
                    .toDoubles();
        }
    }

    private static double[] softmax(double[] scores) {
        double most = Arrays.stream(scores).max().orElse(0);
        double[] powers = Arrays.stream(scores).map(s -> Math.exp(s - most)).toArray();
        double sum = Arrays.stream(powers).sum();
        return Arrays.stream(powers).map(p -> p / sum).toArray();
    }

    private static SaliencyMap weighted(Tensor maps, double[] weights) {
        try (Scope scope = Scope.open()) {
            Tensor each = maps.to(DType.DOUBLE).mul(Tensor.of(weights, weights.length, 1, 1));
            return SaliencyMap.of(each.sum(0L).relu());
        }
    }
}
