package org.neurochains.app;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.HeldOut;

/** The numbers of a chain, for people. */
final class ResultTable {
    /** The rank correlation from which scores are said to tell what matters. */
    private static final double TELLING = 0.7;

    private ResultTable() {}

    /** Prints the region, the solver and the result. */
    static void print(ChainRecord chain, PrintWriter out) {
        ChainRecord.Result result = chain.result();
        long bypassed =
                chain.gates().stream().filter(ChainRecord.Gate::bypassed).count();
        new TextTable("<<")
                .row("model", chain.model().file() + ", " + chain.model().architecture())
                .row(
                        "region",
                        chain.region().images().size() + " images of "
                                + String.join(", ", chain.region().classes()))
                .row("solver", String.valueOf(chain.solver().get("name")))
                .row("filters", of(result.filters(), result.totalFilters()))
                .row("shortcut channels", String.valueOf(result.shortcutChannels()))
                .row(
                        "layers",
                        of(result.layers(), result.totalLayers())
                                + gates(bypassed, chain.gates().size()))
                .row("KL", kl(result))
                .row("agreement", String.format(Locale.ROOT, "%.1f %%", 100 * result.agreement()))
                .row("probability drop", String.format(Locale.ROOT, "%.4f", result.probabilityDrop()))
                .row(
                        "work",
                        String.format(
                                Locale.ROOT,
                                "%d steps, %.1f passes of the whole network, %.1f s",
                                result.steps(),
                                result.fullPasses(),
                                result.seconds()))
                .print(out);
    }

    private static String of(int part, int whole) {
        return String.format(Locale.ROOT, "%,d of %,d (%.1f %%)", part, whole, 100.0 * part / Math.max(1, whole));
    }

    private static String gates(long bypassed, int all) {
        return all == 0 ? "" : "; " + bypassed + " of " + all + " gated groups bypassed";
    }

    private static String kl(ChainRecord.Result result) {
        String before = result.klBeforeFineTune() <= result.kl()
                ? ""
                : String.format(Locale.ROOT, " (%.4f before fine-tuning)", result.klBeforeFineTune());
        return String.format(Locale.ROOT, "%.4f", result.kl()) + before;
    }

    /** What may be said of a chain, a sentence each; nothing of records of older versions. */
    static List<String> sentences(ChainRecord chain) {
        ChainRecord.Trust trust = chain.result().trust();
        if (trust == null) {
            return List.of();
        }
        List<String> sentences = new ArrayList<>();
        sentences.add(
                trust.holdsOnRegion()
                        ? "It holds on its own images."
                        : "It does not hold on its own images: KL is above the goal.");
        sentences.add(unseen(chain.result().heldOut(), trust));
        sentences.add(String.format(
                Locale.ROOT,
                "%.0f %% of its scores are in [0.5, 2], the largest is %.1f.",
                100 * trust.scoresNearOne(),
                trust.largestScore()));
        Double r = trust.scoreEffectCorrelation();
        if (r != null) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "Scores %s what matters here: rank correlation of score and effect %.2f.",
                    r >= TELLING ? "say" : "do not say",
                    r));
        }
        Double explained = trust.explainedByPaths();
        if (explained != null) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "The listed inference chains carry %.1f %% of the evidence for its classes.",
                    100 * explained));
        }
        return sentences;
    }

    private static String unseen(@Nullable HeldOut heldOut, ChainRecord.Trust trust) {
        if (heldOut == null) {
            return "Nothing is known beyond these images.";
        }
        String agrees = String.format(
                Locale.ROOT,
                "On %d images that it has not seen it agrees with the network in %.1f %% (at least %.1f %% of all such"
                        + " images, with 95 %% confidence)",
                heldOut.images(),
                100 * heldOut.agreement(),
                100 * heldOut.lowerBound());
        Double least = trust.leastAgreement();
        return least == null || Boolean.TRUE.equals(trust.holdsOnUnseen())
                ? agrees + "."
                : agrees + String.format(Locale.ROOT, ", less than the %.0f %% asked for.", 100 * least);
    }
}
