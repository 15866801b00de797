package org.neurochains.app;

import static org.neurochains.Phrase.text;

import java.io.PrintWriter;
import org.neurochains.chain.ChainRecord;

/** The numbers of a chain, for people. */
final class ResultTable {
    private ResultTable() {}

    /** Prints the region, the solver and the result. */
    static void print(ChainRecord chain, PrintWriter out) {
        ChainRecord.Result result = chain.result();
        TextTable table = new TextTable("<<")
                .row("model", chain.model().file() + ", " + chain.model().architecture())
                .row(
                        "region",
                        chain.region().images().size() + " images of "
                                + String.join(", ", chain.region().classes()))
                .row("solver", chain.solver().name())
                .row("filters", of(result.filters(), result.totalFilters()))
                .row("shortcut channels", String.valueOf(result.shortcutChannels()))
                .row("layers", of(result.layers(), result.totalLayers()));
        if (!chain.gates().isEmpty()) {
            long bypassed =
                    chain.gates().stream().filter(ChainRecord.Gate::bypassed).count();
            table.row("bypassed", bypassed + " of the " + chain.gates().size() + " groups of layers that can be");
        }
        table.row("KL", kl(result))
                .row("same answer", text("%.1f %% of images", 100 * result.agreement()))
                .row("probability lost", text("%.4f, by the network's class on average", result.probabilityDrop()));
        if (result.trust() != null) {
            table.row(
                    "scores",
                    text(
                            "%.0f %% in [0.5, 2], the largest %.1f",
                            100 * result.trust().scoresNearOne(), result.trust().largestScore()));
        }
        table.row(
                        "work",
                        text(
                                "%d steps, %.1f passes of the whole network, %.1f s",
                                result.steps(), result.fullPasses(), result.seconds()))
                .print(out);
    }

    private static String of(int part, int whole) {
        return text("%,d of %,d (%.1f %%)", part, whole, 100.0 * part / Math.max(1, whole));
    }

    private static String kl(ChainRecord.Result result) {
        String before = result.klBeforeFineTune() <= result.kl()
                ? ""
                : text(" (%.4f before tuning)", result.klBeforeFineTune());
        return text("%.4f nats", result.kl()) + before;
    }
}
