package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.InputException;
import org.neurochains.network.Architecture;
import org.neurochains.network.NetworkSize;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.Shared;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every state dict of torchvision is recognised from names and shapes; the counts are those of the paper's Table 1
 * where it is right.
 */
class ArchitectureRecognitionTest {
    @ParameterizedTest
    @CsvSource({
        // name, convolutions, filters, identity shortcut channels, gates, convolution weights, linear weights
        "vgg11, 8, 2752, 0, 4, 9217728, 123633664",
        "vgg13, 10, 2944, 0, 6, 9402048, 123633664",
        "vgg16, 13, 4224, 0, 9, 14710464, 123633664",
        "vgg19, 16, 5504, 0, 12, 20018880, 123633664",
        "vgg11_bn, 8, 2752, 0, 4, 9217728, 123633664",
        "vgg13_bn, 10, 2944, 0, 6, 9402048, 123633664",
        "vgg16_bn, 13, 4224, 0, 9, 14710464, 123633664",
        "vgg19_bn, 16, 5504, 0, 12, 20018880, 123633664",
        "resnet18, 20, 4800, 1024, 5, 11166912, 512000",
        "resnet34, 36, 8512, 2880, 13, 21267648, 512000",
        "resnet50, 53, 26560, 11264, 12, 23454912, 2048000",
        "resnet101, 104, 52672, 28672, 29, 42394816, 2048000",
        "resnet152, 155, 75712, 44032, 46, 57992384, 2048000",
    })
    void recognisesTorchvision(
            String name,
            int convolutions,
            int filters,
            int shortcutChannels,
            int gates,
            long convolutionWeights,
            long linearWeights) {
        try (Scope scope = Scope.open()) {
            Architecture found = Architecture.recognise("a.pth", stateDict(name), null);
            NetworkSize size = NetworkSize.of(found.network(found.defaultInput()));

            assertThat(found.name()).isEqualTo(name);
            assertThat(size)
                    .isEqualTo(new NetworkSize(
                            convolutions, filters, shortcutChannels, gates, convolutionWeights, linearWeights));
        }
    }

    @Test
    void namesWhatIsMissing() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> dict = stateDict("resnet50");
            dict.remove("layer3.4.bn2.running_mean");

            assertThatThrownBy(() -> Architecture.recognise("a.pth", dict, null))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("a.pth: parameter layer3.4.bn2.running_mean is missing");
        }
    }

    @Test
    void takesHalfTheInputChannelsForGroupsInBottlenecksOnly() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> basic = stateDict("resnet18");
            basic.put("layer2.1.conv2.weight", Tensor.full(0).expand(128, 64, 3, 3));
            assertThatThrownBy(() -> Architecture.recognise("a.pth", basic, null))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(
                            "layer2.1.conv2.weight has shape [128, 64, 3, 3], but [128, 128, 3, 3] is needed here");

            Map<String, Tensor> bottleneck = stateDict("resnet50");
            bottleneck.put("layer2.1.conv2.weight", Tensor.full(0).expand(128, 64, 3, 3));
            assertThat(Architecture.recognise("a.pth", bottleneck, null).name())
                    .isEqualTo("resnet(bottleneck,3-4-6-3)");
        }
    }

    @Test
    void doesNotTakeAnotherNetworksFeaturesForAVgg() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> densenet = new LinkedHashMap<>();
            densenet.put("features.conv0.weight", Tensor.full(0, 8, 3, 7, 7));
            densenet.put("classifier.weight", Tensor.full(0, 10, 8));

            assertThatThrownBy(() -> Architecture.recognise("a.pth", densenet, null))
                    .isInstanceOf(InputException.class)
                    .hasMessageContainingAll(
                            "no known architecture has the parameters [features.conv0.weight",
                            "export any other network as .onnx");
        }
    }

    @Test
    void callsWideAndGroupedResNetsByTheirNames() {
        try (Scope scope = Scope.open()) {
            assertThat(Architecture.recognise("a.pth", widened(1), null).name()).isEqualTo("wide_resnet50_2");
            assertThat(Architecture.recognise("a.pth", widened(32), null).name())
                    .isEqualTo("resnext50_32x4d");
            assertThat(Architecture.recognise("a.pth", widened(32), "resnet").name())
                    .isEqualTo("resnext50_32x4d");
        }
    }

    /** A ResNet-50 whose inner convolutions have twice the filters, in groups. */
    private static Map<String, Tensor> widened(int groups) {
        Map<String, Tensor> dict = stateDict("resnet50");
        Tensor zero = Tensor.full(0);
        dict.replaceAll((name, old) -> {
            long[] shape = old.shape();
            if (shape.length > 0 && name.matches("layer.+\\.(conv1|bn1|conv2|bn2)\\..+")) {
                shape[0] *= 2;
            }
            if (name.matches("layer.+\\.conv2\\.weight")) {
                shape[1] = shape[1] * 2 / groups;
            } else if (name.matches("layer.+\\.conv3\\.weight")) {
                shape[1] *= 2;
            }
            return zero.expand(shape);
        });
        return dict;
    }

    @Test
    void namesWhatIsOneTooMany() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> dict = stateDict("vgg16");
            dict.put("features.31.weight", Tensor.full(0, 512));

            assertThatThrownBy(() -> Architecture.recognise("a.pth", dict, "vgg16"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("features.31.weight");
        }
    }

    @Test
    void refusesAnotherArchitectureThanAskedFor() {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> dict = stateDict("resnet34");

            assertThatThrownBy(() -> Architecture.recognise("a.pth", dict, "resnet18"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("those of a resnet34, not a resnet18");
        }
    }

    /** Zeros of the right shapes, each a view on one number: nothing large is allocated. */
    private static Map<String, Tensor> stateDict(String name) {
        JsonNode all = JsonMapper.shared()
                .readTree(Shared.path("golden/forward/torchvision_state_dicts.json")
                        .toFile());
        Map<String, Tensor> dict = new LinkedHashMap<>();
        Tensor zero = Tensor.full(0);
        for (JsonNode entry : all.get(name).get("state_dict")) {
            long[] shape = new long[entry.get(1).size()];
            for (int d = 0; d < shape.length; d++) {
                shape[d] = entry.get(1).get(d).asLong();
            }
            dict.put(entry.get(0).asString(), zero.expand(shape));
        }
        return dict;
    }
}
