package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.InputException;
import org.neurochains.image.Preprocessing.Exact;
import org.neurochains.image.Preprocessing.ResizeCrop;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.testing.ImageNetInput;

class PreprocessingTest {
    private static final Rgb MEAN = new Rgb(0.5f, 0.25f, 0);
    private static final Rgb STD = new Rgb(0.5f, 0.25f, 2);

    @Test
    void aPixelIsScaledShiftedAndPutIntoItsChannel() {
        Preprocessing two = new Preprocessing(new Exact(1, 2), MEAN, STD);
        Pixels picture = Pixels.of(2, 1, new byte[] {(byte) 255, 0, (byte) 255, 0, (byte) 255, 51});
        assertThat(two.batch(List.of(picture)).toFloats())
                .containsExactly(new float[] {1, -1, -1, 3, 0.5f, 0.1f}, within(1e-6f));
    }

    @Test
    void aBatchHoldsThePicturesInOrder() {
        Preprocessing one = new Preprocessing(new Exact(1, 1), MEAN, STD);
        List<Pixels> pictures = List.of(Pictures.plain(1, 1, 255, 255, 255), Pictures.plain(1, 1, 0, 0, 0));
        try (Scope scope = Scope.open()) {
            Tensor batch = one.batch(pictures);
            assertThat(batch.shape()).containsExactly(2, 3, 1, 1);
            assertThat(batch.toFloats()).containsExactly(new float[] {1, 3, 0.5f, -1, -1, 0}, within(1e-6f));
        }
    }

    @Test
    void valuesThatNoPixelHoldsAreClipped() {
        assertThat(Preprocessing.unitPicture(new float[] {-1, 2, 0.5f}, 1, 1))
                .isEqualTo(Pictures.plain(1, 1, 0, 255, 128));
    }

    @ParameterizedTest
    @CsvSource({"5, 9, 4", "9, 5, 4", "6, 6, 3", "100, 7, 5", "3, 50, 3"})
    void resizeAndCropIsTheCentreOfTheResizedPicture(int width, int height, int crop) {
        Pixels picture = Pictures.random(new Random(2), width, height);
        int shorter = Math.min(width, height);
        Pixels whole = Resize.bilinear(picture, 6 * width / shorter, 6 * height / shorter);
        Pixels cropped = new Preprocessing(new ResizeCrop(6, crop), MEAN, STD).fit(picture);
        int left = (int) Math.rint((whole.width() - crop) / 2.0);
        int top = (int) Math.rint((whole.height() - crop) / 2.0);
        for (int i = 0; i < crop * crop; i++) {
            assertThat(cropped.value(i % crop, i / crop, 1)).isEqualTo(whole.value(left + i % crop, top + i / crop, 1));
        }
    }

    @Test
    void aLineOfPixelsIsCroppedWithoutMakingTheWholeOfIt() {
        Pixels line = Pictures.random(new Random(3), 60_000, 1);
        Pixels cropped = ImageNetInput.cropped().fit(line); // the whole would have 256 * 15,360,000 pixels
        assertThat(cropped.width()).isEqualTo(224);
        assertThat(cropped.value(112, 0, 0)).isEqualTo(cropped.value(112, 223, 0));
    }

    @Test
    void impossibleSizesNameTheOption() {
        assertThatThrownBy(() -> new ResizeCrop(200, 224))
                .isInstanceOf(InputException.class)
                .hasMessage("crop 224: is larger than resize 200; give at most 200");
        assertThatThrownBy(() -> new Exact(0, 32)).hasMessageContaining("inputSize: 0 is out of range");
        assertThatThrownBy(() -> new ResizeCrop(-1, 1)).hasMessageContaining("resize: -1 is out of range");
        assertThatThrownBy(() -> new Preprocessing(new Exact(1, 1), MEAN, new Rgb(1, 0, 1)))
                .hasMessageContaining("std: 0.0 is not above 0");
    }
}
