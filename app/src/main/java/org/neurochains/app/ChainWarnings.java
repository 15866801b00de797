package org.neurochains.app;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.HeldOut;
import org.neurochains.chain.PaperOptions;

/** What a user must know of how a search ended, a line each. */
final class ChainWarnings {
    private final ChainRecord chain;
    private final ChainRecord.Result result;
    private final @Nullable Integer budget;
    private final @Nullable Double leastAgreement;

    private ChainWarnings(ChainRecord chain) {
        this.chain = chain;
        this.result = chain.result();
        this.budget = chain.solver().budget();
        this.leastAgreement = chain.solver().minAgreement();
    }

    static List<String> of(ChainRecord chain) {
        ChainWarnings warnings = new ChainWarnings(chain);
        return chain.stopped() ? List.of(warnings.stopped()) : warnings.ended();
    }

    private String stopped() {
        String filters = result.filters() + " of the network's " + result.totalFilters() + " filters";
        boolean stored = chain.curve().stream().anyMatch(point -> point.chain() != null);
        String leftOut = "; effects, paths and page are left out"
                + (stored
                        ? ": extract --from DIR --member "
                                + result.beforeCleanUp().filters() + " makes them"
                        : "");
        if (budget != null) {
            return "stopped on the way to --budget " + budget + ": the chain has " + filters + leftOut;
        }
        boolean untested = chain.region().heldOut() != null && result.heldOut() == null;
        return "stopped: the chain, with " + filters + ", is the smallest so far that holds"
                + (untested ? " on its own images, the others were not tried" : "") + leftOut;
    }

    private List<String> ended() {
        List<String> lines = new ArrayList<>();
        addTooFewHeldOut(lines);
        if (result.cutThrough() && chain.solver() instanceof PaperOptions paper) {
            lines.add(
                    "warning: the scores' penalty cut the network through, and filters were put back; lower --lambda ("
                            + paper.lambda() + ") and --lambda-gate (" + paper.lambdaGate() + ")");
        }
        addLeftOfTheBudget(lines);
        ChainRecord.NextSmaller next = result.nextSmaller();
        if (next != null && leastAgreement != null) {
            lines.add(text(
                    "the next smaller chain, of %d filters, was not shown to agree on %.0f %% of unseen images"
                            + " (bound %.0f %%)",
                    next.filters(), 100 * leastAgreement, 100 * next.heldOut().lowerBound()));
        }
        if (!result.reachedGoal()) {
            lines.add("warning: " + shortfall() + "; exit code " + ExitCode.SHORT_OF_GOAL);
        }
        return lines;
    }

    /** Held-out images that are too few to show what is asked of them. */
    private void addTooFewHeldOut(List<String> lines) {
        HeldOut heldOut = result.heldOut();
        if (heldOut != null && leastAgreement != null) {
            int needed = HeldOut.needed(leastAgreement);
            if (heldOut.images() < needed) {
                lines.add("note: " + heldOut.images() + " held-out images cannot show an agreement of "
                        + leastAgreement + ", " + needed
                        + " that all agree would; the chain was chosen on its own images");
            }
        }
    }

    private void addLeftOfTheBudget(List<String> lines) {
        if (budget == null || result.filters() >= budget) {
            return;
        }
        OptionalInt larger = chain.curve().stream()
                .mapToInt(ChainRecord.CurvePoint::filters)
                .filter(size -> size > budget)
                .min();
        lines.add("the chain has " + result.filters() + " of the " + budget + " filters of --budget: "
                + (larger.isPresent() ? "the next larger one of its family has " + larger.getAsInt() + "; " : "")
                + "filters that lead nowhere or are the same for every image go with those that are removed");
    }

    private String shortfall() {
        if (budget != null && result.filters() > budget) {
            return text(
                    "--budget %d is less than the layers need that every path leads through; the chain has %d filters",
                    budget, result.filters());
        }
        if (result.kl() <= chain.solver().maxKl()) {
            return "nothing smaller than the whole network holds on "
                    + (result.nextSmaller() == null ? "the region's images" : "unseen images");
        }
        return text(
                "KL is %.4f and stayed above --max-kl %s; the chain is the best that was found",
                result.kl(), chain.solver().maxKl());
    }
}
