package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.InputException;
import org.neurochains.testing.ImageNetInput;

class PartFolderTest {
    private static final String LEGEND = """
            {"schema": "neurochains/parts/1",
             "parts": [{"name": "horn", "level": 12}, {"name": "mane", "level": 24}, {"name": "eye", "level": 200}],
             "classes": {"horse": ["mane", "eye"], "unicorn": ["horn", "mane", "eye"], "fish": ["eye"]}}
            """;

    private static final Preprocessing AS_IS = ImageNetInput.square(2);

    @TempDir
    private Path folder;

    private Path parts;

    @BeforeEach
    void write() throws IOException {
        parts = folder.resolve("parts");
        text(parts.resolve("parts.json"), LEGEND);
        png(
                folder.resolve("images/unicorn/00.png"),
                BufferedImage.TYPE_INT_RGB,
                0xFF0000,
                0x00FF00,
                0x0000FF,
                0x808080);
        png(parts.resolve("maps/unicorn/00.png"), BufferedImage.TYPE_INT_RGB, 0x0C0C0C, 0x0C0C0C, 0, 0xC8C8C8);
        png(parts.resolve("removed/horn/unicorn/00.png"), BufferedImage.TYPE_INT_ARGB, 0xFF010203, 0, 0, 0);
    }

    private static void text(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** A picture of two rows of as many columns as there are pixels for. */
    private static void png(Path file, int type, int... pixels) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(pixels.length / 2, 2, type);
        image.setRGB(0, 0, pixels.length / 2, 2, pixels, 0, pixels.length / 2);
        assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
    }

    private PartFolder open() {
        return PartFolder.open(parts);
    }

    @Test
    void liesBesideTheImages() {
        assertThat(PartFolder.beside(folder.resolve("images")).orElseThrow().legend())
                .isEqualTo(open().legend());
        assertThat(PartFolder.beside(folder.resolve("images/unicorn"))).isEmpty();
    }

    @Test
    void saysWhereEachVisiblePartIs() {
        Map<String, float[]> masks = open().masks("unicorn/00.jpeg", AS_IS);
        assertThat(masks).containsOnlyKeys("horn", "eye");
        assertThat(masks.get("horn")).containsExactly(1, 1, 0, 0);
        assertThat(masks.get("eye")).containsExactly(0, 0, 0, 1);
    }

    @Test
    void masksFollowTheImageThroughResizing() {
        float[] half = java.util.Objects.requireNonNull(
                open().masks("unicorn/00.png", ImageNetInput.square(1)).get("horn"));
        assertThat(half).hasSize(1);
        assertThat(half[0]).isBetween(.49f, .51f);
    }

    @Test
    void whereARemovedPictureIsTransparentItIsTheImage() {
        Path image = folder.resolve("images/unicorn/00.png");
        Pixels without = open().removed("horn", image, "unicorn/00.png", AS_IS).orElseThrow();
        assertThat(without.toBytes()).containsExactly(1, 2, 3, 0, 255, 0, 0, 0, 255, 128, 128, 128);
        assertThat(open().removed("eye", image, "unicorn/00.png", AS_IS)).isEmpty();
    }

    @Test
    void refusesWhatDoesNotFit() throws IOException {
        assertThatThrownBy(() -> open().masks("unicorn/01.png", AS_IS))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("01.png");
        png(parts.resolve("maps/unicorn/02.png"), BufferedImage.TYPE_INT_RGB, 0, 0x0D0D0D);
        assertThatThrownBy(() -> open().masks("unicorn/02.png", AS_IS))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("grey level 13");
        png(parts.resolve("removed/eye/unicorn/00.png"), BufferedImage.TYPE_INT_RGB, 0, 0, 0, 0, 0, 0);
        Path image = folder.resolve("images/unicorn/00.png");
        assertThatThrownBy(() -> open().removed("eye", image, "unicorn/00.png", AS_IS))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("3x2");
        text(parts.resolve("removed/mane/unicorn/00.png"), "no picture");
        assertThatThrownBy(() -> open().removed("mane", image, "unicorn/00.png", AS_IS))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("removed");
    }

    @Test
    void tellsClassesApart() {
        PartLegend legend = open().legend();
        assertThat(legend.parts()).containsExactly("horn", "mane", "eye");
        assertThat(legend.telling(List.of("horse", "unicorn"))).containsExactly("horn");
        assertThat(legend.telling(List.of("horse", "fish"))).containsExactly("mane");
        assertThat(legend.telling(List.of("unicorn"))).containsExactly("horn", "mane");
        assertThat(legend.telling(List.of("horse", "horse"))).containsExactly("mane");
        assertThat(legend.telling(List.of("cat"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "neurochains/parts/1  | neurochains/parts/9 | schema",
                "\"horn\", \"level\"  | \"../x\", \"level\" | named '../x'",
                "\"level\": 12        | \"level\": 0        | horn no level",
                "\"level\": 12        | \"level\": 300      | horn no level",
                "\"level\": 12        | \"level\": 24       | twice",
                "\"mane\", \"eye\"],  | \"tail\"],          | does not list",
                "{\"schema\"          | {schema             | not JSON",
            })
    void refusesALegendThatIsWrong(String right, String wrong, String message) throws IOException {
        assertThat(LEGEND).contains(right);
        text(parts.resolve("parts.json"), LEGEND.replaceFirst(java.util.regex.Pattern.quote(right), wrong));
        assertThatThrownBy(this::open)
                .isInstanceOf(InputException.class)
                .hasMessageContaining("parts.json")
                .hasMessageContaining(message);
    }

    @Test
    void refusesAFolderWithoutALegend() {
        assertThatThrownBy(() -> PartFolder.open(folder))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("parts.json");
    }
}
