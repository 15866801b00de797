package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.neurochains.Progress;
import org.neurochains.network.Architecture;
import org.neurochains.network.Network;
import org.neurochains.network.Shape;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.StateDicts;

/** Native memory does not grow, neither over the steps of a solver nor over many solvers in one process. */
@Tag("slow")
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc/self/status")
class SoakTest {
    private static final double SLACK = 1.05;

    /** A small ResNet on two random images; its maps of a step, left unfreed, would soon show. */
    private static Problem problem() {
        Network network = Architecture.recognise("random", StateDicts.cifarResNet(1, 4, 10, 1), null)
                .network(Shape.maps(3, 32, 32));
        Random random = new Random(2);
        float[] pixels = new float[2 * 3 * 32 * 32];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return Problem.of(network, Tensor.of(pixels, 2, 3, 32, 32));
    }

    private static PaperOptions options(int steps) {
        return PaperOptions.defaults("")
                .with()
                .steps(steps)
                .fineTuneSteps(5)
                .maxKl(0)
                .build();
    }

    @Test
    void overTheStepsOfASolver() {
        List<Long> resident = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            new PaperSolver(options(500)).solve(problem(), Progress.NONE, step -> {
                if (step.number() == 100 || step.number() == 500) {
                    resident.add(resident());
                }
            });
        }
        assertThat(resident).hasSize(2);
        assertThat(resident.get(1)).isLessThan((long) (resident.get(0) * SLACK));
    }

    @Test
    void overManyExtractions() {
        long before = 0;
        for (int i = 0; i < 40; i++) {
            try (Scope scope = Scope.open()) {
                Solution solution = new PaperSolver(options(3)).solve(problem(), Progress.NONE);
                assertThat(solution.effort().steps()).isEqualTo(8);
            }
            before = i == 9 ? resident() : before;
        }
        assertThat(resident()).isLessThan((long) (before * SLACK));
    }

    /** The process's resident size in KiB, the Java heap emptied of garbage first. */
    private static long resident() {
        try {
            Runtime.getRuntime().gc();
            Map<Boolean, List<String>> lines = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .collect(java.util.stream.Collectors.partitioningBy(l -> l.startsWith("VmRSS:")));
            return Long.parseLong(lines.getOrDefault(true, List.of()).get(0).replaceAll("\\D", ""));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
