package org.neurochains.app;

import java.io.PrintWriter;
import java.util.Locale;
import org.neurochains.chain.ChainRecord;

/** The numbers of a chain, for people. */
final class ResultTable {
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
        String before = result.klBeforeFineTune() == result.kl()
                ? ""
                : String.format(Locale.ROOT, " (%.4f before fine-tuning)", result.klBeforeFineTune());
        return String.format(Locale.ROOT, "%.4f", result.kl()) + before;
    }
}
