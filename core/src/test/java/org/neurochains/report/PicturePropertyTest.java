package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.neurochains.image.ImageEncoder;
import org.neurochains.image.Pixels;
import org.neurochains.image.Preprocessing;
import org.neurochains.image.Rgb;
import org.neurochains.testing.ImageNetInput;

/** A reader's own picture becomes the input that the library makes of it, to a level of its 256. */
class PicturePropertyTest {
    private static final String RUN = """
            async ([png, input]) => {
              const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
              const pixels = await pixelsOfFile(new Blob([bytes], { type: 'image/png' }), input);
              return [...normalised(pixels, input)];
            }""";

    @Test
    void resizedAndNormalisedAsByTheLibrary() {
        List<Preprocessing.Fit> fits = List.of(
                new Preprocessing.Exact(12, 20), new Preprocessing.Exact(40, 40), new Preprocessing.ResizeCrop(17, 12));
        try (Page page = Chromium.start().browser().newPage()) {
            page.addScriptTag(
                    new Page.AddScriptTagOptions().setContent(Modules.join("picture.js", SinglePage::resource)));
            for (int[] size : new int[][] {{31, 23}, {12, 12}, {90, 41}, {7, 9}}) {
                for (Preprocessing.Fit fit : fits) {
                    compare(page, size[0], size[1], ImageNetInput.of(fit));
                }
            }
        }
    }

    private static void compare(Page page, int width, int height, Preprocessing preprocessing) {
        byte[] bytes = new byte[width * height * 3];
        new Random(width).nextBytes(bytes);
        Pixels picture = Pixels.of(width, height, bytes);
        float[] expected =
                preprocessing.batch(List.of(preprocessing.fit(picture))).toFloats();
        Integer resize = preprocessing.fit() instanceof Preprocessing.ResizeCrop square ? square.resize() : null;
        Map<String, Object> input = new java.util.HashMap<>(Map.of(
                "height", preprocessing.height(),
                "width", preprocessing.width(),
                "mean", numbers(preprocessing.mean()),
                "std", numbers(preprocessing.std())));
        input.put("resize", resize);
        String png = Base64.getEncoder().encodeToString(ImageEncoder.png(picture));
        List<?> actual = (List<?>) page.evaluate(RUN, List.of(png, input));
        assertThat(actual).hasSize(expected.length);
        double level = 1.01 / 255 / 0.224;
        for (int i = 0; i < expected.length; i++) {
            double off = Math.abs(((Number) actual.get(i)).doubleValue() - expected[i]);
            assertThat(off).as(width + "x" + height + " " + preprocessing.fit()).isLessThanOrEqualTo(level);
        }
    }

    private static List<Double> numbers(Rgb rgb) {
        List<Double> list = new ArrayList<>();
        for (int c = 0; c < 3; c++) {
            list.add((double) rgb.channel(c));
        }
        return list;
    }
}
