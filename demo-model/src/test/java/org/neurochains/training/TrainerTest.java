package org.neurochains.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Trains networks that are far too small, for a few steps. */
final class TrainerTest {

    private static final int CLASSES = 12;

    @TempDir
    private Path folder;

    static List<Plan> plans() {
        return List.of(
                new BottleneckPlan(4, List.of(2, 3, 4, 5), List.of(1, 2, 1, 1), CLASSES),
                new PlainPlan(List.of(4, 6), List.of(1, 2), CLASSES));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theSameSeedGivesTheSameFileAndAnotherAnother(Plan plan) throws IOException {
        Engine.useThreads(1);
        DrawnPictures pictures = DrawnPictures.draw(21, 2);
        byte[] one = file(plan, pictures, 1, "one");
        assertThat(file(plan, pictures, 1, "two")).isEqualTo(one);
        assertThat(file(plan, pictures, 2, "three")).isNotEqualTo(one);
    }

    private byte[] file(Plan plan, DrawnPictures pictures, long seed, String name) throws IOException {
        Lesson lesson = new Lesson("net", plan, new Schedule(2, 6, .01, .05, 2, seed));
        Lesson.Outcome outcome = lesson.teach(pictures, pictures, folder.resolve(name), line -> {});
        return Files.readAllBytes(outcome.file());
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theFileReadBackComputesWhatWasTrained(Plan plan) throws IOException {
        Engine.useThreads(1);
        DrawnPictures pictures = DrawnPictures.draw(22, 2);
        try (Scope scope = Scope.open()) {
            TrainedParameters parameters =
                    Trainer.train(plan, new Schedule(2, 6, .01, .05, 2, 3), pictures, (epoch, loss, now) -> {});
            Tensor own = plan.logits(new Pass(parameters, parameters.trained(), false), pictures.batch(0, 1, 2, 3));
            Path file = folder.resolve("net.safetensors");
            org.neurochains.weights.SafetensorsWriter.write(
                    file, plan.published(parameters), java.util.Map.of("architecture", plan.family()));
            float[][] read = Published.read(file).logits(pictures);
            float[] expected = own.toFloats();
            for (int row = 0; row < 4; row++) {
                for (int label = 0; label < CLASSES; label++) {
                    assertThat(read[row][label]).isCloseTo(expected[row * CLASSES + label], within(1e-4f));
                }
            }
        }
    }

    @Test
    void learnsAFewPicturesByHeart() {
        Engine.useThreads(1);
        DrawnPictures pictures = DrawnPictures.draw(23, 1);
        List<Double> losses = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            PlainPlan plan = new PlainPlan(List.of(8, 16), List.of(1, 1), CLASSES);
            Trainer.train(plan, new Schedule(40, 12, .02, 0, 0, 4), pictures, (epoch, loss, now) -> losses.add(loss));
        }
        assertThat(losses.get(0)).isBetween(1.5, 5.);
        assertThat(losses.get(losses.size() - 1)).isLessThan(losses.get(0) / 4);
    }

    @Test
    void theRateRisesAndFalls() {
        Schedule schedule = new Schedule(4, 10, .1, 0, 0, 1);
        assertThat(schedule.rateAt(0, 10)).isCloseTo(.01, within(1e-9));
        assertThat(schedule.rateAt(20, 10)).isCloseTo(.05, within(1e-9));
        assertThat(schedule.rateAt(39, 10)).isBetween(0., .001);
    }

    @Test
    void countsWhatIsRightAndWhatIsSure() {
        DrawnPictures pictures = DrawnPictures.draw(24, 1);
        float[][] logits = new float[CLASSES][CLASSES];
        logits[0][0] = 10; // right and sure
        logits[1][1] = 1; // right, not sure
        logits[2][5] = 10; // wrong and sure
        TestScore score = TestScore.of(java.util.Arrays.copyOf(logits, 3), pictures);
        assertThat(score.accuracy()).isCloseTo(2 / 3., within(1e-9));
        assertThat(score.confident()).isCloseTo(2 / 3., within(1e-9));
    }
}
