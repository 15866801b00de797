package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.testing.DemoWorld;

@Tag("slow")
class DrawCommandTest {
    @TempDir
    private Path folder;

    private Run draw(Object... more) {
        return Run.of(Stream.concat(Stream.of("draw", "--out", folder.resolve("world"), "--quiet"), Stream.of(more))
                .toArray());
    }

    @Test
    void drawsTheDemosPicturesAndFurtherOnes() throws IOException {
        Run run = draw("--classes", "duck,tiger", "--each", 27);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().strip()).isEqualTo(folder.resolve("world/images").toString());
        assertThat(names("images")).containsExactly("duck", "tiger");
        assertThat(names("images/duck")).hasSize(27);
        assertThat(names("parts/maps/tiger")).hasSize(27);
        assertThat(names("parts/removed/stripes")).containsExactly("tiger");
        for (String file : List.of("duck/00.png", "tiger/24.png")) {
            assertThat(pixels(folder.resolve("world/images").resolve(file)))
                    .containsExactly(pixels(DemoWorld.images().resolve(file)));
        }
        assertThat(pixels(folder.resolve("world/images/duck/25.png")))
                .isNotEqualTo(pixels(folder.resolve("world/images/duck/26.png")));
    }

    private List<String> names(String inside) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("world").resolve(inside))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static int[] pixels(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @Test
    void anotherSeedGivesOtherPictures() throws IOException {
        Run run = draw("--classes", "duck", "--each", 1, "--seed", 5, "--json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.json().get("pictures").asInt()).isEqualTo(1);
        assertThat(pixels(folder.resolve("world/images/duck/00.png")))
                .isNotEqualTo(pixels(DemoWorld.images().resolve("duck/00.png")));
    }

    @Test
    void whatItCannotDrawIsSaid() throws IOException {
        assertThat(draw("--classes", "duck,cow").code()).isEqualTo(ExitCode.INPUT);
        assertThat(draw("--classes", "duck,cow").err()).contains("--classes", "'cow'", "cockatrice, dragon");
        assertThat(draw("--each", 0).err()).contains("--each", "1 to");
        Path file = Files.writeString(folder.resolve("file"), "");
        Run run = Run.of("draw", "--out", file, "--each", 1);
        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("--out", "cannot be written");
    }

    @Test
    void stopsAtOnceWhenCancelled() {
        assertThat(Run.cancelled("draw", "--out", folder.resolve("world")).code())
                .isEqualTo(ExitCode.INTERRUPTED);
    }
}
