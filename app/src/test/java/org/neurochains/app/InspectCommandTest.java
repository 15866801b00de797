package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.testing.ColourModel;
import org.neurochains.testing.Shared;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InspectCommandTest {
    @TempDir
    private Path folder;

    @Test
    void showsTheLayersInAlignedColumns() {
        Run run = Run.of("inspect", "--model", ColourModel.writeModel(folder));

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .containsSequence(
                        "                   convolutional  fully connected",
                        "layers                         2                1",
                        "weights                      252               12",
                        "filters                        8",
                        "shortcut channels              0",
                        "gates                          1")
                .containsSequence(
                        "unit layer  kind         channels  output  gate",
                        "L0          convolution         4     8x8",
                        "L2          convolution         4     8x8    L2")
                .contains("classes       3: red, green, blue");
    }

    @Test
    void printsJson() {
        Run run = Run.of("inspect", "--model", ColourModel.writeModel(folder), "--json", "--input-size", "16x8");

        JsonNode json = run.json();
        assertThat(json.get("architecture").asString()).isEqualTo("vgg(2)");
        assertThat(json.get("filters").asInt()).isEqualTo(8);
        assertThat(json.get("convolutionWeights").asInt()).isEqualTo(4 * 3 * 9 + 4 * 4 * 9);
        assertThat(json.get("labels").get(2).asString()).isEqualTo("blue");
        assertThat(json.get("unitLayers").get(1).get("gate").asString()).isEqualTo("L2");
        assertThat(json.get("unitLayers").get(1).get("output").asString()).isEqualTo("16x8");
    }

    @Test
    void aUnitLayerIsKnownByTheDigestOfItsWeights() throws Exception {
        Path model = ColourModel.writeModel(folder);
        JsonNode units = Run.of("inspect", "--model", model, "--json").json().get("unitLayers");
        byte[] file = Files.readAllBytes(model);
        int header = 8 + ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt();
        JsonNode entries = JsonMapper.shared().readTree(Arrays.copyOfRange(file, 8, header));
        for (int i = 0; i < 2; i++) {
            JsonNode offsets = entries.get("features." + 2 * i + ".weight").get("data_offsets");
            byte[] weights = Arrays.copyOfRange(
                    file,
                    header + offsets.get(0).asInt(),
                    header + offsets.get(1).asInt());
            assertThat(units.get(i).get("weights").asString())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(weights)));
        }
        assertThat(units.get(0).get("weights")).isNotEqualTo(units.get(1).get("weights"));
    }

    @Test
    void readsRealCheckpoints() {
        Path model = Shared.path("models/resnet20-12fca82f.th");

        JsonNode json = Run.of("inspect", "--model", model, "--json").json();

        assertThat(json.get("architecture").asString()).isEqualTo("cifar-resnet20");
        assertThat(json.get("filters").asInt()).isEqualTo(688);
        assertThat(json.get("sha256").asString()).startsWith("12fca82f");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--model missing.pth                  | missing.pth: no such file; name an existing model file",
                "--model .                            | is a folder; name a model file",
                "--model {text}                       | text.pth: is of an unknown format; read are safetensors",
                "--model {model} --arch resnet50      | parameter conv1.weight is missing",
                "--model {model} --arch alexnet       | --arch alexnet: is not known; known are vgg11",
                "--model {model} --arch vgg_bn        | parameters are those of a vgg(2), not a vgg_bn; leave --arch out",
                "--model {model} --crop 0             | --crop: 0 is out of range; give 1 to 4096",
                "--model {model} --resize 5 --crop 9  | --crop 9: is larger than --resize 5; give at most 5",
                "--model {model} --mean 1,2           | --mean: '1,2' is not three numbers; for example 0.485",
                "--model {model} --std 1,0,1          | --std: 0.0 is not above 0",
                "--model {model} --input-size 8       | --input-size: '8' is no size; write HxW, for example 224x224",
                "--model {model} --labels {text}      | text.pth: names 1 classes, the model has 3",
            })
    void refusesBadInputInOneLine(String options, String message) throws Exception {
        Path text = Files.writeString(folder.resolve("text.pth"), "nothing");
        String[] words = options.strip()
                .replace("{model}", ColourModel.writeModel(folder).toString())
                .replace("{text}", text.toString())
                .split(" +", -1);

        Object[] args = new Object[words.length + 1];
        args[0] = "inspect";
        System.arraycopy(words, 0, args, 1, words.length);
        Run run = Run.of(args);

        run.assertRefused(message);
    }
}
