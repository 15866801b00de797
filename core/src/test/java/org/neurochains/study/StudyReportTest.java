package org.neurochains.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.chain.ChainRecord;

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
                        .contains("shrink,Pearson r,6,1.0,1.0,1.0"));
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

    @Test
    void aStudyWithoutTrialsHasAPage() throws IOException {
        StudyFolder study = ColourStudy.create(folder, 2);
        assertThat(StudyReport.write(study)).content().contains("0 done, 0 failed, 2 planned");
    }

    /** A trial whose filters have their numbers as scores. */
    static TrialResult trial(StudyPlan plan, int number, String classes, int... filters) {
        StudyPlan.Trial trial = plan.trial(number);
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
        TrialResult.ImageRow image =
                new TrialResult.ImageRow(0, "a.png", "00", "red", "red", .9, .8, .01, true, .9, Map.of());
        ChainRecord.Result result = new ChainRecord.Result(
                .01, .02, 1, .1, filters.length, 8, 0, 1, 2, new ChainRecord.Before(4, 0), false, 3, 2.5, .1, true);
        return new TrialResult(
                number,
                trial.region(),
                trial.variant().label(),
                trial.seed(),
                trial.regionSeed(),
                null,
                List.of(classes.split("\\|", -1)),
                result,
                Map.of("bypassed", 0.0),
                List.of(image),
                rows,
                new byte[] {1},
                new TrialResult.Run(.1, .1, "here", "2026-01-01T00:00:00Z"));
    }
}
