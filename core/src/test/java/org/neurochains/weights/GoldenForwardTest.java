package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.Shared;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Networks of real files compute what PyTorch computes. */
class GoldenForwardTest {
    @ParameterizedTest
    @ValueSource(strings = {"tiny_vgg", "tiny_vgg_bn", "tiny_basic_resnet", "tiny_bottleneck_resnet"})
    void everyLayerOfTorchvisionsNetworks(String name) {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> expected = golden(name + ".layers.safetensors");
            Tensor input = value(expected, "input");
            Network network = model(name, (int) input.dim(2)).network();
            List<String> calls = calls(name);
            List<Integer> nodes = calls.stream()
                    .map(call -> network.indexOf(NodeNames.of(call, network)))
                    .toList();

            List<Tensor> values = Executor.unfolded(network).evaluate(Map.of(0, input), nodes, Scoring.NONE);

            assertThat(calls).hasSizeGreaterThan(20);
            for (int i = 0; i < calls.size(); i++) {
                assertClose(calls.get(i), values.get(i), value(expected, calls.get(i)), 1e-5);
            }
            Tensor folded = Executor.of(network).logits(input, Scoring.NONE);
            assertClose("folded logits", folded, value(expected, "logits"), 5e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet20", "resnet56"})
    void logitsAndFeaturesOfCifarResNets(String name) {
        try (Scope scope = Scope.open()) {
            Tensor input = value(golden("cifar20.images.safetensors"), "input");
            Map<String, Tensor> expected = golden(name + ".cifar20.safetensors");
            Model model = model(name, 32);
            int features = model.network().indexOf("flatten");

            List<Tensor> unfolded = Executor.unfolded(model.network())
                    .evaluate(Map.of(0, input), List.of(model.network().output(), features), Scoring.NONE);
            Tensor folded = Executor.of(model.network()).logits(input, Scoring.NONE);

            assertThat(model.architecture()).isEqualTo("cifar-" + name);
            assertWithin("logits", unfolded.get(0), value(expected, "logits"), 1e-4);
            assertWithin("features", unfolded.get(1), value(expected, "features"), 2e-5);
            Tensor softmax = Functional.softmax(unfolded.get(0), 1);
            assertWithin("softmax", softmax, value(expected, "softmax"), 5e-6);
            assertWithin("folded logits", folded, value(expected, "logits"), 1e-4);
        }
    }

    @Test
    void cifarResNetsNeedNoPrefix() {
        Path file = Shared.path("golden/forward/resnet20.weights.safetensors");
        try (Scope scope = Scope.open()) {
            Model model = ModelReader.read(file, ModelOptions.NONE.withArchitecture("ResNet20"));

            assertThat(model.architecture()).isEqualTo("cifar-resnet20");
        }
    }

    private static Model model(String name, int side) {
        ModelOptions options = ModelOptions.NONE.withInputSize(side + "x" + side);
        return ModelReader.read(Shared.path("golden/forward/" + name + ".weights.safetensors"), options);
    }

    private static Map<String, Tensor> golden(String file) {
        return SafetensorsReader.read(Shared.path("golden/forward/" + file)).tensors();
    }

    private static Tensor value(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private static List<String> calls(String name) {
        Path file = Shared.path("golden/forward/" + name + ".layers.json");
        List<String> calls = new ArrayList<>();
        for (JsonNode entry : JsonMapper.shared().readTree(file.toFile()).get("order")) {
            calls.add(entry.get("tensor").asString());
        }
        return calls;
    }

    /** Relative to the largest expected value. */
    private static void assertClose(String what, Tensor actual, Tensor expected, double tolerance) {
        double largest = 0;
        for (float value : expected.toFloats()) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertWithin(what, actual, expected, tolerance * largest);
    }

    private static void assertWithin(String what, Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        float[] a = actual.toFloats();
        float[] b = expected.toFloats();
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = Math.abs(a[i] - b[i]);
            worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
        }
        assertThat(worst).as(what).isLessThanOrEqualTo(tolerance);
    }
}
