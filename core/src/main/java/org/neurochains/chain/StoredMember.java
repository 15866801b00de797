package org.neurochains.chain;

import static org.neurochains.InputException.parameter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.weights.Model;

/** Searches for nothing: takes a chain that a search has stored on its way, to be measured as any chain is. */
public final class StoredMember implements Solver {
    private final ChainRecord searched;
    private final ShrinkOptions options;
    private final List<Solution.CurvePoint> family;
    private final Subnetwork member;

    private StoredMember(
            ChainRecord searched, ShrinkOptions options, List<Solution.CurvePoint> family, Subnetwork member) {
        this.searched = searched;
        this.options = options;
        this.family = family;
        this.member = member;
    }

    /**
     * The largest stored chain of at most so many filters.
     *
     * @param folder where the search was written
     * @param searched its record
     * @throws InputException if the model is another one, a file of the family is missing, or all are larger
     */
    public static StoredMember read(Path folder, ChainRecord searched, Model model, int most) {
        ChainFile.requireModel(folder.resolve(ChainFile.NAME).toString(), searched, model);
        List<Solution.CurvePoint> family = new ArrayList<>();
        for (ChainRecord.CurvePoint point : searched.curve()) {
            if (point.chain() != null) {
                Subnetwork stored = ChainFile.readMember(folder.resolve(point.chain()), model.network());
                family.add(
                        new Solution.CurvePoint(stored.size(model.network()), point.kl(), point.agreement(), stored));
            }
        }
        Subnetwork member = family.stream()
                .filter(point -> point.size().filters() <= most)
                .max(Comparator.comparingInt(point -> point.size().filters()))
                .map(Solution.CurvePoint::subnetwork)
                .orElseThrow(() -> InputException.of(parameter("member"), "is " + most, remedy(family)));
        ShrinkOptions options = (ShrinkOptions) searched.solver();
        return new StoredMember(searched, options.withSweep(false).withBudget(most), family, member);
    }

    private static String remedy(List<Solution.CurvePoint> family) {
        return family.stream().mapToInt(point -> point.size().filters()).min().stream()
                .mapToObj(least -> "the smallest stored chain has " + least + " filters")
                .findFirst()
                .orElse("that chain has no others stored beside it; only shrink's have");
    }

    @Override
    public int revision() {
        return searched.solverRevision();
    }

    @Override
    public SolverOptions options() {
        return options;
    }

    @Override
    public Solution solve(Problem problem, Progress progress) {
        PassMeter meter = problem.meter(progress);
        Outcome outcome = problem.outcome(member, meter);
        CleanUp.Result clean = new CleanUp(problem, options.maxKl(), meter).apply(member, outcome);
        return new Solution(
                clean.subnetwork(),
                clean.outcome(),
                outcome.kl(),
                member.size(problem.network()),
                false,
                clean.notes(),
                family,
                new Solution.Effort(0, meter.fullPasses(), options.reached(clean.kl())),
                Solution.End.USUAL);
    }
}
