package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfidenceTest {
    private static Confidence of(int images, int right, double probability) {
        Confidence confidence = new Confidence();
        for (int i = 0; i < images; i++) {
            confidence.add("image" + i, i < right, probability);
        }
        return confidence;
    }

    @Test
    void sureAndWrongIsSaidOnce() {
        assertThat(of(100, 11, .9).warning())
                .hasValueSatisfying(
                        line -> assertThat(line)
                                .startsWith(
                                        "the network is sure of itself (mean probability 0.90) and right on 11 % of 100 images"));
    }

    @Test
    void anImageCountsOnce() {
        Confidence confidence = of(19, 0, .99);
        confidence.add("image0", false, .99);

        assertThat(confidence.warning()).isEmpty();
        confidence.add("another", false, .99);
        assertThat(confidence.warning()).isPresent();
    }

    @Test
    void doubtsErrorsAndFewImagesAreNot() {
        assertThat(of(100, 60, .95).warning()).as("mostly right").isEmpty();
        assertThat(of(100, 10, .15).warning()).as("not sure").isEmpty();
        assertThat(of(19, 0, .99).warning()).as("few images").isEmpty();
        assertThat(new Confidence().warning()).isEmpty();
    }
}
