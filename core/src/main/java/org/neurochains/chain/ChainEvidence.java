package org.neurochains.chain;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.chain.UnitLayout.Unit;
import org.neurochains.image.Labels;
import org.slf4j.LoggerFactory;

/**
 * What is measured of every chain when it has been found, whatever found it. It takes a pass for every channel, so a
 * search that is stopped leaves it out.
 *
 * @param heldOut null where no image is held out
 * @param region what its channels matter on the region
 * @param unseen the same on held-out images; null without such
 * @param stopped whether it was left out
 */
record ChainEvidence(
        Subnetwork subnetwork,
        Solver solver,
        @Nullable HeldOut heldOut,
        Effects region,
        @Nullable Effects unseen,
        boolean stopped) {
    /** Held-out images that channels' effects are measured on: each costs a pass for every channel. */
    private static final int MOST_IMAGES = 40;

    static ChainEvidence of(Problem problem, Solution solution, Solver solver, Progress progress) {
        if (!solution.end().stopped()) {
            try {
                return measured(problem, solution.subnetwork(), solver, progress);
            } catch (CancellationException e) {
                LoggerFactory.getLogger(ChainEvidence.class).debug("left out", e);
            }
        }
        Effects unknown = new Effects(Map.of(), Map.of());
        return new ChainEvidence(solution.subnetwork(), solver, solution.end().heldOut(), unknown, null, true);
    }

    private static ChainEvidence measured(Problem problem, Subnetwork subnetwork, Solver solver, Progress progress) {
        Batch held = problem.heldOut();
        HeldOut heldOut = held == null ? null : problem.tested(subnetwork, held, problem.meter(progress));
        return new ChainEvidence(
                subnetwork,
                solver,
                heldOut,
                effects(problem, subnetwork, problem.region(), progress),
                held == null
                        ? null
                        : effects(problem, subnetwork, held.narrow(0, Math.min(MOST_IMAGES, held.size())), progress),
                false);
    }

    private static Effects effects(Problem problem, Subnetwork subnetwork, Batch batch, Progress progress) {
        return Effects.of(problem.network(), subnetwork, batch, problem.microBatch(), progress);
    }

    ChainRecord.RetainedFilter filter(Unit unit, float score, @Nullable String note, Labels labels) {
        return new ChainRecord.RetainedFilter(
                unit.channel(),
                score,
                region.mean(unit),
                unseen == null ? null : unseen.mean(unit),
                byClass(region, unit, labels),
                unseen == null ? null : byClass(unseen, unit, labels),
                note);
    }

    private static @Nullable Map<String, Double> byClass(Effects effects, Unit unit, Labels labels) {
        Map<String, Double> byClass = new LinkedHashMap<>();
        effects.byClass().getOrDefault(unit, Map.of()).forEach((label, fall) -> byClass.put(labels.name(label), fall));
        return byClass.isEmpty() ? null : byClass;
    }

    ChainRecord.Trust trust(Solution solution) {
        double largest = 0;
        int near = 0;
        int count = 0;
        for (float[] scores : subnetwork.scores().byUnit().values()) {
            for (float score : scores) {
                if (score != 0) {
                    largest = Math.max(largest, Math.abs(score));
                    near += (score >= 0.5 && score <= 2) ? 1 : 0;
                    count++;
                }
            }
        }
        Double least = solver.options().minAgreement();
        double maxKl = solver.options().maxKl();
        return new ChainRecord.Trust(
                solution.outcome().kl() <= maxKl,
                (heldOut == null || least == null) ? null : heldOut.lowerBound() >= least,
                least,
                largest,
                count == 0 ? 0 : near / (double) count,
                region.rankCorrelation(subnetwork),
                null);
    }
}
