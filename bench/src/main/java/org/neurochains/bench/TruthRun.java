package org.neurochains.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chain found in one half of a pair's images, judged on the other half.
 *
 * @param label of the solver and its options
 * @param half 0 or 1
 * @param unseen images of the other half that the network takes for one of the two classes with p at least .95
 * @param effectCorrelation Pearson's r of the units' effects on the region and on unseen images
 * @param scoreCorrelation Spearman's of |score| and effect
 * @param kept names of the retained filters and shortcut channels
 * @param curve other members of the solver's family, judged alike; empty in rows of runs that kept none
 */
record TruthRun(
        String label,
        String network,
        String pair,
        int half,
        int filters,
        int totalFilters,
        int shortcutChannels,
        int layers,
        double kl,
        int unseen,
        double unseenAgreement,
        double unseenKl,
        double largestScore,
        double scoresNearOne,
        @Nullable Double effectCorrelation,
        @Nullable Double scoreCorrelation,
        @Nullable Double heldOutBound,
        double passes,
        double seconds,
        List<String> kept,
        @Nullable List<Member> curve) {
    @Override
    public List<Member> curve() {
        return curve == null ? List.of() : curve;
    }

    /** A member of the solver's family, the largest with at most a share of all filters. */
    record Member(double share, int filters, double kl, double unseenAgreement, double unseenKl, List<String> kept) {}

    boolean is(String otherLabel, String otherNetwork, String otherPair, int otherHalf) {
        return label.equals(otherLabel) && network.equals(otherNetwork) && pair.equals(otherPair) && half == otherHalf;
    }
}
