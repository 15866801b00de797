package org.neurochains.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * How a chain does on images that no tuning and no choice of filters has seen.
 *
 * @param images how many
 * @param agreement share of them for which chain and network predict the same class; of labels that do not exclude each
 *     other, for which they find the same of those asked for
 * @param lowerBound one-sided 95 % Clopper-Pearson bound of that share
 * @param kl mean divergence, in nats
 */
public record HeldOut(int images, double agreement, double lowerBound, double kl) {
    /** The bound holds in this share of all draws. */
    public static final double CONFIDENCE = 0.95;

    static HeldOut of(int images, Outcome outcome) {
        int agreeing = (int) Math.round(outcome.agreement() * images);
        return new HeldOut(images, outcome.agreement(), lowerBound(agreeing, images), outcome.kl());
    }

    /**
     * The one-sided lower confidence bound of a share (Clopper and Pearson 1934): the share for which that many
     * successes or more have a probability of 5 %.
     *
     * @param successes 0 to {@code trials}
     * @param trials 1 or more
     */
    public static double lowerBound(int successes, int trials) {
        return successes == 0
                ? 0
                : new BetaDistribution(successes, trials - successes + 1.0)
                        .inverseCumulativeProbability(1 - CONFIDENCE);
    }

    /** The least number of images that can show a share: all of them agree. */
    public static int needed(double share) {
        return (int) Math.ceil(Math.log(1 - CONFIDENCE) / Math.log(share));
    }

    /** Tests one chain. */
    interface Test {
        HeldOut of(Subnetwork subnetwork);
    }

    /**
     * Nested chains whose bound is at least a share. They are tested from large to small, and the first failure ends
     * the test: so each is tested only if all larger ones passed, and the bound needs no correction for their number
     * (fixed-sequence testing, Maurer et al. 1995). A cancelled test ends it too: what passed by then did pass.
     *
     * @param passed the first ones of the sequence
     * @param failed the one behind them; null where none failed
     */
    record InTurn(List<HeldOut> passed, @Nullable HeldOut failed) {
        /** @param sequence chosen without a look at the held-out images, large to small */
        static InTurn of(List<Subnetwork> sequence, double share, Test test) {
            List<HeldOut> passed = new ArrayList<>();
            try {
                for (Subnetwork each : sequence) {
                    HeldOut tested = test.of(each);
                    if (tested.lowerBound() < share) {
                        return new InTurn(passed, tested);
                    }
                    passed.add(tested);
                }
            } catch (CancellationException e) {
                LoggerFactory.getLogger(HeldOut.class).debug("ended after {} chains", passed.size(), e);
            }
            return new InTurn(passed, null);
        }
    }
}
