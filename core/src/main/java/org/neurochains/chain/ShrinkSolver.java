package org.neurochains.chain;

import static org.neurochains.InputException.parameter;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.tensor.Scope;

/**
 * The default solver: goes down once through a family of nested chains ({@link Shrinking}), then takes the smallest
 * that holds: KL at most t on the region, and agreement with the network on held-out images, as a 95 % bound, at least
 * {@link ShrinkOptions#minAgreement}, where there are enough of them to show it.
 */
public final class ShrinkSolver implements Solver {
    private final ShrinkOptions options;
    private final double minAgreement;

    /** A solver with these options. */
    public ShrinkSolver(ShrinkOptions options) {
        this.options = options;
        Double least = options.minAgreement();
        this.minAgreement = least == null ? ShrinkOptions.MIN_AGREEMENT : least;
    }

    @Override
    public ShrinkOptions options() {
        return options;
    }

    @Override
    public Solution solve(Problem problem, Progress progress) {
        requireBudget(problem);
        try (Scope scope = Scope.open()) {
            PassMeter meter = problem.meter();
            Shrinking shrinking = new Shrinking(problem, options, meter, progress);
            try {
                shrinking.run();
                progress.report("shrink", 1, 1, shrinking.family().size() + " nested chains");
            } catch (CancellationException e) {
                if (shrinking.family().isEmpty()) {
                    throw e;
                }
            }
            return conclude(problem, shrinking, meter, progress);
        }
    }

    private void requireBudget(Problem problem) {
        int all = UnitLayout.of(problem.network(), options.scoreIdentities()).filters();
        if (options.budget() != null && options.budget() > all) {
            throw InputException.of(
                    parameter("budget"), "is " + options.budget(), "the network has " + all + " filters");
        }
    }

    private Solution conclude(Problem problem, Shrinking shrinking, PassMeter meter, Progress progress) {
        List<Shrinking.Member> family = shrinking.family();
        Choice choice = options.budget() == null
                ? choose(problem, family, meter)
                : new Choice(family.get(family.size() - 1), true);
        Subnetwork before = choice.member.subnetwork();
        Progress uncancelled = progress.cancelled() ? Progress.NONE : progress;
        CleanUp.Result clean = new CleanUp(problem, options.maxKl(), meter).apply(before, uncancelled);
        int filters = clean.subnetwork().size(problem.network()).filters();
        boolean within = options.budget() == null || filters <= options.budget();
        return new Solution(
                clean.subnetwork(),
                clean.outcome(),
                choice.member.klUntuned(),
                before.size(problem.network()),
                false,
                clean.notes(),
                family.stream().map(member -> member.point(problem.network())).toList(),
                new Solution.Effort(
                        shrinking.steps(),
                        meter.fullPasses(),
                        within
                                && choice.holds
                                && options.reached(clean.outcome().kl())));
    }

    /** @param holds whether it holds on the held-out images, where there are such */
    private record Choice(Shrinking.Member member, boolean holds) {}

    private Choice choose(Problem problem, List<Shrinking.Member> family, PassMeter meter) {
        List<Shrinking.Member> onRegion = family.stream()
                .filter(member -> options.reached(member.outcome().kl()))
                .toList();
        if (onRegion.isEmpty()) {
            return new Choice(
                    family.stream()
                            .min(Comparator.comparingDouble(
                                    member -> member.outcome().kl()))
                            .orElseThrow(),
                    false);
        }
        Batch heldOut = problem.heldOut();
        if (heldOut == null || heldOut.size() < HeldOut.needed(minAgreement)) {
            return new Choice(onRegion.get(onRegion.size() - 1), true);
        }
        List<Shrinking.Member> candidates = worthTesting(onRegion);
        Integer smallest = HeldOut.smallest(
                candidates.stream().map(Shrinking.Member::subnetwork).toList(),
                minAgreement,
                subnetwork -> problem.tested(subnetwork, heldOut, meter));
        return smallest == null ? new Choice(onRegion.get(0), false) : new Choice(candidates.get(smallest), true);
    }

    /** Those than which no smaller one has less divergence on R and U: one bad member would end the test. */
    static List<Shrinking.Member> worthTesting(List<Shrinking.Member> family) {
        Deque<Shrinking.Member> worth = new ArrayDeque<>();
        for (int i = family.size() - 1; i >= 0; i--) {
            if (worth.isEmpty() || family.get(i).kl() < worth.getFirst().kl()) {
                worth.addFirst(family.get(i));
            }
        }
        return List.copyOf(worth);
    }
}
