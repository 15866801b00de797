package org.neurochains.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.chain.BaselineOptions;
import org.neurochains.chain.MemoryPlan;
import org.neurochains.chain.OpenChain;
import org.neurochains.evidence.PartKnowledge;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.PartFolder;
import org.neurochains.image.Region;
import org.neurochains.measure.Finding;
import org.neurochains.measure.MeasureOptions;
import org.neurochains.measure.Measured;
import org.neurochains.measure.Measures;
import org.neurochains.measure.PartSamples;
import org.neurochains.measure.Pool;
import org.neurochains.measure.Samples;
import org.neurochains.measure.Subject;
import org.neurochains.report.FolderLock;
import org.neurochains.report.ReportFolder;
import org.neurochains.tensor.Scope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures how good a saved chain is. */
@Command(
        name = "evaluate",
        description = "Measures a chain: how closely it follows the network, on its region and beyond, and whether its"
                + " scores can be trusted.",
        footer = {
            "",
            "Writes NAME.json, NAME.csv and NAME.svg of each measure into the chain's folder, under measures, and"
                    + " report.html again."
        })
final class EvaluateCommand extends ChainCommand {
    @Mixin
    private final MeasureArguments measures = new MeasureArguments();

    @Override
    protected int run(Session session) {
        List<String> names = measures.measures();
        measures.options(session.seed(), BaselineOptions.Tuning.ADAM); // refuses before the model is read
        try (FolderLock lock = lock();
                Scope scope = Scope.open()) {
            OpenChain open = open(session);
            MeasureOptions options = measures.options(session.seed(), tuning(open));
            List<Finding> findings = measure(names, options, subject(open, names, session), open.folder(), session);
            report();
            print(findings, open.folder(), session);
            return ExitCode.DONE;
        }
    }

    /** Baselines are tuned as the chain was. */
    private static BaselineOptions.Tuning tuning(OpenChain open) {
        Object solver = open.record().solver().get("name");
        return "shrink".equals(solver) ? BaselineOptions.Tuning.NEWTON : BaselineOptions.Tuning.ADAM;
    }

    private Subject subject(OpenChain open, List<String> names, Session session) {
        Region region = source(open, session).restore(open);
        int batch = MemoryPlan.of(open.model().model().network())
                .microBatch(Math.max(region.images().size(), open.model().batch()), MemoryPlan.defaultLimit());
        Subject subject = Subject.of(open.model().model().network(), open.subnetwork(), Samples.of(region), batch);
        open.requireSame(
                region,
                IntStream.range(0, region.images().size())
                        .mapToDouble(i -> subject.originalOutputs()
                                .probability(i, region.images().get(i).predicted()))
                        .toArray());
        return withParts(subject, region, names, session)
                .with(new Pool(
                        images().root().toString(),
                        images().folder().images(),
                        new ImageLoader(open.model().preprocessing(), session.threads()),
                        open.record().region().files(),
                        open.model().model().sha256(),
                        measures.features()));
    }

    private Subject withParts(Subject subject, Region region, List<String> names, Session session) {
        Optional<PartFolder> parts = names.contains("parts") ? measures.parts(images().root()) : Optional.empty();
        if (parts.isEmpty()) {
            return subject;
        }
        PartSamples known = PartKnowledge.samples(
                parts.get(), region, images().root(), subject.samples().batch());
        return subject.with(PartKnowledge.of(known, subject, session.progress()));
    }

    private List<Finding> measure(
            List<String> names, MeasureOptions options, Subject subject, Path folder, Session session) {
        List<Finding> findings = new ArrayList<>();
        ReportFolder report = ReportFolder.of(folder);
        for (String name : names) {
            session.progress().check();
            try (Scope scope = Scope.open()) {
                Measured<? extends Finding> found = Measures.of(name).of(subject, options, session.progress());
                if (found.isDefined()) {
                    report.writeFinding(found.get());
                    findings.add(found.get());
                } else if (measures.named()) {
                    throw InputException.of(
                            "--measure " + name, "does not apply: " + found.reason(), "leave it out of --measure");
                } else {
                    session.message(name + " is left out: " + found.reason());
                }
            }
        }
        return findings;
    }

    private static void print(List<Finding> findings, Path folder, Session session) {
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            for (Finding finding : findings) {
                Map<String, @Nullable Object> one = new LinkedHashMap<>();
                one.put("summary", finding.summary());
                one.put("meaning", finding.meaning().sentence());
                one.put("verdict", finding.meaning().verdict().words());
                one.put("values", finding.values().numbers());
                one.put("undefined", finding.values().undefined());
                document.put(finding.name(), one);
            }
            Json.print(session.out(), document);
            return;
        }
        MeaningPrinter.print(findings, session.out(), session.style());
        session.out().println();
        session.out()
                .println(Objects.requireNonNull(folder.resolve("measures").toAbsolutePath())
                        .normalize());
    }
}
