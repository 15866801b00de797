package org.neurochains.bestiary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SceneSamplerTest {

    private static final int EACH = 40;

    /** Pictures that were drawn once can be drawn again. */
    @Test
    void aSeedAndAnIndexGiveTheSceneThatTheyEverGave() {
        assertThat(SceneSampler.scene(Species.DRAGON, 3, 4).individual().coatSeed())
                .isEqualTo(-6_208_781_986_026_703_970L);
    }

    @Test
    void anotherSeedOrIndexOrSpeciesGivesAnotherScene() {
        Scene scene = SceneSampler.scene(Species.DRAGON, 3, 4);
        assertThat(SceneSampler.scene(Species.DRAGON, 3, 5).individual()).isNotEqualTo(scene.individual());
        assertThat(SceneSampler.scene(Species.DRAGON, 4, 4).individual()).isNotEqualTo(scene.individual());
        assertThat(SceneSampler.scene(Species.DUCK, 3, 4).individual()).isNotEqualTo(scene.individual());
    }

    /** Chance is 8.3 %; a nearest-mean classifier on mean colours must not do much better. */
    @Test
    void meanColourTellsNoClassesApart() {
        int classes = Species.values().length;
        double[][] means = new double[classes][3];
        for (Species species : Species.values()) {
            for (int index = 0; index < EACH; index++) {
                double[] colour = meanColour(SceneSampler.scene(species, 1, index));
                for (int channel = 0; channel < 3; channel++) {
                    means[species.index()][channel] += colour[channel] / EACH;
                }
            }
        }
        int right = 0;
        for (Species species : Species.values()) {
            for (int index = 0; index < EACH; index++) {
                double[] colour = meanColour(SceneSampler.scene(species, 2, index));
                right += nearest(means, colour) == species.index() ? 1 : 0;
            }
        }
        assertThat(right / (double) (classes * EACH)).isLessThan(.15);
    }

    private static int nearest(double[][] means, double[] colour) {
        int best = 0;
        double least = Double.MAX_VALUE;
        for (int label = 0; label < means.length; label++) {
            double distance = 0;
            for (int channel = 0; channel < 3; channel++) {
                double difference = means[label][channel] - colour[channel];
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                best = label;
            }
        }
        return best;
    }

    private static double[] meanColour(Scene scene) {
        int[] pixels = Renderer.small().render(scene).pixels();
        double[] mean = new double[3];
        for (int pixel : pixels) {
            for (int channel = 0; channel < 3; channel++) {
                mean[channel] += ((pixel >> (16 - 8 * channel)) & 255) / (double) pixels.length;
            }
        }
        return mean;
    }
}
