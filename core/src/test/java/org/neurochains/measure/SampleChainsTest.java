package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.neurochains.chain.ChainRecord;

class SampleChainsTest {
    private static NamedChain image(String file, String label, String predicted, String... filters) {
        ChainRecord.Image image = new ChainRecord.Image(file, "sha-" + file, label, predicted, .9);
        return new NamedChain(file, ComparedChains.chain("d", List.of(label), List.of(image), filters));
    }

    /** By hand: two cats alike, two dogs alike, and a cat that starts as a cat and ends as a dog. */
    @Test
    void byHand() {
        List<NamedChain> chains = List.of(
                image("cat1", "cat", "cat", "one.0", "two.0", "two.1"),
                image("cat2", "cat", "cat", "one.0", "two.0", "two.1"),
                image("dog1", "dog", "dog", "one.1", "two.5", "two.6"),
                image("dog2", "dog", "dog", "one.1", "two.5", "two.6"),
                image("odd", "cat", "dog", "one.0", "two.5", "two.6"));
        float[][] features = {{0, 0}, {1, 0}, {10, 0}, {11, 0}, {8, 0}};

        SampleChains found = SampleChains.of(ChainComparison.of(chains), features);

        // Nearest: cat1-cat2 both ways 1, dog1-dog2 both ways 1, odd-dog1 (2 of 4).
        assertThat(found.similar().nearest()).isCloseTo(4.5 / 5, within(1e-12));
        // Ten pairs: 1, 1, dog-odd twice 1/2, cat-odd twice 1/5, cat-dog four times 0.
        assertThat(found.similar().all()).isCloseTo(3.4 / 10, within(1e-12));
        assertThat(found.similar().sameClass()).isCloseTo((1 + 1 + .5 + .5) / 4, within(1e-12));
        assertThat(found.similar().otherClass()).isCloseTo(.4 / 6, within(1e-12));
        assertThat(found.size()).isEqualTo(new SampleChains.Size(1, 1, 1, 6));
        assertThat(found.departures()).hasSize(1);
        SampleChains.Departure departure = found.departures().get(0);
        assertThat(departure.file()).isEqualTo("odd");
        assertThat(departure.leavesAt()).isEqualTo("two");
        assertThat(departure.layers().get(0)).isEqualTo(new SampleChains.Step("one", 1, 0));
        assertThat(departure.layers().get(1)).isEqualTo(new SampleChains.Step("two", 0, 1));
    }

    @Test
    void saysWhyADepartureCannotBeFound() {
        List<NamedChain> chains = List.of(
                image("odd", "cat", "dog", "one.0"),
                image("dog", "dog", "dog", "one.0"),
                image("dog2", "dog", "dog", "one.0"));

        SampleChains found = SampleChains.of(ChainComparison.of(chains), new float[][] {{0}, {1}, {2}});

        assertThat(found.departures().get(0).leavesAt()).isNull();
        assertThat(found.departures().get(0).reason()).startsWith("no correctly classified image of cat");
        assertThat(found.similar().otherClass()).isNull();
        assertThat(found.similar().distanceAgainstOverlap().isDefined()).isFalse();
    }
}
