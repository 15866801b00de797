package org.neurochains.report;

import static org.neurochains.Phrase.text;

import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.SavedChain;
import org.neurochains.network.Cut;
import org.neurochains.network.Network;

/**
 * What evidence of every filter will take: roughly, but known before it is made.
 *
 * @param filters retained filters and shortcut channels
 * @param files pictures of single filters
 * @param bytes of these files
 * @param removals passes of the region's images without one filter
 * @param seconds of removals and visualisations at {@value #SPEED} multiplications a second
 */
public record ExplainPlan(int filters, long files, long bytes, long removals, double seconds) {
    /** A chain of more filters is a lot. */
    private static final int MANY = 200;

    /** Multiplications a second of two cores, forward and backward, on small maps. */
    private static final double SPEED = 1e10;

    /** A gradient step beside a forward pass. */
    private static final int STEP = 3;

    private static final long FIRING_BYTES = 4_000;
    private static final long TOP_BYTES = 9_500;
    private static final long VISUALISATION_BYTES = 12_000;

    public static ExplainPlan of(SavedChain chain, ExplainOptions options) {
        Network network = chain.model().model().network();
        ChainRecord record = chain.record();
        int filters = record.layers().stream()
                .filter(layer -> !layer.bypassed())
                .mapToInt(layer -> layer.filters().size())
                .sum();
        long images = record.region().images().size();
        long explained = record.region().classes().stream()
                .mapToLong(name -> Math.min(
                        options.perClass(),
                        record.region().images().stream()
                                .filter(image -> image.label().equals(name))
                                .count()))
                .sum();
        long steps = options.forms().stream()
                .mapToLong(form -> options.visualisation(network, form).pictureSteps())
                .sum();
        long firing = wanted(options, EvidenceKind.FIRING, filters * explained);
        long top = wanted(options, EvidenceKind.TOP_IMAGES, filters * 2L * options.top());
        long shown = wanted(options, EvidenceKind.VISUALISATIONS, filters);
        long made = shown * options.forms().size();
        long removals = wanted(options, EvidenceKind.REMOVALS, filters);
        Network left = Cut.orWhole(network, chain.subnetwork().retention());
        double multiplications = (double) removals * images * LiveNetwork.multiplications(left)
                + (double) shown * steps * STEP * LiveNetwork.multiplications(network);
        return new ExplainPlan(
                filters,
                firing + top + made,
                firing * FIRING_BYTES + top * TOP_BYTES + made * VISUALISATION_BYTES,
                removals,
                multiplications / SPEED);
    }

    private static long wanted(ExplainOptions options, EvidenceKind kind, long count) {
        return options.kinds().contains(kind) ? count : 0;
    }

    /** Whether a user should know before it begins. */
    public boolean large() {
        return filters > MANY;
    }

    @Override
    public String toString() {
        String time = seconds < 90 ? text("%.0f seconds", Math.max(1, seconds)) : text("%.0f minutes", seconds / 60);
        return text(
                "%,d filters: about %,d files of %,d MB, %,d removals, %s of computing",
                filters, files, Math.max(1, bytes / 1_000_000), removals, time);
    }
}
