package org.neurochains.app;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.HeldOut;
import org.neurochains.measure.Interpretation.Verdict;
import org.neurochains.measure.ScoreTelling;
import org.neurochains.measure.UnseenVerdict;

/** What holds of a chain and what does not, for people; nothing of records of older versions. */
final class ChainVerdicts {
    private ChainVerdicts() {}

    /**
     * A statement.
     *
     * @param verdict {@link Verdict#OPEN} where it is not known
     */
    record Statement(Verdict verdict, String words) {}

    static List<Statement> of(ChainRecord chain) {
        ChainRecord.Trust trust = chain.result().trust();
        if (trust == null) {
            return List.of();
        }
        List<Statement> statements = new ArrayList<>();
        statements.add(ownImages(chain, trust));
        statements.add(unseen(chain, trust));
        if (!chain.stopped()) {
            ScoreTelling scores = ScoreTelling.of(chain);
            statements.add(new Statement(scores.verdict(), scores.sentence()));
        }
        if (chain.pathGroups().stream().anyMatch(group -> group.lost() != null)) {
            statements.add(paths(chain.pathGroups()));
        }
        return statements;
    }

    private static Statement ownImages(ChainRecord chain, ChainRecord.Trust trust) {
        ChainRecord.Result result = chain.result();
        int images = chain.region().images().size();
        String goal = " (the goal: at most " + chain.solver().maxKl() + ")";
        return new Statement(
                trust.holdsOnRegion() ? Verdict.HOLDS : Verdict.FAILS,
                text(
                        "On its own images it gives the network's answer on %d of %d; KL is %.4f nats%s.",
                        Math.round(result.agreement() * images), images, result.kl(), goal));
    }

    private static Statement unseen(ChainRecord chain, ChainRecord.Trust trust) {
        HeldOut heldOut = chain.result().heldOut();
        if (heldOut == null) {
            return new Statement(
                    Verdict.OPEN,
                    "How it does on images that it has not seen: "
                            + (chain.region().heldOut() == null
                                    ? "none were held out, which takes 40 more images of its kind or --held-out N."
                                    : "it was not tested, since the search was stopped."));
        }
        Double least = trust.leastAgreement();
        return new Statement(
                UnseenVerdict.of(heldOut, trust.holdsOnUnseen(), least),
                text(
                        "On %d images that it has not seen it gives the network's answer on %.1f %%; with 95 %% confidence"
                                + " on at least %.1f %% of all such images%s.",
                        heldOut.images(),
                        100 * heldOut.agreement(),
                        100 * heldOut.lowerBound(),
                        least == null ? "" : text(" (asked for: %.0f %%)", 100 * least)));
    }

    private static Statement paths(List<ChainRecord.PathGroup> groups) {
        long holding = groups.stream().filter(ChainRecord.PathGroup::holds).count();
        long classes =
                groups.stream().map(ChainRecord.PathGroup::label).distinct().count();
        double carried =
                groups.stream().mapToDouble(ChainRecord.PathGroup::weight).sum() / Math.max(1, classes);
        return new Statement(
                holding == groups.size() ? Verdict.HOLDS : holding > 0 ? Verdict.PARTLY : Verdict.FAILS,
                text(
                        "The listed groups of paths carry %.0f %% of what speaks for a class. On %d of %d groups their"
                                + " class hangs, more than any other.",
                        100 * carried, holding, groups.size()));
    }
}
