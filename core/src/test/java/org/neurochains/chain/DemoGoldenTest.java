package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.Progress;
import org.neurochains.image.ImageEntry;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.Preprocessing;
import org.neurochains.network.Executor;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.DemoWorld;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The demo's networks against PyTorch, from the files of images to the paper's solver; {@code demo_values.py} made the
 * values.
 */
class DemoGoldenTest {
    private static final JsonNode VALUES =
            JsonMapper.shared().readTree(DemoGoldenTest.class.getClassLoader().getResourceAsStream("demo-values.json"));

    private static Model model(String name) {
        return ModelReader.read(name.endsWith("vgg") ? DemoWorld.vgg() : DemoWorld.resnet(), ModelOptions.NONE);
    }

    private static Tensor images(Model model) {
        ImageLoader loader = new ImageLoader(Preprocessing.of(model.input()), 1);
        List<ImageEntry> entries = new ArrayList<>();
        for (JsonNode file : VALUES.get("images")) {
            entries.add(new ImageEntry(DemoWorld.images().resolve(file.asString()), file.asString(), null));
        }
        return loader.batch(loader.load(entries));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bestiary-resnet", "bestiary-vgg"})
    void logits(String name) {
        try (Scope scope = Scope.open()) {
            Model model = model(name);
            float[] logits = Executor.of(model.network())
                    .logits(images(model), Scoring.NONE)
                    .toFloats();
            int at = 0;
            for (JsonNode row : VALUES.get("networks").get(name).get("logits")) {
                for (JsonNode value : row) {
                    assertThat((double) logits[at++]).isCloseTo(value.asDouble(), within(2e-4));
                }
            }
            assertThat(at).isEqualTo(logits.length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bestiary-resnet", "bestiary-vgg"})
    void objectiveAndItsGradients(String name) {
        try (Scope scope = Scope.open()) {
            Model model = model(name);
            Problem problem = Problem.of(model.network(), images(model), 4);
            UnitLayout layout = UnitLayout.of(model.network(), true);
            float[] scores = new float[layout.size()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = (float) (.8 + .3 * Math.cos(layout.units().get(i).channel()));
            }
            float[] alphas = new float[layout.groups().size()];
            for (int k = 0; k < alphas.length; k++) {
                alphas[k] = .1f * (k % 4) - .05f;
            }

            Divergence slope = Divergence.at(
                    new BatchedPasses(layout, 4, problem.meter()),
                    problem.region(),
                    Tensor.of(scores, scores.length),
                    Tensor.of(alphas, alphas.length),
                    .2);

            JsonNode expected = VALUES.get("networks").get(name).get("objective");
            assertThat(slope.kl()).isCloseTo(expected.get("kl").asDouble(), within(1e-4));
            assertSlopes(layout, slope.scores().toFloats(), expected.get("slopes"));
            assertThat(expected.get("gates").propertyNames()).containsExactlyElementsOf(layout.groups());
            for (int k = 0; k < alphas.length; k++) {
                JsonNode gate = expected.get("gates").get(layout.groups().get(k));
                assertThat((double)
                                java.util.Objects.requireNonNull(slope.gates()).toFloats()[k])
                        .isCloseTo(gate.asDouble(), within(1e-4));
            }
        }
    }

    /** Of each layer's slope the length, and the product with sin(1), sin(2), ... */
    private static void assertSlopes(UnitLayout layout, float[] slopes, JsonNode expected) {
        int at = 0;
        int layers = 0;
        for (UnitLayout.Span span : layout.spans()) {
            double squares = 0;
            double product = 0;
            for (int c = 0; c < span.length(); c++) {
                squares += slopes[at] * slopes[at];
                product += slopes[at++] * Math.sin(1 + c);
            }
            layers++;
            JsonNode layer = expected.get(span.unit().name());
            assertThat(Math.sqrt(squares))
                    .as(span.unit().name())
                    .isCloseTo(layer.get(0).asDouble(), within(1e-4));
            assertThat(product).as(span.unit().name()).isCloseTo(layer.get(1).asDouble(), within(2e-4));
        }
        assertThat(layers).isEqualTo(expected.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bestiary-resnet", "bestiary-vgg"})
    void firstStepsOfThePapersSolver(String name) {
        JsonNode losses = VALUES.get("networks").get(name).get("losses");
        List<PaperSolver.Step> steps = new ArrayList<>();
        Progress asMany = new Progress() {
            @Override
            public void report(String stage, long done, long total, String detail) {}

            @Override
            public boolean cancelled() {
                return steps.size() == losses.size();
            }
        };
        try (Scope scope = Scope.open()) {
            Model model = model(name);
            Problem problem = Problem.of(model.network(), images(model));
            PaperSolver solver = new PaperSolver(PaperOptions.defaults("cifar-resnet20"));

            Assertions.assertThatThrownBy(() -> solver.solve(problem, asMany, steps::add))
                    .isInstanceOf(CancellationException.class);
        }
        assertThat(steps).hasSize(losses.size());
        for (int i = 0; i < steps.size(); i++) {
            assertThat(steps.get(i).loss())
                    .as("loss before step %d", i + 1)
                    .isCloseTo(losses.get(i).asDouble(), within(1e-3));
        }
    }

    /** Another number of threads may sum in another order, and lead to other scores. */
    @ParameterizedTest
    @CsvSource({"bestiary-resnet, 1", "bestiary-resnet, 2", "bestiary-vgg, 1", "bestiary-vgg, 2"})
    void shrinkFindsTheSameChainAgainWithAsManyThreads(String name, int threads) {
        int before = Engine.threads();
        Engine.useThreads(threads);
        try (Scope scope = Scope.open()) {
            Model model = model(name);
            ShrinkSolver solver = new ShrinkSolver(
                    ShrinkOptions.defaults().withBudget(model.size().filters() / 2));
            Problem problem = Problem.of(model.network(), images(model));
            Subnetwork first = solver.solve(problem, Progress.NONE).subnetwork();
            Subnetwork second = solver.solve(problem, Progress.NONE).subnetwork();
            assertThat(second.bypassed()).isEqualTo(first.bypassed());
            first.scores()
                    .byUnit()
                    .forEach((unit, scores) ->
                            assertThat(second.scores().of(unit)).as(unit).isEqualTo(scores));
        } finally {
            Engine.useThreads(before);
        }
    }
}
