package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.neurochains.InputException;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.ImageNetInput;
import org.neurochains.testing.Shared;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Pixels, resized pixels and inputs against Pillow and torchvision. */
class ImageGoldenTest {
    private static final Preprocessing IMAGENET = ImageNetInput.cropped();
    private static final Preprocessing CIFAR = ImageNetInput.square(32);

    @Test
    void everyPictureIsDecodedResizedAndCroppedAsPillowDoes() throws IOException {
        Path folder = Shared.path("golden/image");
        JsonNode images = json(folder.resolve("images.json")).get("images");
        assertThat(images.size()).isEqualTo(22);
        for (JsonNode image : images) {
            String file = image.get("file").asString();
            String stem = file.substring(0, file.lastIndexOf('.'));
            Pixels expected = decoded(folder, image, stem);
            assertDecoded(folder.resolve(file), expected);
            assertThat(IMAGENET.fit(expected)).as(file).isEqualTo(png(folder.resolve(stem + ".eval224.png")));
            boolean turned = image.get("resize32_vertical_pass_first").asBoolean();
            String suffix = turned ? ".resize32_horizontal_first.png" : ".resize32.png";
            assertThat(CIFAR.fit(expected)).as(file).isEqualTo(png(folder.resolve(stem + suffix)));
        }
    }

    @Test
    void anInputIsNormalisedAsTorchvisionDoes() throws IOException {
        Path folder = Shared.path("golden/image");
        Pixels picture = png(folder.resolve("rgb_landscape_500x333.decoded.png"));
        Path expected = folder.resolve("rgb_landscape_500x333.normalised.safetensors");
        assertNear(IMAGENET.batch(List.of(IMAGENET.fit(picture))).toFloats(), floats(tensor(expected, "eval224")));
        assertNear(CIFAR.batch(List.of(CIFAR.fit(picture))).toFloats(), floats(tensor(expected, "resize32")));
    }

    @Test
    void theInputOfTwentyCifarImagesIsTheOneOfTheForwardTests() throws IOException {
        Path folder = Shared.path("golden/forward");
        byte[] pixels = tensor(folder.resolve("cifar20.images.safetensors"), "pixels");
        float[] expected = floats(tensor(folder.resolve("cifar20.images.safetensors"), "input"));
        JsonNode files = json(folder.resolve("cifar20.json"));
        Path images = Shared.path("data/cifar10/test");
        Pixels[] pictures = new Pixels[20];
        for (int i = 0; i < pictures.length; i++) {
            pictures[i] = Pixels.of(32, 32, Arrays.copyOfRange(pixels, i * 3072, (i + 1) * 3072));
            String file = files.get("files").get(i).asString();
            assertDecoded(images.resolve(file), pictures[i]);
        }
        try (Scope scope = Scope.open()) {
            Tensor batch = CIFAR.batch(Arrays.asList(pictures));
            assertThat(batch.shape()).containsExactly(20, 3, 32, 32);
            assertNear(batch.toFloats(), expected);
        }
    }

    @Test
    void damagedFilesAreRefusedInOneLineThatNamesThem() throws IOException {
        Path folder = Shared.path("golden/image/bad");
        JsonNode bad = json(folder.resolve("bad.json"));
        assertThat(bad.size()).isEqualTo(9);
        for (JsonNode each : bad) {
            String file = each.get("file").asString();
            if (each.get("expected").asString().equals("refuse")) {
                assertThatThrownBy(() -> ImageFile.read(folder.resolve(file)))
                        .isInstanceOf(InputException.class)
                        .hasMessageMatching(".*\\Q" + file + "\\E: .+; .+");
            } else {
                assertThat(ImageFile.read(folder.resolve(file)).width()).isEqualTo(8);
            }
        }
    }

    /** JPEG may differ by two levels: there are several libjpegs. */
    private static void assertDecoded(Path file, Pixels expected) {
        int allowed = file.toString().endsWith(".jpg") ? 2 : 0;
        assertThat(Pictures.worst(ImageFile.read(file), expected))
                .as(file.toString())
                .isLessThanOrEqualTo(allowed);
    }

    private static void assertNear(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        float worst = 0;
        for (int i = 0; i < actual.length; i++) {
            worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
        }
        assertThat(worst).isLessThanOrEqualTo(1e-6f);
    }

    private static Pixels decoded(Path folder, JsonNode image, String stem) throws IOException {
        String source = image.get("decoded").asString();
        if (source.endsWith(".png")) {
            return png(folder.resolve(source));
        }
        byte[] rgb = tensor(folder.resolve("png_decoded.safetensors"), "decoded/" + stem);
        return Pixels.of(image.get("width").asInt(), image.get("height").asInt(), rgb);
    }

    /** A PNG as the JDK reads it. */
    private static Pixels png(Path file) throws IOException {
        return Pictures.pixels(Pictures.decode(Files.readAllBytes(file)));
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(Files.readAllBytes(file));
    }

    /** The bytes of one tensor of a safetensors file. */
    private static byte[] tensor(Path file, String name) throws IOException {
        byte[] content = Files.readAllBytes(file);
        int header =
                (int) ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong();
        String json = new String(content, 8, header, StandardCharsets.UTF_8);
        JsonNode offsets = new ObjectMapper().readTree(json).get(name).get("data_offsets");
        return Arrays.copyOfRange(
                content,
                8 + header + offsets.get(0).asInt(),
                8 + header + offsets.get(1).asInt());
    }

    private static float[] floats(byte[] bytes) {
        float[] floats = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }
}
