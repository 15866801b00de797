package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;
import org.neurochains.measure.Fidelity;
import org.neurochains.measure.Measure;
import org.neurochains.measure.MeasureResult;
import org.neurochains.measure.NamedNumbers;
import org.neurochains.measure.Table;
import org.neurochains.plot.Figure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MeasureFilesTest {
    private static final Fidelity FIDELITY =
            new Fidelity(List.of(new Fidelity.Image("a, b.png", "cat", .9, .7, .03, "cat")));

    @TempDir
    private Path folder;

    /** A measure of two tables and two pictures, of numbers that do not matter. */
    private record Fake(Measure measure, int rows) implements MeasureResult {
        @Override
        public String summary() {
            return "Summary.";
        }

        @Override
        public NamedNumbers values() {
            return FIDELITY.values();
        }

        @Override
        public List<Table> tables() {
            List<List<@Nullable Object>> cells = new ArrayList<>();
            for (int i = 0; i < rows; i++) {
                cells.add(Arrays.asList("L0." + i, i == 0 ? null : i / 8.));
            }
            return List.of(
                    new Table("filters", List.of("filter", "drop"), cells),
                    new Table("layers", List.of("layer"), List.of(List.of("L0"))));
        }

        @Override
        public List<Figure> figures() {
            return List.of(FIDELITY.figures().get(0), FIDELITY.figures().get(0));
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private JsonNode json(String file) {
        return JsonMapper.shared().readTree(folder.resolve(file).toFile());
    }

    @Test
    void writesNumbersTablesAndPictures() throws IOException {
        List<Path> written = new MeasureFiles(folder).write(new Fake(Measure.DEAD, 2));

        assertThat(names())
                .containsExactly("dead-2.svg", "dead-layers.csv", "dead.csv", "dead.json", "dead.svg")
                .hasSameSizeAs(written);
        assertThat(written.get(written.size() - 1)).hasFileName("dead.json"); // whoever finds it finds the others
        assertThat(folder.resolve("dead.csv")).hasContent("filter,drop\r\nL0.0,\r\nL0.1,0.125\r\n");
        JsonNode json = json("dead.json");
        assertThat(json.get("name").asString()).isEqualTo("dead");
        assertThat(json.get("values").get("kl").asDouble()).isEqualTo(.03);
        assertThat(json.get("undefined")).isEmpty();
        assertThat(json.get("pictures").toString()).isEqualTo("[\"dead.svg\",\"dead-2.svg\"]");
        assertThat(json.get("rows").toString()).isEqualTo("[[\"L0.0\",\"-\"],[\"L0.1\",\"0.1250\"]]");
        assertThat(json.get("tables").get(0).get("rows").get(0).get(1).isNull()).isTrue();
        assertThat(folder.resolve("dead-2.svg")).content().startsWith("<svg");
    }

    @Test
    void aCellWithACommaIsQuoted() {
        new MeasureFiles(folder).write(FIDELITY);

        assertThat(folder.resolve("fidelity.csv")).content().contains("\r\n\"a, b.png\",cat,0.9,");
    }

    @Test
    void whatAnOlderFindingLeftGoesAndOtherFilesStay() throws IOException {
        MeasureFiles files = new MeasureFiles(folder);
        files.write(new Fake(Measure.FIDELITY, 1));
        Files.writeString(folder.resolve("fidelity-notes.txt"), "mine");
        Files.writeString(folder.resolve("fidelitynotes.csv"), "mine");
        Files.writeString(folder.resolve("dead-layers.csv"), "another measure's");

        files.write(FIDELITY);

        assertThat(names())
                .containsExactly(
                        "dead-layers.csv",
                        "fidelity-notes.txt",
                        "fidelity.csv",
                        "fidelity.json",
                        "fidelity.svg",
                        "fidelitynotes.csv");
    }

    @Test
    void thePageShowsTheFirstThousandRowsAndTheFilesAll() {
        new MeasureFiles(folder).write(new Fake(Measure.DEAD, 1001));

        assertThat(json("dead.json").get("rows")).hasSize(1000);
        assertThat(json("dead.json").get("tables").get(0).get("rows")).hasSize(1001);
        assertThat(folder.resolve("dead.csv")).content().hasLineCount(1002);
    }

    @Test
    void readsPicturesAgain() throws IOException {
        MeasureFiles files = new MeasureFiles(folder);
        files.write(FIDELITY);

        MeasureEntry measure = files.withPictures(measure("fidelity.svg"));

        assertThat(measure.pictures()).containsExactly(Files.readString(folder.resolve("fidelity.svg")));
        assertThat(files.withPictures(measure).pictures()).isEqualTo(measure.pictures());
    }

    private static MeasureEntry measure(String picture) {
        return new MeasureEntry("fidelity", "Title", "Summary.", List.of(picture), List.of(), List.of(), null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone.svg", "../secret.svg", "/etc/secret.svg", "..\\secret.svg"})
    void aPictureThatIsNotInTheFolderIsRefused(String picture) throws IOException {
        Path inside = Files.createDirectory(folder.resolve("measures"));
        Files.writeString(folder.resolve("secret.svg"), "<svg/>");

        assertThatThrownBy(() -> new MeasureFiles(inside).withPictures(measure(picture)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("has no picture " + picture);
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("measures"), "a file");

        assertThatThrownBy(() -> new MeasureFiles(file).write(FIDELITY))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(file + ": cannot be written");
    }

    /** Fidelity before quotient before dead, whatever their names; then what is not known. */
    @Test
    void thePageShowsMeasuresInTheirOrder() throws IOException {
        MeasureFiles files = new MeasureFiles(folder);
        for (Measure measure : List.of(Measure.DEAD, Measure.QUOTIENT, Measure.FIDELITY)) {
            files.write(new Fake(measure, 1));
        }
        Files.writeString(folder.resolve("another.json"), "{}");

        assertThat(ReportFolder.measures(folder))
                .extracting(file -> file.getFileName().toString())
                .containsExactly("fidelity.json", "quotient.json", "dead.json", "another.json");
    }
}
