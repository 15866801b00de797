package org.neurochains.app;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neurochains.NeuroChains;
import org.neurochains.Study;
import org.neurochains.StudyOptions;
import org.neurochains.chain.Solvers;
import org.neurochains.study.RegionRule;
import org.neurochains.study.StudyFolder;
import org.neurochains.study.StudyPlan;
import org.neurochains.study.TrialMeasures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a study's plan. */
@Command(
        name = "plan",
        description = "Writes a study's plan into a folder: model, images, how regions are drawn, solvers, measures.",
        footer = {
            "",
            "A trial is one region with one solver. By default a region is 10 confident images of each of 2 classes"
                    + " drawn at random. One image: --region-classes 1 --per-class 1. Listed pairs: --region cat,dog"
                    + " --region car,truck."
        })
final class StudyPlanCommand extends Subcommand {
    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final ImageArguments images = new ImageArguments();

    @Option(names = "--out", paramLabel = "FOLDER", required = true, description = "The study's folder.")
    Path out;

    @Option(names = "--trials", paramLabel = "N", required = true, description = "How many trials.")
    int trials;

    @Option(
            names = "--region-classes",
            paramLabel = "N",
            description = "Classes of a region, drawn at random (default: 2).")
    @Nullable Integer regionClasses;

    @Option(
            names = "--region",
            paramLabel = "a,b",
            description = "A region's classes; give it several times to take them in turn, instead of drawing (default:"
                    + " drawn).")
    @Nullable List<String> regions;

    @Mixin
    private final RegionArguments selection = new RegionArguments();

    @Option(
            names = "--solver",
            paramLabel = "a,b",
            split = ",",
            description = "Solvers; each region is solved by all of them (default: shrink).")
    List<String> solvers = List.of(Solvers.DEFAULT);

    @Option(
            names = "--grid",
            paramLabel = "OPTION=X,Y",
            description = "Values of a solver's option, such as lambda=.001,.005; several options make a grid, a single"
                    + " value sets the option (default: the solver's).")
    List<String> grid = List.of();

    @Option(
            names = "--measure",
            paramLabel = "a,b",
            split = ",",
            description = "What to measure of each chain (default: fidelity).")
    List<String> measures = TrialMeasures.DEFAULT;

    @Override
    protected int run(Session session) {

        StudyOptions options = StudyOptions.builder()
                .trials(trials)
                .regions(rule())
                .solvers(solvers)
                .grid(grid)
                .measures(measures)
                .seed(session.seed())
                .build();
        try (NeuroChains nc = model.open(session)) {
            Study study = nc.plan(out, images.source(), options);
            conclude(study.plan(), session);
        }
        return ExitCode.DONE;
    }

    private RegionRule rule() {
        boolean single = regionClasses == null && selection.classes != null && selection.classes.size() == 1;
        return new RegionRule(
                regions == null
                        ? List.of()
                        : regions.stream().map(StudyPlanCommand::names).toList(),
                selection.classes == null ? List.of() : selection.classes,
                regionClasses != null ? regionClasses : single ? 1 : RegionRule.DEFAULT.classes(),
                selection.perClass,
                selection.minConfidence,
                selection.kind);
    }

    private static List<String> names(String region) {
        return Arrays.stream(region.split(",", -1)).map(String::strip).toList();
    }

    private void conclude(StudyPlan plan, Session session) {
        int regions =
                (plan.trials() + plan.variants().size() - 1) / plan.variants().size();
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("folder", out.toString());
            document.put("trials", plan.trials());
            document.put("regions", regions);
            document.put("plan", plan);
            Json.print(session.out(), document);
            return;
        }
        String solved = plan.variants().stream().map(StudyPlan.Variant::label).collect(Collectors.joining("; "));
        new TextTable("<<")
                .row("study", out.resolve(StudyFolder.PLAN))
                .row("trials", plan.trials())
                .row("regions", regions)
                .row("solvers", solved)
                .row("measures", String.join(", ", plan.measures()))
                .row("images", plan.images().count())
                .print(session.out());
    }
}
