package org.neurochains.chain;

import static org.neurochains.InputException.parameter;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
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
                : Choice.untested(family.get(family.size() - 1), stopped);
        meter.heed(Progress.NONE);
        Subnetwork before = choice.member.subnetwork();
        CleanUp.Result clean = new CleanUp(problem, options.maxKl(), meter).apply(before, choice.member.outcome());
        int filters = clean.subnetwork().size(problem.network()).filters();
        boolean within = options.budget() == null || filters <= options.budget();
        boolean gaveUp =
                choice.member.equals(family.get(0)) && family.size() > 1; // the whole network, for want of a chain
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
                        within && !gaveUp && options.reached(clean.outcome().kl())),
                choice.end);
    }

    private record Choice(Shrinking.Member member, Solution.End end) {
        static Choice untested(Shrinking.Member member, boolean stopped) {
            return new Choice(member, new Solution.End(stopped, null, null));
        }
    }

    private Choice choose(Problem problem, List<Shrinking.Member> family, PassMeter meter, boolean stopped) {
        List<Shrinking.Member> onRegion = family.stream()
                .filter(member -> options.reached(member.outcome().kl()))
                .toList();
        if (onRegion.isEmpty()) {
            return Choice.untested(
                    Collections.min(
                            family,
                            Comparator.comparingDouble(
                                    member -> member.outcome().kl())),
                    stopped);
        }
        Batch heldOut = problem.heldOut();
        Shrinking.Member smallest = onRegion.get(onRegion.size() - 1);
        if (heldOut == null || heldOut.size() < HeldOut.needed(minAgreement)) {
            return Choice.untested(smallest, stopped);
        }
        List<Shrinking.Member> candidates = worthTesting(onRegion);
        HeldOut.InTurn tested = HeldOut.InTurn.of(
                candidates.stream().map(Shrinking.Member::subnetwork).toList(),
                minAgreement,
                subnetwork -> problem.tested(subnetwork, heldOut, meter));
        HeldOut failed = tested.failed();
        int passed = tested.passed().size();
        if (passed == 0) { // the whole network does not fail: there was no time for it
            return Choice.untested(smallest, true);
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
        boolean ended = stopped || (failed == null && passed < candidates.size());
        return new Choice(
                candidates.get(passed - 1),
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
