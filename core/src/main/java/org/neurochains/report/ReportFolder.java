package org.neurochains.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.neurochains.InputException;
import org.neurochains.WholeFile;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.measure.Finding;
import org.neurochains.measure.Measure;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the page shows, in a chain's folder, so that it can be made again without the model and the images: beside
 * chain.json each list of the document in a file of its own under evidence/, and each measure under measures/.
 */
public final class ReportFolder {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String TOPOLOGY = "evidence/topology.json";
    private static final String IMAGES = "evidence/images.json";
    private static final String FILTERS = "evidence/filters.json";
    private static final String FAILURES = "evidence/failures.json";
    private static final String REMOVALS = "evidence/removals.json";
    private static final String FAMILY = "evidence/family.json";
    private static final String LIVE = "evidence/live.json";
    private static final String MEASURES = "measures";

    private final Path folder;

    private ReportFolder(Path folder) {
        this.folder = folder;
    }

    /** A chain's folder. */
    public static ReportFolder of(Path folder) {
        return new ReportFolder(folder);
    }

    /** Stores the places of the network's unit layers. */
    public void writeTopology(List<LayerPlace> layers) {
        write(TOPOLOGY, layers);
    }

    /** Stores the region's images with their evidence, in the order of chain.json. */
    public void writeImages(List<PageImage> images) {
        write(IMAGES, images);
    }

    /** Stores what is known of filters. */
    public void writeFilters(List<FilterEvidence> filters) {
        write(FILTERS, filters);
    }

    /** Stores what is known of misclassified images. */
    public void writeFailures(List<Failure> failures) {
        write(FAILURES, failures);
    }

    /** Stores what the chain says without each filter. */
    public void writeRemovals(List<Removal> removals) {
        write(REMOVALS, removals);
    }

    /** Stores the smaller chains made of the chain's filters. */
    void writeFamily(List<FamilyMember> family) {
        write(FAMILY, family);
    }

    /** Stores the cut network that the page runs. */
    public void writeLive(LiveChain live) {
        write(LIVE, live);
    }

    /** Stores a measure, under its name. */
    public void writeMeasure(MeasureEntry measure) {
        write(MEASURES + "/" + measure.name() + ".json", measure);
    }

    /**
     * Stores what a measure found: NAME.json, which the page shows, tables as NAME.csv and pictures as NAME.svg.
     *
     * @return the files
     */
    public List<Path> writeFinding(Finding finding) {
        return new MeasureFiles(folder.resolve(MEASURES)).write(finding);
    }

    private void write(String name, Object content) {
        WholeFile.writeWithFolders(folder.resolve(name), MAPPER.writeValueAsBytes(content));
    }

    /**
     * The document of everything that is stored.
     *
     * @throws InputException if chain.json is missing, or a file is not what this version writes
     */
    public ReportDocument read() {
        ChainRecord checked = ChainFile.read(folder);
        JsonNode chain = MAPPER.readTree(ChainFile.json(checked));
        ReportDocument.Builder document = ReportDocument.of(chain);
        document.topology(list(TOPOLOGY, LayerPlace[].class));
        list(IMAGES, PageImage[].class).forEach(document::image);
        list(FILTERS, FilterEvidence[].class).forEach(document::filter);
        list(FAILURES, Failure[].class).forEach(document::failure);
        list(REMOVALS, Removal[].class).forEach(document::removal);
        list(FAMILY, FamilyMember[].class).forEach(document::member);
        if (Files.exists(folder.resolve(LIVE))) {
            document.live(parse(folder.resolve(LIVE), LiveChain.class));
        }
        Path inside = folder.resolve(MEASURES);
        MeasureFiles pictures = new MeasureFiles(inside);
        measures(inside).forEach(file -> document.measure(pictures.withPictures(parse(file, MeasureEntry.class))));
        return document.build();
    }

    private <T> List<T> list(String name, Class<T[]> type) {
        Path file = folder.resolve(name);
        return Files.exists(file) ? List.of(parse(file, type)) : List.of();
    }

    /** The measures' files, in the order in which they are shown; others behind them. */
    static List<Path> measures(Path inside) {
        if (!Files.isDirectory(inside)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(inside)) {
            List<String> names = Measure.names();
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted(Comparator.comparingInt((Path file) -> {
                                String name = file.getFileName().toString();
                                int place = names.indexOf(name.substring(0, name.length() - ".json".length()));
                                return place < 0 ? names.size() : place;
                            })
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (IOException e) {
            throw InputException.of(inside.toString(), "cannot be read (" + e.getMessage() + ")", "check it", e);
        }
    }

    private static <T> T parse(Path file, Class<T> type) {
        try {
            T parsed = MAPPER.readValue(Files.readAllBytes(file), type);
            if (parsed != null) {
                return parsed;
            }
        } catch (JacksonException | NullPointerException e) {
            throw InputException.of(file.toString(), "is not what extract and explain write", "make it again", e);
        } catch (IOException e) {
            throw InputException.of(file.toString(), "cannot be read (" + e.getMessage() + ")", "check it", e);
        }
        throw InputException.of(file.toString(), "is empty", "make it again");
    }
}
