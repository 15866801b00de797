package org.neurochains.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.WholeFile;
import org.neurochains.measure.MeasureResult;
import org.neurochains.measure.Table;
import org.neurochains.plot.Figure;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Findings as files under measures/: NAME.json, a table in NAME.csv (others in NAME-TABLE.csv), pictures in NAME.svg,
 * NAME-2.svg and so on.
 */
record MeasureFiles(Path folder) {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final int SHOWN_ROWS = 1000;

    /** Writes a finding's files, NAME.json last; files of an older one that are not replaced are deleted. */
    List<Path> write(MeasureResult finding) {
        Map<String, String> files = new LinkedHashMap<>();
        List<Table> tables = finding.tables();
        for (int i = 0; i < tables.size(); i++) {
            String suffix = i == 0 ? "" : "-" + tables.get(i).name();
            files.put(finding.measure().text() + suffix + ".csv", tables.get(i).csv());
        }
        List<String> pictures = new ArrayList<>();
        for (Figure figure : finding.figures()) {
            String file = finding.measure().text() + (pictures.isEmpty() ? "" : "-" + (pictures.size() + 1)) + ".svg";
            pictures.add(file);
            files.put(file, figure.svg());
        }
        files.put(finding.measure().text() + ".json", json(finding, pictures));
        try {
            Files.createDirectories(folder);
            deleteOlder(finding.measure().text(), files);
        } catch (IOException e) {
            throw WholeFile.unwritable(folder, e);
        }
        List<Path> written = new ArrayList<>();
        files.forEach((name, content) -> written.add(WholeFile.write(folder.resolve(name), content)));
        return written;
    }

    private static String json(MeasureResult finding, List<String> pictures) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", finding.measure().text());
        json.put("title", finding.measure().title());
        json.put("summary", finding.summary());
        json.put("verdict", finding.meaning().verdict().words());
        json.put("values", finding.values().numbers());
        json.put("undefined", finding.values().undefined());
        json.put("pictures", pictures);
        Table first = finding.tables().get(0);
        json.put("columns", first.columns());
        json.put("rows", first.text().stream().limit(SHOWN_ROWS).toList());
        json.put("tables", finding.tables());
        return MAPPER.writeValueAsString(json);
    }

    private void deleteOlder(String name, Map<String, String> files) throws IOException {
        Pattern own = Pattern.compile(Pattern.quote(name) + "(-[a-z0-9]+)?\\.(csv|svg|json)");
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path file : inside.toList()) {
                String each = file.getFileName().toString();
                if (own.matcher(each).matches() && !files.containsKey(each)) {
                    Files.delete(file);
                }
            }
        }
    }

    /**
     * A measure with its pictures, where these are files, read.
     *
     * @throws InputException if a picture is missing or does not lie in the folder
     */
    MeasureEntry withPictures(MeasureEntry measure) {
        return measure.withPictures(
                measure.pictures().stream().map(this::picture).toList());
    }

    private String picture(String picture) {
        if (!picture.endsWith(".svg")) {
            return picture;
        }
        Path file = folder.resolve(picture);
        if (!picture.matches("[\\w-]+\\.svg") || !Files.isRegularFile(file)) {
            throw InputException.of(
                    folder.toString(), "has no picture " + picture, "evaluate the chain again, or delete the measure");
        }
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw InputException.of(file.toString(), "cannot be read (" + e.getMessage() + ")", "check it", e);
        }
    }
}
