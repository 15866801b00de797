package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntBinaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.image.Pixels;

/** Guesses at what a filter should be called, from drawn crops. */
class FilterGuessTest {
    private static final int SIDE = 12;

    /** A crop of which each pixel's colour is given as 0xRRGGBB, where everything fires. */
    private static FilterGuess.Crop crop(
            IntBinaryOperator colour, String label, double x, double y, @Nullable String part) {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < SIDE * SIDE; i++) {
            int value = colour.applyAsInt(i % SIDE, i / SIDE);
            rgb[3 * i] = (byte) (value >> 16);
            rgb[3 * i + 1] = (byte) (value >> 8);
            rgb[3 * i + 2] = (byte) value;
        }
        double[] ones = new double[4];
        Arrays.fill(ones, 1);
        return new FilterGuess.Crop(Pixels.of(SIDE, SIDE, rgb), new SaliencyMap(2, 2, ones), label, x, y, .3, part);
    }

    private static FilterGuess.Crop plain(int colour, String label) {
        return crop((x, y) -> colour, label, .5, .5, null);
    }

    private static Optional<String> guess(List<FilterGuess.Crop> crops) {
        return FilterGuess.of(crops, List.of("cat", "dog"));
    }

    @Test
    void aPartThatMostCropsLieOnIsTheName() {
        IntBinaryOperator red = (x, y) -> 0xd02020;
        assertThat(guess(List.of(
                        crop(red, "dragon", .1, .1, "leather wing"),
                        crop(red, "dragon", .2, .1, "leather wing"),
                        crop(red, "dragon", .1, .1, null))))
                .contains("leather wing");
    }

    @Test
    void elseWhatTheCropsShareOfColourEdgesClassAndPlace() {
        IntBinaryOperator stripes = (x, y) -> x / 3 % 2 == 0 ? 0x10a020 : 0x20d030;
        List<FilterGuess.Crop> crops = Stream.of(.1, .15, .2)
                .map(y -> crop(stripes, "grand_piano", .9, y, null))
                .toList();
        assertThat(guess(crops)).contains("green, upright edges, in grand piano");
        assertThat(guess(crops.subList(0, 2))).isEmpty();
    }

    @Test
    void whatFewerThanTwoThirdsShareIsNotSaid() {
        List<FilterGuess.Crop> mixed = List.of(
                plain(0xd02020, "cat"), plain(0x2020d0, "dog"), plain(0x20d020, "horse"), plain(0xd0d020, "ship"));
        assertThat(guess(mixed)).isEmpty();
        List<FilterGuess.Crop> two =
                List.of(plain(0xd02020, "cat"), plain(0x2020d0, "dog"), plain(0x20d020, "cat"), plain(0xd0d020, "dog"));
        assertThat(guess(two)).isEmpty();
        List<FilterGuess.Crop> red =
                List.of(plain(0xd02020, "cat"), plain(0xd02020, "dog"), plain(0xd02020, "cat"), plain(0xd02020, "dog"));
        assertThat(guess(red)).contains("red, in cat or dog, middle");
    }

    @Test
    void ofTheChainsOwnClassTheClassAloneGoesWithoutSaying() {
        List<FilterGuess.Crop> cats = List.of(plain(0xd02020, "cat"), plain(0x2020d0, "cat"), plain(0x20d020, "cat"));
        assertThat(guess(cats)).isEmpty();
        assertThat(FilterGuess.of(cats, List.of("dog"))).contains("in cat, middle");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x101010, 0x808080, 0xf0f0f0})
    void howLightItIsIsNoNameByItself(int colour) {
        assertThat(guess(List.of(plain(colour, ""), plain(colour, ""), plain(colour, ""))))
                .isEmpty();
    }

    /** A spot in the corner that the mask marks, on plain ground; what has a hue is told by it. */
    @ParameterizedTest
    @CsvSource({"0x202020, 0xe0e0e0, dark on bright", "0xe0e0e0, 0x202020, bright on dark", "0xd02020, 0x202020, red"})
    void whatHasNoHueIsToldByItsContrast(String spot, String ground, String name) {
        SaliencyMap corner = new SaliencyMap(2, 2, new double[] {1, 0, 0, 0});
        FilterGuess.Crop plain =
                crop((x, y) -> Integer.decode(x < SIDE / 2 && y < SIDE / 2 ? spot : ground), "", .5, .5, null);
        FilterGuess.Crop marked = new FilterGuess.Crop(plain.crop(), corner, "", .5, .5, 1, null);
        assertThat(guess(List.of(marked, marked, marked)))
                .hasValueSatisfying(words -> assertThat(words).startsWith(name));
    }

    @ParameterizedTest
    @CsvSource({
        "220, 20, 20, red",
        "200, 130, 30, orange",
        "120, 70, 30, brown",
        "220, 210, 40, yellow",
        "40, 160, 60, green",
        "40, 200, 190, turquoise",
        "50, 90, 220, blue",
        "160, 60, 200, purple",
        "30, 40, 35, dark",
        "240, 245, 240, bright",
        "128, 130, 126, grey"
    })
    void coloursHaveTheirNames(double red, double green, double blue, String name) {
        assertThat(FilterGuess.named(red, green, blue)).isEqualTo(name);
    }

    @Test
    void edgesHaveADirectionWhereTheyAgree() {
        IntBinaryOperator level = (x, y) -> y / 3 % 2 == 0 ? 0x404040 : 0xc0c0c0;
        IntBinaryOperator rising = (x, y) -> (x + y) / 3 % 2 == 0 ? 0x404040 : 0xc0c0c0;
        IntBinaryOperator falling = (x, y) -> (x - y + 60) / 3 % 2 == 0 ? 0x404040 : 0xc0c0c0;
        for (Map.Entry<String, IntBinaryOperator> each :
                Map.of("level", level, "rising", rising, "falling", falling).entrySet()) {
            FilterGuess.Crop crop = crop(each.getValue(), "", .5, .5, null);
            assertThat(guess(List.of(crop, crop, crop)))
                    .hasValueSatisfying(name -> assertThat(name).contains(each.getKey() + " edges"));
        }
    }

    /** The field is the right half of a picture of 4 by 2, the mask fires in its lower row, thrice as much left. */
    @Test
    void thePartIsTheOneThatTheMaskLiesOn() {
        SaliencyMap mask = new SaliencyMap(2, 2, new double[] {0, 0, 3, 1});
        ReceptiveField field = new ReceptiveField(0, 2, 2, 4);
        float[] upper = {1, 1, 1, 1, 0, 0, 0, 0};
        float[] lower = {0, 0, 0, 0, 1, 1, 1, 1};
        float[] corner = {0, 0, 0, 0, 0, 0, 0, 1};
        float[] left = {0, 0, 0, 0, 0, 0, 1, 0};
        assertThat(FilterGuess.part(mask, field, Map.of("upper", upper, "lower", lower), 4))
                .isEqualTo("lower");
        assertThat(FilterGuess.part(mask, field, Map.of("left", left, "lower", lower), 4))
                .isEqualTo("lower");
        assertThat(FilterGuess.part(mask, field, Map.of("left", left), 4)).isEqualTo("left");
        assertThat(FilterGuess.part(mask, field, Map.of("corner", corner), 4)).isNull();
        assertThat(FilterGuess.part(mask, field, Map.of(), 4)).isNull();
    }
}
