package org.neurochains.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.neurochains.InputException;
import org.neurochains.chain.ChainFile;
import org.neurochains.evidence.Misclassification;
import org.neurochains.file.RecordFormat;
import org.neurochains.file.WholeFile;
import org.neurochains.measure.Measure;
import org.neurochains.measure.MeasureResult;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the page shows, in a chain's folder, so that it can be made again without the model and the images: beside
 * chain.json each list of the document in a file of its own under evidence/, and each measure under measures/.
 */
public record ReportFolder(Path folder) {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    static final String TOPOLOGY = "evidence/topology.json";
    static final String IMAGES = "evidence/images.json";
    static final String FILTERS = "evidence/filters.json";
    static final String FAILURES = "evidence/failures.json";
    static final String REMOVALS = "evidence/removals.json";
    static final String FAMILY = "evidence/family.json";
    static final String IMAGE_EDGES = "evidence/image-edges.json";
    static final String LIVE = "evidence/live.json";
    private static final String MEASURES = "measures";

    /**
     * Stores what a measure found: NAME.json, which the page shows, tables as NAME.csv and pictures as NAME.svg.
     *
     * @return the files
     */
    public List<Path> writeFinding(MeasureResult finding) {
        return new MeasureFiles(folder.resolve(MEASURES)).write(finding);
    }

    /** Stores a part of the document: one of the constants' files. */
    void write(String name, Object content) {
        WholeFile.writeWithFolders(folder.resolve(name), MAPPER.writeValueAsBytes(content));
    }

    /**
     * The document of everything that is stored.
     *
     * @throws InputException if chain.json is missing, or a file is not what this version writes
     */
    public ReportDocument read() {
        Path measures = folder.resolve(MEASURES);
        MeasureFiles pictures = new MeasureFiles(measures);
        Path live = folder.resolve(LIVE);
        return ReportDocument.of(ChainFile.read(folder))
                .topology(list(TOPOLOGY, LayerPlace[].class))
                .images(list(IMAGES, PageImage[].class))
                .filters(list(FILTERS, FilterEvidence[].class))
                .failures(list(FAILURES, Misclassification[].class))
                .removals(list(REMOVALS, Removal[].class))
                .family(list(FAMILY, FamilyMember[].class))
                .imageEdges(list(IMAGE_EDGES, ImageEdges[].class))
                .live(Files.exists(live) ? parse(live, LiveChain.class) : null)
                .measures(measures(measures).stream()
                        .map(file -> pictures.withPictures(parse(file, MeasureEntry.class)))
                        .toList())
                .build();
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
        return new RecordFormat<>(type, null, "what extract and explain write", "make it again").read(file);
    }
}
