package org.neurochains.app;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.neurochains.app.ExplainArguments.Kind;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.image.Region;
import org.neurochains.report.LayerPlace;
import org.neurochains.report.ReportFolder;
import org.neurochains.tensor.Scope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what a chain's filters respond to and how the classes are reached. */
@Command(
        name = "explain",
        description = "Shows what a chain's filters respond to, and how its classes are reached.",
        footer = {
            "",
            "Writes pictures and index.json into DIR/evidence, contributions and paths into chain.json, and report.html again."
                    + " Stopped by Ctrl-C, it keeps what is finished; started again, it takes visualisations over."
        })
final class ExplainCommand extends ChainCommand {
    @Mixin
    private final ExplainArguments explain = new ExplainArguments();

    @Override
    protected int run(Session session) {
        Set<Kind> kinds = explain.kinds();
        try (FolderLock lock = lock();
                Scope scope = Scope.open()) {
            OpenChain open = open(session);
            Region region = open.region(images(), session);
            String command = "neurochains " + String.join(" ", arguments());
            Explaining explaining = Explaining.of(open, region, explain, session, command);
            requireSame(region, explaining.predicted());
            ReportFolder.of(folder()).writeTopology(LayerPlace.of(explaining.network()));
            try {
                make(explaining, kinds, session);
            } catch (CancellationException e) {
                report();
                throw e;
            }
            report();
        }
        conclude(folder(), session);
        return ExitCode.DONE;
    }

    private void make(Explaining explaining, Set<Kind> kinds, Session session) {
        ReasoningEvidence reasoning = new ReasoningEvidence(explaining);
        FilterPictures filters = new FilterPictures(explaining);
        ClassPictures classes = new ClassPictures(explaining);
        Map<Kind, Runnable> parts = new EnumMap<>(Kind.class);
        parts.put(Kind.EDGES, reasoning::edges);
        parts.put(Kind.FAILURES, reasoning::failures);
        parts.put(Kind.FIRING, filters::firing);
        parts.put(Kind.SMOE, () -> new SmoePictures(explaining).run());
        parts.put(Kind.TOP_IMAGES, () -> new TopImagePictures(explaining, images()).run());
        parts.put(Kind.SCORE_CAM, classes::scoreCam);
        parts.put(Kind.RAP, classes::rap);
        parts.put(Kind.VISUALISATIONS, filters::visualisations);
        parts.forEach((kind, part) -> {
            if (kinds.contains(kind)) {
                session.progress().check();
                part.run();
            }
        });
    }

    private void conclude(Path folder, Session session) {
        ChainRecord record = ChainFile.read(folder);
        Path index = folder.resolve("evidence").resolve(EvidenceFolder.INDEX);
        Path report = folder.resolve(OutputFolder.REPORT);
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("index", index.toString());
            if (!noReport) {
                document.put("report", report.toString());
            }
            document.put("inferenceChains", record.inferenceChains());
            Json.print(session.out(), document);
            return;
        }
        for (ChainRecord.InferenceChain path : record.inferenceChains()) {
            List<String> steps = path.filters();
            session.out()
                    .println(String.format(
                            Locale.ROOT,
                            "%s  %.3g  %s",
                            path.label(),
                            path.weight(),
                            steps.isEmpty() ? "the image alone" : steps.stream().collect(Collectors.joining(" -> "))));
        }
        record.edges().stream()
                .map(ChainRecord.Edge::label)
                .distinct()
                .filter(label -> record.inferenceChains().stream()
                        .noneMatch(path -> path.label().equals(label)))
                .forEach(label ->
                        session.out().println(label + "  no chain: some step on the way has no positive edge"));
        session.out().println();
        session.out().println((noReport ? index : report).toAbsolutePath().normalize());
    }
}
