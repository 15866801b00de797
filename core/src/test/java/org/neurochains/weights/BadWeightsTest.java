package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neurochains.InputException;
import org.neurochains.file.ElementType;
import org.neurochains.tensor.Scope;
import org.neurochains.testing.Shared;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Hostile and damaged files: each is refused in one line, quickly and without memory to speak of. */
class BadWeightsTest {
    private static final String FOLDER = "golden/weights/bad/";
    private static final long MAX_ALLOCATED = 32L << 20;

    /** Well-formed files whose content only an architecture can refuse. */
    private static final Set<String> SOUND = Set.of(
            "sd_missing_key.safetensors",
            "sd_missing_bn.safetensors",
            "sd_extra_key.safetensors",
            "sd_wrong_kernel.safetensors",
            "sd_transposed_linear.safetensors",
            "sd_wrong_channels.safetensors",
            "sd_int_weights.safetensors",
            "sd_other_architecture.safetensors",
            "sd_plain_vgg.safetensors");

    private static Stream<String> files(String expected) {
        JsonNode list =
                new ObjectMapper().readTree(Shared.path(FOLDER + "bad.json").toFile());
        return StreamSupport.stream(list.spliterator(), false)
                .filter(entry -> entry.get("expected").asString().equals(expected))
                .map(entry -> entry.get("file").asString())
                .filter(name -> !name.endsWith(".onnx"));
    }

    static Stream<String> refused() {
        return files("refuse").filter(name -> !SOUND.contains(name));
    }

    static Stream<String> either() {
        return files("either");
    }

    static Stream<String> loaded() {
        return Stream.concat(files("load"), SOUND.stream());
    }

    private static Path shared(String name) {
        return Shared.path(FOLDER + name);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @ParameterizedTest
    @MethodSource("refused")
    @Timeout(10)
    void isRefusedInOneLine(String name) {
        WeightsFixture.assertRefused(shared(name));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void nothingIsAllocatedByAClaimedSize(String name) {
        Path file = shared(name);
        WeightsFixture.values(shared("valid_control.pth")); // loads the engine, whose first use allocates
        long before = allocated();
        assertThatThrownBy(() -> WeightFile.read(file)).isInstanceOf(InputException.class);
        assertThat(allocated() - before).isLessThan(MAX_ALLOCATED);
    }

    @ParameterizedTest
    @MethodSource("either")
    @Timeout(10)
    void isReadOrRefused(String name) {
        try {
            assertThat(WeightsFixture.values(shared(name))).isNotEmpty();
        } catch (InputException e) {
            assertThat(e).hasMessageStartingWith(shared(name) + ": ");
        }
    }

    @ParameterizedTest
    @MethodSource("loaded")
    void isRead(String name) {
        assertThat(WeightsFixture.values(shared(name))).isNotEmpty();
    }

    @Test
    void theListIsWhole() {
        assertThat(refused().count() + either().count() + loaded().count()).isEqualTo(105);
    }

    @Test
    void theControlHoldsItsValues() {
        Map<String, float[]> values = WeightsFixture.values(shared("valid_control.pth"));
        assertThat(values).containsOnlyKeys("a");
        assertThat(values.get("a")).containsExactly(1, 2, 3, 4);
    }

    @Test
    void bigEndianStoragesAreNeverGarbage() {
        assertThat(WeightsFixture.values(shared("byteorder_big.pth")).get("a")).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aWholeModelIsToldTheWayOut() {
        WeightsFixture.assertRefused(shared("whole_model.pth"))
                .hasMessageContainingAll(
                        "whole model", "torch.nn.modules", "nothing was executed", "model.state_dict()");
        WeightsFixture.assertRefused(shared("torchscript.pth")).hasMessageContainingAll("TorchScript", "state_dict()");
    }

    @Test
    void aCallIsRefusedByName() {
        WeightsFixture.assertRefused(shared("calls_os_system.pth"))
                .hasMessageContainingAll("os.system", "nothing was executed");
        WeightsFixture.assertRefused(shared("calls_getattr.pth")).hasMessageContaining("builtins.getattr");
        WeightsFixture.assertRefused(shared("unknown_global.pth")).hasMessageContaining("mypackage.models.Thing");
        WeightsFixture.assertRefused(shared("inst_opcode.pth")).hasMessageContaining("builtins.eval");
    }

    @Test
    void values() {
        WeightsFixture.assertRefused(shared("sd_nan.safetensors"))
                .hasMessageContaining("features.7.weight holds NaN at [1, 2, 0, 0]");
        WeightsFixture.assertRefused(shared("sd_inf.safetensors"))
                .hasMessageContaining("classifier.6.weight holds Infinity at [0, 0]");
        WeightsFixture.assertRefused(shared("sd_negative_variance.safetensors"))
                .hasMessageContaining("features.1.running_var holds -1.0 at [2]");
    }

    @Test
    void typesOfTheFileAreKnown() {
        try (Scope scope = Scope.open()) {
            assertThat(WeightFile.read(shared("sd_int_weights.safetensors")).types())
                    .containsEntry("features.0.weight", ElementType.I32);
        }
    }
}
