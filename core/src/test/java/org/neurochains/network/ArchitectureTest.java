package org.neurochains.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.neurochains.InputException;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.StateDicts;

/** Names and numbers of units and gates in the networks of the paper, and what is said of parameters that fit none. */
class ArchitectureTest {
    private static Network network(Map<String, Tensor> parameters, String expected) {
        Architecture found = Architecture.recognise("a.pth", parameters, null);
        assertThat(found.name()).isEqualTo(expected);
        return found.network(found.defaultInput());
    }

    @Test
    void vgg19() {
        try (Scope scope = Scope.open()) {
            Network network = network(StateDicts.vgg19OfZeros(), "vgg19");
            assertThat(NetworkSize.of(network)).isEqualTo(new NetworkSize(16, 5504, 0, 12, 20018880L, 123633664L));
            assertThat(network.units().stream().map(UnitLayer::name))
                    .containsExactly(
                            "L0", "L2", "L5", "L7", "L10", "L12", "L14", "L16", "L19", "L21", "L23", "L25", "L28",
                            "L30", "L32", "L34");
            // the first of each block of another width changes the number of channels
            assertThat(network.groups().stream().map(GateGroup::name))
                    .containsExactly("L2", "L7", "L12", "L14", "L16", "L21", "L23", "L25", "L28", "L30", "L32", "L34");
            assertThat(network.unit("L28").group()).isEqualTo("L28");
            assertThat(network.unit("L5").group()).isNull();
        }
    }

    @Test
    void resNet50() {
        try (Scope scope = Scope.open()) {
            Network network = network(StateDicts.resNet50OfZeros(), "resnet50");
            assertThat(NetworkSize.of(network)).isEqualTo(new NetworkSize(53, 26560, 11264, 12, 23454912L, 2048000L));
            assertThat(network.groups().stream().map(GateGroup::name))
                    .containsExactly(
                            "L1B2", "L1B3", "L2B2", "L2B3", "L2B4", "L3B2", "L3B3", "L3B4", "L3B5", "L3B6", "L4B2",
                            "L4B3");
            assertThat(network.unit("L4B1C2").channels()).isEqualTo(512);
            assertThat(network.unit("L4B1SC").kind()).isEqualTo(UnitKind.PROJECTION);
            assertThat(network.unit("L4B2SC").kind()).isEqualTo(UnitKind.IDENTITY);
            assertThat(network.unit("L4B2SC").group()).isEqualTo("L4B2");
        }
    }

    @Test
    void resNet20() {
        try (Scope scope = Scope.open()) {
            Network network = network(StateDicts.cifarResNetOfZeros(3, 16, 10), "cifar-resnet20");
            NetworkSize size = NetworkSize.of(network);
            assertThat(size.filters()).isEqualTo(688);
            assertThat(size.shortcutChannels()).isEqualTo(336);
            assertThat(network.groups().stream().map(GateGroup::name))
                    .containsExactly("L1B1", "L1B2", "L1B3", "L2B2", "L2B3", "L3B2", "L3B3");
            assertThat(network.units().stream().limit(5).map(UnitLayer::name))
                    .containsExactly("stem", "L1B1C1", "L1B1C2", "L1B1SC", "L1B2C1");
            assertThat(network.unit("L2B1SC").kind()).as("option A").isEqualTo(UnitKind.IDENTITY);
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(
                        "missing",
                        d -> d.remove("layer2.0.bn2.running_var"),
                        "parameter layer2.0.bn2.running_var is missing"),
                fault("extra", d -> d.put("extra.weight", Tensor.full(0, 1)), "does not: extra.weight;"),
                fault(
                        "wrong shape",
                        d -> d.put("layer2.0.conv2.weight", Tensor.full(0, 8, 8, 5, 5)),
                        "parameter layer2.0.conv2.weight has shape [8, 8, 5, 5]"),
                fault(
                        "wrong rank",
                        d -> d.put("linear.weight", Tensor.full(0, 16)),
                        "parameter linear.weight has shape [16], 2 dimensions are needed"),
                fault(
                        "wrong length",
                        d -> d.put("bn1.bias", Tensor.full(0, 5)),
                        "parameter bn1.bias has shape [5], but [4] is needed here"),
                fault(
                        "negative variance",
                        d -> d.put("bn1.running_var", Tensor.full(-0.5, 4)),
                        "parameter bn1.running_var has the negative variance -0.5 at 0"),
                fault("nothing", Map::clear, "holds no parameters"),
                fault(
                        "something else",
                        d -> {
                            d.clear();
                            d.put("encoder.0.weight", Tensor.full(0, 1));
                        },
                        "no known architecture has the parameters [encoder.0.weight]"));
    }

    private static Arguments fault(String name, Consumer<Map<String, Tensor>> change, String message) {
        return Arguments.of(name, change, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void faults(String name, Consumer<Map<String, Tensor>> change, String message) {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> parameters = StateDicts.cifarResNet(1, 4, 3, 0);
            change.accept(parameters);
            assertThatThrownBy(() -> Architecture.recognise("a.pth", parameters, null))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith("a.pth: ")
                    .hasMessageContaining(message)
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void namesTheOptionThatIsWrong() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> parameters = StateDicts.cifarResNet(1, 4, 3, 0);
            assertThatThrownBy(() -> Architecture.recognise("a.pth", parameters, "alexnet"))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith("arch alexnet: is not known; known are vgg11");
            assertThatThrownBy(() -> Architecture.recognise("a.pth", parameters, "cifar-resnet20"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("cifar-resnet8, not a cifar-resnet20");
            Network network =
                    Architecture.recognise("a.pth", parameters, "cifar-resnet").network(Shape.maps(3, 20, 12));
            assertThat(network.classes()).isEqualTo(3);
            assertThatThrownBy(() -> Architecture.recognise("a.pth", StateDicts.vgg19OfZeros(), null)
                            .network(Shape.maps(3, 16, 16)))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith("inputSize 16x16: does not suit a vgg19");
        }
    }
}
