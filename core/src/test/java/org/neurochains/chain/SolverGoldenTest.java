package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.Progress;
import org.neurochains.network.Network;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.Shared;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Eq. 8 and the paper's solver against PyTorch's values for ResNet-20 and twenty images. Needs ../shared. */
@Tag("slow")
class SolverGoldenTest {
    private static final int THREADS = Engine.threads();

    /** One thread sums a whole batch in one row, in float32 to 1.4e-5 instead of the golden run's 3e-6; two do not. */
    @BeforeAll
    static void sumInParts() {
        Engine.useThreads(Math.max(2, THREADS));
    }

    @AfterAll
    static void asBefore() {
        Engine.useThreads(THREADS);
    }

    @ParameterizedTest
    @CsvSource({"with_sc,mild", "with_sc,wild", "no_sc,mild", "no_sc,wild"})
    void objectiveAndItsGradients(String shortcuts, String scores) {
        String name = "solver/objective_" + shortcuts + "_" + scores;
        JsonNode expected = json(name);
        try (Scope scope = Scope.open()) {
            Network network = Cifar20.resnet20();
            Map<String, Tensor> golden = Cifar20.tensors(name);
            Problem problem = Problem.of(network, Cifar20.images());
            UnitLayout layout = UnitLayout.of(network, shortcuts.equals("with_sc"));
            BatchedPasses passes = new BatchedPasses(layout, 20, problem.meter());
            Divergence slope = Divergence.at(
                    passes, problem.region(), join(layout, golden, "S/"), gates(layout, golden, "alpha/"), 0.2);
            assertThat(slope.kl())
                    .isCloseTo(
                            expected.get("kl").asDouble(),
                            within(1e-5 * expected.get("kl").asDouble()));
            assertClose(slope.scores(), join(layout, golden, "dKL_dS/"), 1e-5);
            assertThat(slope.gates()).isNotNull();
            if (slope.gates() != null) {
                assertClose(slope.gates(), gates(layout, golden, "dKL_dalpha/"), 1e-5);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 19})
    void gradientsDoNotDependOnTheMicroBatch(int microBatch) {
        try (Scope scope = Scope.open()) {
            Network network = Cifar20.resnet20();
            UnitLayout layout = UnitLayout.of(network, true);
            Map<String, Tensor> golden = Cifar20.tensors("solver/objective_with_sc_mild");
            Problem problem = Problem.of(network, Cifar20.images(), microBatch);
            Divergence slope = Divergence.at(
                    new BatchedPasses(layout, microBatch, problem.meter()),
                    problem.region(),
                    join(layout, golden, "S/"),
                    gates(layout, golden, "alpha/"),
                    0.2);
            assertClose(slope.scores(), join(layout, golden, "dKL_dS/"), 1e-5);
        }
    }

    /**
     * Three hundred steps, thresholds and fine-tuning; with a goal of 0 the clean-up drops nothing that changes a
     * number.
     */
    @Test
    void wholeTrajectory() {
        try (Scope scope = Scope.open()) {
            Network network = Cifar20.resnet20();
            List<PaperSolver.Step> steps = new ArrayList<>();
            Solution solution = new PaperSolver(options(true))
                    .solve(Problem.of(network, Cifar20.images()), Progress.NONE, steps::add);

            assertThat(steps).hasSize(300);
            assertTrajectory("with_sc", UnitLayout.of(network, true), steps);
            JsonNode expected = json("solver/trajectory_with_sc_float32");
            Set<String> closed = new TreeSet<>();
            expected.get("hard_gates").properties().forEach(e -> {
                if (e.getValue().asDouble() == 0) {
                    closed.add(e.getKey());
                }
            });
            assertThat(solution.subnetwork().bypassed()).isEqualTo(closed);
            assertRetained(expected.get("retained"), UnitLayout.of(network, true), closed, steps.get(299));
            double before = expected.get("kl_after_threshold").asDouble();
            assertThat(solution.klBeforeFineTune()).isCloseTo(before, within(0.01 * before));
            int filters = expected.get("retained_conv_filters").asInt();
            assertThat(solution.beforeCleanUp().filters()).isCloseTo(filters, within(filters / 100));
            double last = expected.get("kl_final").asDouble();
            assertThat(solution.outcome().kl()).isCloseTo(last, within(0.05 * last));
            assertThat(solution.outcome().agreement()).isEqualTo(1);
            assertThat(solution.effort().steps()).isEqualTo(350);
            assertThat(solution.cutThrough()).isFalse();
        }
    }

    /** The first hundred steps, then cancelled. */
    @Test
    void trajectoryWithoutScoredShortcuts() {
        List<PaperSolver.Step> steps = new ArrayList<>();
        Progress hundred = new Progress() {
            @Override
            public void report(String stage, long done, long total, String detail) {}

            @Override
            public boolean cancelled() {
                return steps.size() == 100;
            }
        };
        try (Scope scope = Scope.open()) {
            Network network = Cifar20.resnet20();
            Problem problem = Problem.of(network, Cifar20.images());
            assertThatThrownBy(() -> new PaperSolver(options(false)).solve(problem, hundred, steps::add))
                    .isInstanceOf(CancellationException.class);
            assertThat(steps).hasSize(100);
            assertTrajectory("no_sc", UnitLayout.of(network, false), steps);
        }
    }

    private static PaperOptions options(boolean identities) {
        return PaperOptions.defaults("cifar-resnet20")
                .with()
                .maxKl(0)
                .scoreShortcuts(identities ? ScoredShortcuts.IDENTITY : ScoredShortcuts.PROJECTION)
                .build();
    }

    /** Scores, gates and losses of as many steps as there are. */
    private static void assertTrajectory(String shortcuts, UnitLayout layout, List<PaperSolver.Step> steps) {
        Map<String, Tensor> golden = Cifar20.tensors("solver/trajectory_" + shortcuts + "_float32");
        Map<Integer, Double> tolerance = new TreeMap<>(Map.of(1, 1e-6, 10, 1e-3, 100, 3e-3, 300, 3e-2));
        tolerance.keySet().removeIf(step -> step > steps.size());
        tolerance.forEach((step, allowed) -> {
            float[] scores = steps.get(step - 1).scores();
            assertClose(Tensor.of(scores, scores.length), join(layout, golden, "step" + step + "/S/"), allowed);
            float[] alphas = steps.get(step - 1).alphas();
            Tensor gate = Tensor.of(alphas, alphas.length).mul(5).sigmoid();
            assertClose(gate, gates(layout, golden, "step" + step + "/gate/"), 1e-3);
        });
        JsonNode losses =
                json("solver/trajectory_" + shortcuts + "_float32").get("log").get("loss");
        for (int step = 0; step < steps.size(); step++) {
            double loss = losses.get(step).asDouble();
            assertThat(steps.get(step).loss())
                    .as("loss before step %d", step + 1)
                    .isCloseTo(loss, within(1e-3 * Math.abs(loss)));
        }
    }

    /** The units above the threshold outside closed groups are the golden ones but for one in a hundred. */
    private static void assertRetained(
            JsonNode expected, UnitLayout layout, Set<String> closed, PaperSolver.Step last) {
        int differ = 0;
        for (int i = 0; i < layout.size(); i++) {
            UnitLayout.Unit unit = layout.units().get(i);
            boolean wanted = false;
            for (JsonNode index : expected.get(unit.layer())) {
                wanted |= index.asInt() == unit.channel();
            }
            String group = layout.network().unit(unit.layer()).group();
            boolean open = group == null || !closed.contains(group);
            differ += wanted == (open && Math.abs(last.scores()[i]) >= 0.1) ? 0 : 1;
        }
        assertThat(differ).isLessThanOrEqualTo(layout.size() / 100);
    }

    private static Tensor join(UnitLayout layout, Map<String, Tensor> golden, String prefix) {
        List<Tensor> parts = new ArrayList<>();
        for (UnitLayout.Span span : layout.spans()) {
            parts.add(required(golden, prefix + span.unit().name()));
        }
        return Tensor.concat(0, parts);
    }

    private static Tensor gates(UnitLayout layout, Map<String, Tensor> golden, String prefix) {
        return Tensor.concat(
                0,
                layout.groups().stream()
                        .map(g -> required(golden, prefix + g).reshape(1))
                        .toList());
    }

    private static Tensor required(Map<String, Tensor> golden, String name) {
        Tensor tensor = new HashMap<>(golden).get(name);
        if (tensor == null) {
            throw new IllegalStateException("no golden tensor " + name);
        }
        return tensor;
    }

    private static void assertClose(Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.toFloats()).containsExactly(expected.toFloats(), within((float) tolerance));
    }

    private static JsonNode json(String name) {
        return JsonMapper.shared()
                .readTree(Shared.path("golden/" + name + ".json").toFile());
    }
}
