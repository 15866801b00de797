package org.neurochains.measure;

import org.jspecify.annotations.Nullable;
import org.neurochains.chain.HeldOut;

/** Whether a chain holds on images that it has not seen: one rule for the command line and the page. */
public final class UnseenVerdict {
    /** The 95 % bounds of agreement from which on a chain holds, or holds in part, where no other was asked for. */
    private static final double MOST = .8;

    private static final double HALF = .5;

    private UnseenVerdict() {}

    /**
     * The verdict; open where so few images were held out that none of their answers could have shown what was asked
     * for.
     *
     * @param holds whether the bound is at least what was asked for; null where nothing was
     * @param least the agreement asked for; null where none was
     */
    public static Interpretation.Verdict of(HeldOut heldOut, @Nullable Boolean holds, @Nullable Double least) {
        double bound = heldOut.lowerBound();
        if (least == null || holds == null) {
            return bound >= MOST
                    ? Interpretation.Verdict.HOLDS
                    : bound >= HALF ? Interpretation.Verdict.PARTLY : Interpretation.Verdict.FAILS;
        } else if (holds) {
            return Interpretation.Verdict.HOLDS;
        }
        boolean tooFew = heldOut.images() < HeldOut.needed(least);
        return tooFew && heldOut.agreement() >= least ? Interpretation.Verdict.OPEN : Interpretation.Verdict.FAILS;
    }
}
