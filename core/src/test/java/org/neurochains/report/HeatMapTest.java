package org.neurochains.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.neurochains.evidence.SaliencyMap;

class HeatMapTest {
    @Test
    void quantisesBetweenLowestAndHighest() {
        HeatMap map = HeatMap.of(new SaliencyMap(2, 2, new double[] {-1, 0, 1, 3}), 16);
        assertThat(map.low()).isEqualTo(-1);
        assertThat(map.high()).isEqualTo(3);
        assertThat(Base64.getDecoder().decode(map.values())).containsExactly(0, 64, 128, 255);
    }

    @Test
    void averagesALargeMapDown() {
        double[] large = {1, 3, 5, 7, 1, 3, 5, 7};
        HeatMap map = HeatMap.of(new SaliencyMap(2, 4, large), 2);
        assertThat(map.width()).isEqualTo(2);
        assertThat(map.height()).isEqualTo(2);
        assertThat(map.low()).isEqualTo(2);
        assertThat(map.high()).isEqualTo(6);
        assertThat(Base64.getDecoder().decode(map.values())).containsExactly(0, 255, 0, 255);
    }

    @Test
    void keepsAConstantMap() {
        HeatMap map = HeatMap.of(new SaliencyMap(1, 2, new double[] {2, 2}), 16);
        assertThat(map.low()).isEqualTo(map.high());
        assertThat(Base64.getDecoder().decode(map.values())).containsExactly(0, 0);
    }
}
