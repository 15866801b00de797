package org.neurochains.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.neurochains.InputException;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.RunRecord;
import org.neurochains.chain.Solver;
import org.neurochains.image.Region;
import org.neurochains.measure.ChainComparison;
import org.neurochains.measure.NamedChain;
import org.neurochains.measure.PenultimateFeatures;
import org.neurochains.measure.SampleChains;
import org.neurochains.report.ComparisonDocument;
import org.neurochains.report.Picture;
import org.neurochains.report.SampleAnswers;

/** A chain for each image of a region by itself, and what they have in common. */
record EachImage(OpenModel model, Solver solver, RunRecord record, Session session, boolean reports) {
    /** The comparison as JSON, beside its page. */
    static final String COMPARISON = "comparison.json";

    private static final String NUMBERED = "\\d{3,}-.+";

    /** Writes a folder for each image, and the comparison; returns an exit code. */
    int extract(Region region, OutputFolder out) {
        List<Region> each = region.each();
        if (each.size() < 2 || each.size() > ChainComparison.MOST) {
            throw InputException.of(
                    "--each",
                    "the region has " + each.size() + (each.size() == 1 ? " image" : " images"),
                    "choose 2 to " + ChainComparison.MOST + " images");
        }
        clearOlder(out.path());
        List<NamedChain> chains = new ArrayList<>();
        boolean reached = true;
        for (int i = 0; i < each.size(); i++) {
            session.progress().check();
            ChainRecord chain = extract(each.get(i), out.path().resolve(name(each.get(i), i)));
            chains.add(new NamedChain(each.get(i).images().get(0).file(), chain));
            reached &= chain.result().reachedGoal();
            session.message(String.format(
                    Locale.ROOT,
                    "%d of %d: %s, %d filters, KL %.4f",
                    i + 1,
                    each.size(),
                    chain.region().images().get(0).file(),
                    chain.result().filters(),
                    chain.result().kl()));
        }
        conclude(region, chains, out.path());
        return reached ? ExitCode.DONE : ExitCode.SHORT_OF_GOAL;
    }

    private ChainRecord extract(Region image, Path folder) {
        try (OutputFolder own = OutputFolder.prepare(folder)) {
            FoundChain found = FoundChain.find(model, image, solver, record, session);
            found.write(own, reports);
            return found.chain();
        }
    }

    private void conclude(Region region, List<NamedChain> chains, Path out) {
        ChainComparison comparison = ChainComparison.of(chains);
        float[][] features = PenultimateFeatures.of(model.model().network(), region, model.batch());
        List<Picture> thumbnails = region.images().stream()
                .map(image -> ChainReport.thumbnail(image.pixels(), model.preprocessing()))
                .toList();
        SampleAnswers answers = new SampleAnswers(SampleChains.of(comparison, features), chains, thumbnails);
        ComparisonDocument document = new ComparisonDocument(
                comparison,
                null,
                List.of("KL of each chain on the other images (compare with --model and --images)"),
                answers);
        Comparisons.write(document, out.resolve(Comparisons.PAGE), out.resolve(COMPARISON));
        if (session.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("page", out.resolve(Comparisons.PAGE).toString());
            json.put("comparison", out.resolve(COMPARISON).toString());
            json.put("answers", answers.answers());
            Json.print(session.out(), json);
            return;
        }
        answers.answers().forEach(answer -> {
            session.out().println(answer.get("question"));
            session.out().println("  " + answer.get("answer"));
        });
        session.out().println();
        session.out().println(out.resolve(Comparisons.PAGE).toAbsolutePath().normalize());
    }

    /** 003-cat-0012.jpg: its place and its file, as far as every file system takes it. */
    private static String name(Region image, int i) {
        String file = image.images().get(0).file().replaceAll("[^\\w.-]+", "-");
        String tail = file.length() > 60 ? file.substring(file.length() - 60) : file;
        return String.format(Locale.ROOT, "%03d-%s", i + 1, tail);
    }

    /** Removes the chains of an earlier run in this folder. */
    private static void clearOlder(Path out) {
        if (!Files.exists(out.resolve(COMPARISON))) {
            return;
        }
        try (Stream<Path> inside = Files.list(out)) {
            for (Path folder : inside.toList()) {
                if (folder.getFileName().toString().matches(NUMBERED) && Files.exists(folder.resolve(ChainFile.NAME))) {
                    OutputFolder.delete(folder);
                }
            }
        } catch (IOException e) {
            throw InputException.of("--out " + out, "cannot be read (" + e.getMessage() + ")", "check it", e);
        }
    }
}
