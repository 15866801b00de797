package org.neurochains.report;

import static org.neurochains.InputException.parameter;
import static org.neurochains.Phrase.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.file.WholeFile;
import org.neurochains.image.OpenModel;
import org.neurochains.image.Region;
import org.neurochains.measure.ChainComparison;
import org.neurochains.measure.NamedChain;
import org.neurochains.measure.PenultimateFeatures;
import org.neurochains.measure.SampleChains;
import tools.jackson.databind.json.JsonMapper;

/**
 * A chain for each image of a region by itself, and what they have in common.
 *
 * @param document the comparison of the chains
 * @param answers what it says of the images
 * @param reached whether every chain keeps to its goal
 */
public record EachImage(ComparisonDocument document, SampleAnswers answers, boolean reached) {
    /** The comparison as JSON, beside its page. */
    public static final String COMPARISON = "comparison.json";

    private static final String NUMBERED = "\\d{3,}-.+";

    /**
     * How the chains are found.
     *
     * @param extract finds an image's chain, and writes it into the folder
     * @param found hears of every chain, with its number from 1 on
     */
    public record Search(
            OpenModel model,
            Progress progress,
            BiFunction<Region, Path, ChainRecord> extract,
            BiConsumer<Integer, ChainRecord> found) {}

    /** Writes a folder for each image, and the comparison with its page. */
    public static EachImage extract(Region region, Search search, OutputFolder out) {
        List<Region> each = region.each();
        if (each.size() < 2 || each.size() > ChainComparison.MOST) {
            throw InputException.of(
                    parameter("each"),
                    "the region has " + each.size() + (each.size() == 1 ? " image" : " images"),
                    "choose 2 to " + ChainComparison.MOST + " images");
        }
        clearOlder(out.path());
        List<NamedChain> chains = new ArrayList<>();
        boolean reached = true;
        for (int i = 0; i < each.size(); i++) {
            search.progress().check();
            ChainRecord chain = search.extract().apply(each.get(i), out.path().resolve(name(each.get(i), i)));
            chains.add(new NamedChain(each.get(i).images().get(0).file(), chain));
            reached &= chain.result().reachedGoal();
            search.found().accept(i + 1, chain);
        }
        return compared(region, search.model(), chains, out.path(), reached);
    }

    private static EachImage compared(
            Region region, OpenModel model, List<NamedChain> chains, Path out, boolean reached) {
        ChainComparison comparison = ChainComparison.of(chains);
        float[][] features = PenultimateFeatures.of(model.model().network(), region, model.batch());
        List<Picture> thumbnails = region.images().stream()
                .map(image -> ChainReport.thumbnail(image.pixels(), model.preprocessing()))
                .toList();
        SampleAnswers answers = new SampleAnswers(SampleChains.of(comparison, features), chains, thumbnails);
        ComparisonDocument document = new ComparisonDocument(
                comparison,
                null,
                List.of("KL of each chain on the other images (compare says it, with the model and the images)"),
                answers,
                List.of());
        document.write(out.resolve(ComparisonDocument.FILE));
        WholeFile.write(out.resolve(COMPARISON), JsonMapper.shared().writeValueAsBytes(document.json()));
        return new EachImage(document, answers, reached);
    }

    /** 003-cat-0012.jpg: its place and its file, as far as every file system takes it. */
    private static String name(Region image, int i) {
        String file = image.images().get(0).file().replaceAll("[^\\w.-]+", "-");
        String tail = file.length() > 60 ? file.substring(file.length() - 60) : file;
        return text("%03d-%s", i + 1, tail);
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
            throw InputException.of(
                    parameter("out") + " " + out, "cannot be read (" + e.getMessage() + ")", "check it", e);
        }
    }
}
