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
import java.util.Base64;
import java.util.List;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;

/** ImageNet's folders as people have them. */
class ImageNetTest {
    /**
     * From byte 124 on, what {@code scipy.io.savemat('m.mat', {'synsets': s}, do_compression=True)} of SciPy 1.17.1
     * writes of a 3x1 struct array with the fields ILSVRC2012_ID, WNID, words and children: 1 is n02119789, 300 is
     * n01440764, 1001 is n00001740.
     */
    private static final String META =
            "AAFJTQ8AAAAJAQAAeJzjY2Bg2MDMwMAGpDmAmIkBAlihfKAUAyMUswNxcWVecWpJMVCehYEPKm4BxJ4+wWFBzkYGhkbxni4M4X5AAg7K84tSiuG85IzMnJSi"
                    + "1DwIjw+qH2Y/G5r9jEgYBDih4hDwwR6k3wFJPwsW/ZxI+gWg/DwDI0NDS3MLSwaEOzwImCOBZg6In51ZopCWX6GjEFaaU5BarJCbmFyUX5JZDDLPAI+/"
                    + "YADZXxSHx4EiB/LDw9DExMDczISE8BBCMwfEL0nNS87QUQjJzEtOVCgBkQjz6B4eHv0UhAcQGJqbGOBwBzZz2NDMAfFT80oySyoxw5MPi35mJP08DJD0"
                    + "BcuPzEjqQQAAb4gw9w==";

    private static final String SYNSETS = """
        n01440764 tench, Tinca tinca
        n02012849 crane
        n02119789 kit fox, Vulpes macrotis
        n03126707 crane
        """;

    @TempDir
    private Path root;

    private Path images;
    private Labels labels;

    @BeforeEach
    void write() throws IOException {
        images = Files.createDirectories(root.resolve("ILSVRC/val"));
        for (int i = 1; i <= 3; i++) {
            Files.write(images.resolve("ILSVRC2012_val_0000000" + i + ".JPEG"), new byte[0]);
        }
        Path file = Files.writeString(root.resolve("LOC_synset_mapping.txt"), SYNSETS);
        labels = Labels.read(file, 4);
    }

    private static byte[] meta() {
        byte[] rest = Base64.getDecoder().decode(META);
        byte[] file = new byte[124 + rest.length];
        Arrays.fill(file, 0, 124, (byte) ' ');
        System.arraycopy(rest, 0, file, 124, rest.length);
        return file;
    }

    private List<Integer> classes(@Nullable Path truth) {
        ImageSet set = ImageSet.of(ImageFolder.scan(images).withGroundTruth(truth), labels, warning -> {});
        return set.images().stream().map(set::classOf).toList();
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(root.resolve(name), content, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ILSVRC2012_val_00000002.JPEG 2\nILSVRC2012_val_00000001.JPEG 0\nILSVRC2012_val_00000003.JPEG 3\n",
                """
                val/ILSVRC2012_val_00000001.JPEG,n01440764
                val/ILSVRC2012_val_00000002.JPEG,n02119789
                val/ILSVRC2012_val_00000003.JPEG,n03126707
                """,
                """
                ImageId,PredictionString\r
                ILSVRC2012_val_00000001,n01440764 85 1 499 272\r
                ILSVRC2012_val_00000002,n02119789 1 2 3 4 n02119789 5 6 7 8\r
                ILSVRC2012_val_00000003,n03126707 0 0 1 1\r
                """,
                "n01440764\nn02119789\nn03126707\n",
                "0\n2\n3\n",
            })
    void aFileGivesFlatImagesTheirClasses(String content) throws IOException {
        assertThat(classes(file("truth.txt", content))).containsExactly(0, 2, 3);
    }

    @Test
    void theDevelopmentKitsNumbersAreTranslated() throws IOException {
        Path truth = file("ILSVRC2012_validation_ground_truth.txt", "300\n1\n300\n");
        assertThatThrownBy(() -> classes(truth))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("has ILSVRC2012 numbers, which are not the indices")
                .hasMessageContaining("put meta.mat");
        Files.write(root.resolve("meta.mat"), meta());
        assertThat(classes(truth)).containsExactly(0, 2, 0);
        file("map_clsloc.txt", "n02119789 1 kit_fox\nn03126707 300 crane\n");
        assertThat(classes(truth)).containsExactly(3, 2, 3);
    }

