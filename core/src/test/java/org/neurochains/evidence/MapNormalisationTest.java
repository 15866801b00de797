package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.neurochains.evidence.Golden.assertRelative;
import static org.neurochains.evidence.Golden.value;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.neurochains.tensor.DType;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

class MapNormalisationTest {
    private static final SaliencyMap FOUR = new SaliencyMap(2, 2, new double[] {1, 2, 3, 4});

    @Test
    void gaussian() {
        double[] found = MapNormalisation.GAUSSIAN.apply(FOUR).values();

        // mean 2.5, std with N - 1 1.29099: the normal function at -1.1619, -.3873, .3873, 1.1619
        assertThat(found).containsExactly(new double[] {.122639, .349268, .650732, .877361}, offset(1e-6));
    }

    @Test
    void gamma() {
        MapNormalisation.GammaFit fit = MapNormalisation.fit(new double[] {1e-7, 1 + 1e-7, 2 + 1e-7, 3 + 1e-7});

        assertThat(fit.shape()).isCloseTo(.19389652155, offset(1e-8));
        assertThat(fit.scale()).isCloseTo(7.736086176, offset(1e-6));
        assertThat(MapNormalisation.GAMMA.apply(FOUR).values())
                .containsExactly(new double[] {.0321176838, .7163470685, .8035661610, .8532911846}, offset(1e-8));
    }

    @Test
    void eightTermsFallAgainFarOut() {
        double[] values = new double[200];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < 190 ? (i % 10) / 10.0 : 10 + i - 190;
        }
        SaliencyMap map = new SaliencyMap(10, 20, values);

        double[] exact = MapNormalisation.GAMMA.apply(map).values();
        double[] short8 = MapNormalisation.GAMMA_EIGHT_TERMS.apply(map).values();

        assertThat(exact[199]).isGreaterThan(exact[190]).isGreaterThan(.99);
        assertThat(short8[199]).isLessThan(short8[190]);
        assertThat(short8[5]).isCloseTo(exact[5], offset(1e-6));
    }

    @ParameterizedTest
    @EnumSource
    void constantMaps(MapNormalisation normalisation) {
        for (double level : new double[] {0, 3.5, -2}) {
            double[] found = normalisation
                    .apply(new SaliencyMap(1, 3, new double[] {level, level, level}))
                    .values();

            assertThat(found).containsOnly(normalisation == MapNormalisation.GAUSSIAN ? .5 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMapOfOnePlace(MapNormalisation normalisation) {
        assertThat(normalisation.apply(new SaliencyMap(1, 1, new double[] {7})).values())
                .containsOnly(normalisation == MapNormalisation.GAUSSIAN ? .5 : 0);
    }

    @Test
    void nothingIsMadeOfNumbersThatAreNone() {
        assertThatThrownBy(() -> new SaliencyMap(1, 2, new double[] {1, Double.NaN}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
    }

    @ParameterizedTest
    @CsvSource({"gauss, GAUSSIAN", "gamma_8_terms, GAMMA_EIGHT_TERMS", "gamma_exact, GAMMA"})
    void publishedValues(String golden, MapNormalisation normalisation) {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> values = Golden.tensors("saliency/smoe");
            for (String layer : List.of("hand", "stem", "L1B3", "L2B3", "L3B2", "L3B3")) {
                Tensor raw = Smoe.scale(value(values, "activation/" + layer));
                Tensor expected = value(values, golden + "/" + layer);
                for (int n = 0; n < raw.dim(0); n++) {
                    double[] found = normalisation
                            .apply(SaliencyMap.of(raw.select(0, n)))
                            .values();
                    assertRelative(
                            golden + " of " + layer,
                            found,
                            expected.select(0, n).to(DType.DOUBLE),
                            1e-5);
                }
            }
        }
    }
}
