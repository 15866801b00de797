package org.neurochains.bestiary;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import org.junit.jupiter.api.Test;

final class ColourTest {

    @Test
    void pureHues() {
        assertThat(new Colour(0, 1, .5).awt()).isEqualTo(Color.RED);
        assertThat(new Colour(1 / 3., 1, .5).awt()).isEqualTo(Color.GREEN);
        assertThat(new Colour(2 / 3., 1, .5).awt()).isEqualTo(Color.BLUE);
        assertThat(new Colour(-1 / 3., 1, .5).awt()).isEqualTo(Color.BLUE);
    }

    @Test
    void withoutSaturationOnlyLightnessCounts() {
        assertThat(new Colour(.7, 0, .2).awt()).isEqualTo(new Color(51, 51, 51));
    }

    @Test
    void lightnessStaysBetweenBlackAndWhite() {
        assertThat(new Colour(.1, .5, .9).lighter(.3).awt()).isEqualTo(Color.WHITE);
        assertThat(new Colour(.1, .5, .1).lighter(-.3).awt()).isEqualTo(Color.BLACK);
    }

    @Test
    void lightMultipliesChannels() {
        Light light = new Light(1, .5, 0, .1);
        // in the middle: red 100 * 1.1, green 100, blue 100 * .9
        assertThat(light.shine(0x646464, .5, .5)).isEqualTo(110 << 16 | 100 << 8 | 90);
        // at the right edge everything times 1.25
        assertThat(light.shine(0x646464, 1, .5)).isEqualTo(138 << 16 | 125 << 8 | 113);
        assertThat(light.shine(0xFFFFFF, 1, .5)).isEqualTo(0xFFFFFF);
    }
}