    @Test
    void itIsFoundAboveTheImages() throws IOException {
        assertThat(classes(null)).containsExactly(-1, -1, -1);
        file("LOC_val_solution.csv", "ImageId,PredictionString\nILSVRC2012_val_00000001,n01440764 1 1 1 1\n");
        assertThat(classes(null)).as("leaves images out: not used").containsExactly(-1, -1, -1);
        Files.writeString(images.resolve("val.txt"), """
            ILSVRC2012_val_00000001.JPEG 1
            ILSVRC2012_val_00000002.JPEG 1
            ILSVRC2012_val_00000003.JPEG 0
            """);
        assertThat(classes(null)).containsExactly(1, 1, 0);
    }

    @Test
    void someOfTheValidationImagesKeepTheirLines() throws IOException {
        Files.delete(images.resolve("ILSVRC2012_val_00000001.JPEG"));
        assertThat(classes(file("truth.txt", "n01440764\nn02119789\nn03126707\n")))
                .containsExactly(2, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0\n2\n", "a.jpg 0\n", "x y z\n"})
    void refusesWhatDoesNotFit(String content) throws IOException {
        Path truth = file("truth.txt", content);
        assertThatThrownBy(() -> classes(truth))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("truth.txt: ")
                .hasMessageContaining("; give val.txt");
    }

    @Test
    void damagedDevelopmentKitsAreRefused() throws IOException {
        Path truth = file("truth.txt", "1\n1\n1\n");
        byte[] whole = meta();
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(root.resolve("meta.mat"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> classes(truth))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("meta.mat");
        }
        for (int i = 124; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x55;
            Files.write(root.resolve("meta.mat"), damaged);
            try {
                assertThat(classes(truth)).hasSize(3);
            } catch (InputException e) {
                assertThat(e.getMessage()).containsAnyOf("truth.txt", "meta.mat");
            }
        }
    }

    /** Only who wrote it knows the dictionary: an inflater waits for it without an end. */
    @Test
    void aDevelopmentKitPackedWithADictionaryIsRefused() throws IOException {
        Deflater deflater = new Deflater();
        deflater.setDictionary(new byte[] {1, 2, 3, 4});
        deflater.setInput(new byte[64]);
        deflater.finish();
        byte[] packed = new byte[64];
        int length = deflater.deflate(packed);
        deflater.end();
        byte[] file = Arrays.copyOf(meta(), 128 + 8 + length);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(128, 15).putInt(132, length);
        System.arraycopy(packed, 0, file, 136, length);
        Files.write(root.resolve("meta.mat"), file);
        Path truth = file("truth.txt", "1\n1\n1\n");
        assertThatThrownBy(() -> classes(truth))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("meta.mat");
    }

    @Test
    void classesByNameWordNetNumberAndIndex() {
        assertThat(labels.find("kit fox", "classes")).isEqualTo(2);
        assertThat(labels.find("vulpes_macrotis", "classes")).isEqualTo(2);
        assertThat(labels.find("n03126707", "classes")).isEqualTo(3);
        assertThat(labels.find("1", "classes")).isEqualTo(1);
        assertThatThrownBy(() -> labels.find("crane", "classes"))
                .hasMessage("classes: 'crane' means 2 classes; give an index: 1 is crane (n02012849), 3 is crane"
                        + " (n03126707)");
    }

    @Test
    void theDevelopmentKitsMapIsPutIntoTheModelsOrder() throws IOException {
        Labels mapped =
                Labels.read(file("map_clsloc.txt", "n02119789 1 kit_fox\nn01440764 449 tench\nn02012849 3 crane\n"), 3);
        assertThat(mapped.names()).containsExactly("tench", "crane", "kit_fox");
        assertThat(mapped.wnid(2)).isEqualTo("n02119789");
    }

    @Test
    void foldersOfWordNetNumbers() throws IOException {
        Path train = root.resolve("train");
        for (String wnid : List.of("n03126707", "n02119789")) {
            Files.createDirectories(train.resolve(wnid));
            Files.write(train.resolve(wnid + "/1.JPEG"), new byte[0]);
        }
        ImageSet set = ImageSet.of(ImageFolder.scan(train).withGroundTruth(null), labels, warning -> {});
        assertThat(set.images().stream().map(set::classOf).toList()).containsExactly(2, 3);
    }
}
