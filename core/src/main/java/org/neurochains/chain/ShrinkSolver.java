package org.neurochains.chain;

import static org.neurochains.InputException.parameter;

import java.time.Duration;
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
    /** What a user who has stopped the search still waits for: in small networks it is all tests. */
    private static final Duration TESTS_OF_A_STOPPED = Duration.ofSeconds(10);

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
    public int revision() {
        return 3;
    }

    @Override
    public Solution solve(Problem problem, Progress progress) {
        requireBudget(problem);
        try (Scope scope = Scope.open()) {
            PassMeter meter = problem.meter(progress);
            Shrinking shrinking = new Shrinking(problem, options, meter, progress);
            boolean stopped = false;
            try {
                shrinking.run();
                progress.report("shrink", 1, 1, shrinking.family().size() + " nested chains");
            } catch (CancellationException e) {
                if (shrinking.family().isEmpty()) {
                    throw e;
                }
                stopped = true;
                meter.heed(Progress.within(TESTS_OF_A_STOPPED));
            }
            return conclude(problem, shrinking, meter, stopped);
        }
    }

    private void requireBudget(Problem problem) {
        int all = UnitLayout.of(problem.network(), options.scoreIdentities()).filters();
        if (options.budget() != null && options.budget() > all) {
            throw InputException.of(
                    parameter("budget"), "is " + options.budget(), "the network has " + all + " filters");
        }
    }

    private Solution conclude(Problem problem, Shrinking shrinking, PassMeter meter, boolean stopped) {
        List<Shrinking.Member> family = shrinking.family();
        Choice choice = options.budget() == null
                ? choose(problem, family, meter, stopped)
                : new Choice(family.get(family.size() - 1), true, new Solution.End(stopped, null, null));
        meter.heed(Progress.NONE);
        Subnetwork before = choice.member.subnetwork();
        CleanUp.Result clean = new CleanUp(problem, options.maxKl(), meter).apply(before, choice.member.outcome());
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
                                && options.reached(clean.outcome().kl())),
                choice.end);
    }

    /** @param holds whether it holds on the held-out images, where there are such */
    private record Choice(Shrinking.Member member, boolean holds, Solution.End end) {}

    /** The whole network is no chain; but as long as there is nothing else, it holds. */
    private Choice choose(Problem problem, List<Shrinking.Member> family, PassMeter meter, boolean stopped) {
        List<Shrinking.Member> chains = stopped || family.size() == 1 ? family : family.subList(1, family.size());
        List<Shrinking.Member> onRegion = chains.stream()
                .filter(member -> options.reached(member.outcome().kl()))
                .toList();
        Solution.End untested = new Solution.End(stopped, null, null);
        if (onRegion.isEmpty()) {
            return new Choice(
                    chains.stream()
                            .min(Comparator.comparingDouble(
                                    member -> member.outcome().kl()))
                            .orElseThrow(),
                    false,
                    untested);
        }
        Batch heldOut = problem.heldOut();
        return heldOut == null || heldOut.size() < HeldOut.needed(minAgreement)
                ? new Choice(onRegion.get(onRegion.size() - 1), true, untested)
                : choose(problem, onRegion, heldOut, meter, stopped);
    }

    private Choice choose(
            Problem problem, List<Shrinking.Member> onRegion, Batch heldOut, PassMeter meter, boolean stopped) {
        List<Shrinking.Member> candidates = worthTesting(onRegion);
        HeldOut.InTurn tested = HeldOut.InTurn.of(
                candidates.stream().map(Shrinking.Member::subnetwork).toList(),
                minAgreement,
                subnetwork -> problem.tested(subnetwork, heldOut, meter));
        HeldOut failed = tested.failed();
        int passed = tested.passed().size();
        boolean ended = stopped || (failed == null && passed < candidates.size());
        if (passed == 0) {
            return failed == null
                    ? new Choice(onRegion.get(onRegion.size() - 1), false, new Solution.End(true, null, null))
                    : new Choice(candidates.get(0), false, new Solution.End(ended, failed, null));
        }
        ChainRecord.NextSmaller next = failed == null
                ? null
                : new ChainRecord.NextSmaller(
                        candidates
                                .get(passed)
                                .subnetwork()
                                .size(problem.network())
                                .filters(),
                        failed);
        return new Choice(
                candidates.get(passed - 1),
                true,
                new Solution.End(ended, tested.passed().get(passed - 1), next));
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
