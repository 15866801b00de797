package org.neurochains.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.network.Flow;
import org.neurochains.network.Retention;

/**
 * Takes units away, those of lowest rank first, until there are so many of each kind. What leads nowhere, or is the
 * same for every image, goes at once and is not counted; so what is left all matters, and a path always remains. The
 * last kind gets its number first: while many others are left, few hang on it.
 */
final class Thinning {
    /** Of a kind of which as many stay as do when the others have their numbers. */
    static final int ANY = -1;

    private final UnitLayout layout;
    private final int[] kinds;
    private final int[] wanted;
    private final Integer[] order;

    /**
     * A thinning.
     *
     * @param kinds the kind of each unit
     * @param wanted the number of units of each kind, or {@link #ANY}
     * @param ranks of the units
     */
    Thinning(UnitLayout layout, int[] kinds, int[] wanted, float[] ranks) {
        this.layout = layout;
        this.kinds = kinds.clone();
        this.wanted = wanted.clone();
        this.order = new Integer[kinds.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> ranks[i]));
    }

    /**
     * What is left of a stage; more than wanted where none of the units can go without too many others or the last
     * path. Several units are tried at once, half as many after each attempt that fails.
     */
    Stage of(Stage whole) {
        Stage current = living(whole);
        if (current == null) {
            return whole;
        }
        boolean[] fixed = new boolean[kinds.length];
        int step = kinds.length;
        while (true) {
            List<Integer> next = lowest(current, fixed, step);
            if (next.isEmpty()) {
                return current;
            }
            boolean[] kept = current.kept().clone();
            next.forEach(i -> kept[i] = false);
            Stage fewer = living(current.keeping(kept));
            if (fewer != null && suffices(fewer)) {
                current = fewer;
                step = 2 * next.size();
            } else {
                fixed[next.get(0)] |= next.size() == 1;
                step = Math.max(1, next.size() / 2);
            }
        }
    }

    /** At most so many units that may go, lowest first; none where all kinds have their numbers. */
    private List<Integer> lowest(Stage stage, boolean[] fixed, int most) {
        int[] surplus = counts(stage);
        int last = wanted.length - 1;
        while (last >= 0 && (wanted[last] == ANY || surplus[last] <= wanted[last] || allFixed(stage, fixed, last))) {
            last--;
        }
        List<Integer> lowest = new ArrayList<>();
        for (int i = 0; i < order.length && lowest.size() < most && last >= 0; i++) {
            int kind = kinds[order[i]];
            boolean wrong = kind != last && wanted[kind] != ANY;
            if (!wrong && stage.kept()[order[i]] && !fixed[order[i]] && surplus[kind]-- > Math.max(0, wanted[kind])) {
                lowest.add(order[i]);
            }
        }
        return lowest;
    }

    private boolean allFixed(Stage stage, boolean[] fixed, int kind) {
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i] == kind && stage.kept()[i] && !fixed[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean suffices(Stage stage) {
        int[] counts = counts(stage);
        for (int k = 0; k < wanted.length; k++) {
            if (counts[k] < wanted[k]) {
                return false;
            }
        }
        return true;
    }

    private int[] counts(Stage stage) {
        int[] counts = new int[wanted.length];
        for (int i = 0; i < kinds.length; i++) {
            counts[kinds[i]] += stage.kept()[i] ? 1 : 0;
        }
        return counts;
    }

    /**
     * Without what leads nowhere or is the same for every image; null where nothing leads from the image to the logits.
     */
    private @Nullable Stage living(Stage stage) {
        Stage current = stage.connected(layout);
        while (true) {
            Flow flow = Flow.of(layout.network(), layout.retention(current.kept(), current.bypassed()));
            if (flow.cutThrough()) {
                return null;
            }
            Retention constant = flow.constant();
            boolean[] kept = current.kept().clone();
            boolean changed = false;
            for (UnitLayout.Span span : layout.spans()) {
                for (int channel : constant.of(span.unit().name()).toArray()) {
                    int at = span.start() + span.unit().retained().positionOf(channel);
                    changed |= kept[at];
                    kept[at] = false;
                }
            }
            if (!changed) {
                return current;
            }
            current = current.keeping(kept).connected(layout);
        }
    }
}
