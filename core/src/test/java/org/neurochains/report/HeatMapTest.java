package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class HeatMapTest {
    @Test
    void quantisesBetweenLowestAndHighest() {
        HeatMap map = HeatMap.of(new float[] {-1, 0, 1, 3}, 2, 2, 16);
        assertThat(map.low()).isEqualTo(-1);
        assertThat(map.high()).isEqualTo(3);
        assertThat(Base64.getDecoder().decode(map.values())).containsExactly(0, 64, 128, 255);
    }

    @Test
    void averagesALargeMapDown() {
        float[] large = {1, 3, 5, 7, 1, 3, 5, 7};
        HeatMap map = HeatMap.of(large, 4, 2, 2);
        assertThat(map.width()).isEqualTo(2);
        assertThat(map.height()).isEqualTo(2);
        assertThat(map.low()).isEqualTo(2);
        assertThat(map.high()).isEqualTo(6);
        assertThat(Base64.getDecoder().decode(map.values())).containsExactly(0, 255, 0, 255);
    }

    @Test
    void keepsAConstantMap() {
        HeatMap map = HeatMap.of(new float[] {2, 2}, 2, 1, 16);
        assertThat(map.low()).isEqualTo(map.high());
        assertThat(Base64.getDecoder().decode(map.values())).containsExactly(0, 0);
    }

    @Test
    void refusesWhatIsNotAMap() {
        assertThatThrownBy(() -> HeatMap.of(new float[] {1, 2, 3}, 2, 2, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 values");
        assertThatThrownBy(() -> HeatMap.of(new float[] {Float.NaN}, 1, 1, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
    }
}
