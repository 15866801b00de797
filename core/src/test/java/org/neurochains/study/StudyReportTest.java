package org.neurochains.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.SampleRecord;
import org.neurochains.measure.Faithfulness;

class StudyReportTest {
    @TempDir
    Path folder;

    @Test
    void numbersAreThoseOfTheRows() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 4);
        try (TrialStore store = TrialStore.write(study)) {
            store.add(trial(study.plan(), 0, "red|green", 1, 2, 3));
            store.add(trial(study.plan(), 2, "red|green", 1, 2, 5));
        }
        Path page = StudyReport.write(study);
        List<String> lines = Files.readAllLines(study.path().resolve(StudyReport.NUMBERS));
        // drop = 2 score + 1 exactly
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("Fig. 2 right and 15 right,")
                        .contains("shrink,Pearson r,6,1.0,,,4 different points in 2 chains; no interval"));
        // filters {1, 2} are shared, {1, 2, 3, 5} are all
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("shrink,the same classes,1,0.5,"));
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .contains("\"used by every region, filters\",2,2.0")
                        .contains("L0.1 L0.2"));
        // p(network) - p(chain) = 0.9 - 0.8
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("\"p(network) - p(chain), images\",2,0.09999"));
        assertThat(page)
                .content()
                .contains("<svg", "Fig. 3 and 14 of the paper", "Not measured in this study")
                .doesNotContain("https://", "src=", "href=");
    }

    /**
     * A chain none of whose removals changes anything, and one whose outputs are the same for all images, say nothing
     * of scores.
     */
    @Test
    void deadChainsAreLeftOutAndCounted() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 6);
        double floor = Math.log(Faithfulness.FLOOR);
        try (TrialStore store = TrialStore.write(study)) {
            store.add(trial(study.plan(), 0, "red|green", 1, 2, 4));
            store.add(trial(study.plan(), 2, "red|green", Map.of(), filter(7, 0, floor), filter(8, 0, floor)));
            store.add(trial(study.plan(), 4, "red|green", Map.of("fidelity.constantOutputs", 1.0), filter(9, .5, -3)));
        }
        StudyReport.write(study);

        // the points (1, 3), (2, 5), (4, 9) of the first alone
        assertThat(Files.readAllLines(study.path().resolve(StudyReport.NUMBERS)))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("Fig. 2 right and 15 right,")
                        .contains("shrink,Pearson r,3,1.0,,,3 different points in 1 chain; 2 dead chains left out"));
    }

    private static TrialResult.FilterRow filter(int index, double drop, double logKl) {
        Map<String, Double> effects = Map.of("faithfulness.drop", drop, "faithfulness.logKl", logKl);
        return new TrialResult.FilterRow("L0", 0, index, "convolution", index, null, effects);
    }

    @Test
    void aStudyWithoutTrialsHasAPage() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 2);
        assertThat(StudyReport.write(study)).content().contains("0 done, 0 failed, 2 planned");
    }

    /** A trial whose filters have their numbers as scores. */
    static TrialResult trial(StudyPlan plan, int number, String classes, int... filters) {
        List<TrialResult.FilterRow> rows = new ArrayList<>();
        for (int filter : filters) {
            Map<String, Double> effects = Map.of(
                    "faithfulness.drop",
                    2.0 * filter + 1,
                    "faithfulness.logKl",
                    -1.0 * filter,
                    "faithfulness.negativeShare",
                    .5);
            rows.add(new TrialResult.FilterRow("L0", 0, filter, "convolution", filter, null, effects));
        }
        return trial(plan, number, classes, Map.of(), rows.toArray(TrialResult.FilterRow[]::new));
    }

    private static TrialResult trial(
            StudyPlan plan, int number, String classes, Map<String, Double> values, TrialResult.FilterRow... filters) {
        StudyPlan.Trial trial = plan.trial(number);
        Map<String, Double> all = new HashMap<>(values);
        all.put("bypassed", 0.0);
        TrialResult.ImageRow image =
                new TrialResult.ImageRow(0, "a.png", "00", "red", "red", .9, .8, .01, true, .9, Map.of());
        ChainRecord.Result result = SampleRecord.result()
                .kl(.01)
                .filters(filters.length)
                .totalFilters(8)
                .shortcutChannels(0)
                .layers(1)
                .build();
        return TrialResult.of(trial)
                .classes(List.of(classes.split("\\|", -1)))
                .result(result)
                .values(all)
                .images(List.of(image))
                .filters(List.of(filters))
                .chain(new byte[] {1})
                .run(new TrialResult.Run(.1, .1, "here", "2026-01-01T00:00:00Z"))
                .build();
    }
}
