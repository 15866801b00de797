package org.neurochains.chain;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.GateGroup;

/**
 * Chooses what a round removes.
 *
 * <p>Units go in the order of their importance, |S dT/dS| averaged over images: the geometric mean of what it is in
 * what is left and what it was in the whole network. The first knows what the others have taken over since, the
 * second is what two draws of a region agree on. Before, each is divided by the root of its layer's sum, or layers with
 * many similar channels would run dry first.
 */
final class Pruning {
    /** The share of units that a round removes: with more, units go that are needed once others are gone. */
    private static final double RATIO = 0.15;

    private final UnitLayout layout;
    private final Selection selection;
    private final float[] original;
    private final Map<String, Integer> refused = new HashMap<>();
    private int pause;
    private int pauses;

    /** @param original the units' importance in the whole network */
    Pruning(UnitLayout layout, float[] original) {
        this.layout = layout;
        this.selection = new Selection(layout);
        this.original = original;
    }

    /**
     * The next smaller stage, connected; null where nothing can go, or all would.
     *
     * @param importance of the stage's units
     * @param filters the least number of filters to leave
     */
    @Nullable Stage next(Stage stage, float[] importance, int filters) {
        float[] ranks = ranks(stage, importance);
        int left = stage.size() - (int) Math.ceil(RATIO * stage.size());
        boolean[] kept = selection.top(stage, ranks, left);
        Stage next = layout.filters(kept) <= filters
                ? selection.filled(stage, ranks, filters)
                : stage.keeping(kept).connected(layout);
        return next.size() > 0 && next.size() < stage.size() ? next : null;
    }

    private float[] ranks(Stage stage, float[] importance) {
        float[] before = balanced(layout, stage, original);
        float[] now = balanced(layout, stage, importance);
        float[] ranks = new float[now.length];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = (float) Math.sqrt((double) before[i] * now[i]);
        }
        return ranks;
    }

    /** Importance over the root of its layer's sum. */
    static float[] balanced(UnitLayout layout, Stage stage, float[] importance) {
        float[] balanced = new float[importance.length];
        for (UnitLayout.Span span : layout.spans()) {
            double sum = 0;
            for (int i = span.start(); i < span.start() + span.length(); i++) {
                sum += stage.kept()[i] ? importance[i] : 0;
            }
            double root = Math.sqrt(Math.max(sum, Double.MIN_NORMAL));
            for (int i = span.start(); i < span.start() + span.length(); i++) {
                balanced[i] = (float) (importance[i] / root);
            }
        }
        return balanced;
    }

    /** The margins of F's class over the region's images. */
    interface Margins {
        double[] of(Stage stage);
    }

    /**
     * The stage without the gated group whose bypass moves the margins least for each of the units that go with it; the
     * stage itself where none can go, or none is to be tried.
     */
    Stage withoutGroup(Stage stage, Margins margins) {
        if (pause > 0) {
            pause--;
            return stage;
        }
        double least = Double.POSITIVE_INFINITY;
        Stage best = stage;
        double[] open = margins.of(stage);
        for (GateGroup group : layout.network().groups()) {
            Stage without = stage.bypassing(group.name()).connected(layout);
            int units = stage.size() - without.size();
            if (units > 0
                    && without.size() > 0
                    && stage.size() <= refused.getOrDefault(group.name(), Integer.MAX_VALUE) / 2
                    && !stage.bypassed().contains(group.name())
                    && !without.cutThrough(layout)) {
                double cost = meanChange(open, margins.of(without)) / units;
                if (cost < least) {
                    least = cost;
                    best = without;
                }
            }
        }
        return best;
    }

    /**
     * Takes note that a stage's last bypass was not won back: the group stays until half of the units are left, and no
     * group is tried for a while, which doubles with every refusal in a row.
     */
    void refuse(Stage bypassing, Stage instead) {
        bypassing.bypassed().stream()
                .filter(group -> !instead.bypassed().contains(group))
                .forEach(group -> refused.put(group, instead.size()));
        pauses = 2 * pauses + 1;
        pause = pauses;
    }

    /** Takes note that a bypass was won back. */
    void accept() {
        pauses = 0;
    }

    private static double meanChange(double[] margins, double[] others) {
        double sum = 0;
        for (int i = 0; i < margins.length; i++) {
            sum += Math.abs(margins[i] - others[i]);
        }
        return sum / margins.length;
    }
}
