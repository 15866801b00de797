package org.neurochains.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.neurochains.evidence.Golden.assertWithin;
import static org.neurochains.evidence.Golden.value;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.neurochains.Progress;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

class ScoreCamTest {
    private static final Tensor IMAGE = Tensor.of(new float[] {1, 0, 2, 3}, 1, 1, 2, 2);

    private static ScoreCam.Result run(Network network, Scoring scoring, Tensor image, ScoreCamVariant variant) {
        return ScoreCam.of(network, scoring, image, 1, variant, Progress.NONE);
    }

    @Test
    void byHand() {
        try (Scope scope = Scope.open()) {
            // b's channels are x and 3 x, their masks x / 3, masked images x * x / 3: the logit of class 1, the mean of
            // 3 x, becomes the
            // sum of squares 1 + 0 + 4 + 9 over 4, for both channels
            ScoreCam.Result found = run(SmallNetworks.twoLayers(), Scoring.NONE, IMAGE, ScoreCamVariant.PAPER);

            assertThat(found.weights()).containsExactly(new double[] {.5, .5}, offset(1e-6));
            assertThat(found.raw().values()).containsExactly(new double[] {2, 0, 4, 6}, offset(1e-5));
            assertThat(found.map().values()).containsExactly(new double[] {1 / 3.0, 0, 2 / 3.0, 1}, offset(1e-6));
            assertThat(found.constant()).isFalse();
            assertThat(found.layer()).isEqualTo("b");

            // logits 14 / 12 and 14 / 4
            double probability = 1 / (1 + Math.exp(14 / 12.0 - 14 / 4.0));
            ScoreCam.Result code = run(SmallNetworks.twoLayers(), Scoring.NONE, IMAGE, ScoreCamVariant.CODE);
            assertThat(code.weights()).containsExactly(new double[] {probability, probability}, offset(1e-6));
        }
    }

    @ParameterizedTest
    @EnumSource
    void removedChannelsAreSkipped(ScoreCamVariant variant) {
        try (Scope scope = Scope.open()) {
            Network network = SmallNetworks.twoLayers();

            ScoreCam.Result found = run(network, SmallNetworks.scores(network, "b", 0, 1), IMAGE, variant);

            assertThat(found.skipped()).containsExactly(true, false);
            assertThat(found.weights()[0]).isZero();
            assertThat(found.weights()[1]).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConstantMapIsSaidToBeOne(ScoreCamVariant variant) {
        try (Scope scope = Scope.open()) {
            ScoreCam.Result found = run(SmallNetworks.twoLayers(), Scoring.NONE, Tensor.full(1, 1, 1, 2, 2), variant);

            assertThat(found.constant()).isTrue();
            assertThat(found.map().values()).containsOnly(0);
            assertThat(found.skipped()).containsOnly(true);
        }
    }

    @ParameterizedTest
    @CsvSource({"CODE, repo", "PAPER, paper_logit"})
    void publishedVariants(ScoreCamVariant variant, String name) {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> golden = Golden.tensors("saliency/scorecam_resnet20_layer3");
            Network network = Golden.resnet20();
            Tensor images = Golden.twoImages();
            for (int n = 0; n < 2; n++) {
                String key = n == 0 ? "image0/" : "image10/";
                int label = (int) value(golden, key + "class").item();
                ScoreCam.Result found =
                        ScoreCam.of(network, Scoring.NONE, images.narrow(0, n, 1), label, variant, Progress.NONE);

                assertThat(found.layer()).isEqualTo("L3B3");
                assertWithin(key + name, found.map().values(), value(golden, key + name), 2e-5);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"CODE, repo", "PAPER, paper_logit"})
    void constantChannels(ScoreCamVariant variant, String name) {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> golden = Golden.tensors("saliency/scorecam_resnet20_layer3");
            String key = "image0_constant_channels_3_5_17/";
            Tensor activation = value(golden, "image0/activation").copy();
            for (int channel : new int[] {3, 17, 5}) {
                activation.select(0, channel).copyInPlace(Tensor.full(channel == 5 ? .75 : 0));
            }
            int label = (int) value(golden, "image0/class").item();

            ScoreCam.Result found = new ScoreCam(Golden.resnet20(), Scoring.NONE, variant)
                    .of(activation.reshape(1, 64, 8, 8), Golden.twoImages().narrow(0, 0, 1), label, Progress.NONE);

            assertThat(found.skipped()[3] && found.skipped()[5] && found.skipped()[17])
                    .isTrue();
            assertThat(found.weights()[5]).isZero();
            assertWithin(name, found.map().values(), value(golden, key + name), 2e-5);
        }
    }
}
