package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.chain.Subnetwork;

/** What measures say in words, of numbers made by hand. */
class InterpretationTest {
    /** Images of which the first ones are answered otherwise. */
    private static Fidelity fidelity(int images, int otherwise, double chain) {
        return new Fidelity(IntStream.range(0, images)
                .mapToObj(i -> new Fidelity.Image(i + ".png", "cat", .9, chain, .1, i < otherwise ? "dog" : "cat"))
                .toList());
    }

    @ParameterizedTest
    @CsvSource({"20, 0, HOLDS", "20, 1, HOLDS", "20, 2, PARTLY", "20, 4, PARTLY", "20, 5, FAILS"})
    void fidelityHoldsByTheShareOfEqualAnswers(int images, int otherwise, Interpretation.Verdict verdict) {
        assertThat(fidelity(images, otherwise, .8).meaning().verdict()).isEqualTo(verdict);
    }

    @Test
    void fidelityInWords() {
        assertThat(fidelity(20, 0, .8).meaning().sentence())
                .isEqualTo(
                        "The chain gives the network's answer on all 20 images of its region; the probability of that answer is"
                                + " 0.100 lower on average.");
        assertThat(fidelity(20, 3, 1).meaning().sentence())
                .contains("another answer than the network on 3 of 20 images")
                .contains("0.100 higher");
        assertThat(fidelity(20, 3, 1).meaning().rows())
                .containsExactly(
                        new Interpretation.Row("same answer", "17 of 20"),
                        new Interpretation.Row("mean KL", "0.1000 nats"));
    }

    @Test
    void aQuotientBelowZeroIsALostImage() {
        Quotients quotients = new Quotients(List.of(
                new Quotients.Image("a.png", "cat", OptionalDouble.of(1)),
                new Quotients.Image("b.png", "cat", OptionalDouble.of(-.5)),
                new Quotients.Image("c.png", "cat", OptionalDouble.empty())));
        assertThat(quotients.meaning().verdict()).isEqualTo(Interpretation.Verdict.FAILS);
        assertThat(quotients.meaning().sentence()).contains("keeps 25 %").contains("wins on 1 of 2 images");
    }

    /** Filters with scores 1, 2, ... and these falls. */
    private static Faithfulness faithfulness(double... falls) {
        List<Faithfulness.Channel> channels = new ArrayList<>();
        for (int i = 0; i < falls.length; i++) {
            channels.add(new Faithfulness.Channel("L1." + i, true, i + 1, falls[i], falls[i], Measured.of(0.)));
        }
        return new Faithfulness(channels, 20, false);
    }

    @Test
    void scoresThatFollowWhatMattersHold() {
        Interpretation meaning = faithfulness(.1, .2, .32, .38, .5, .6).meaning();
        assertThat(meaning.verdict()).isEqualTo(Interpretation.Verdict.HOLDS);
        assertThat(meaning.sentence())
                .startsWith("Scores say what matters here")
                .contains("r = 1.00")
                .endsWith(
                        "The filter that matters most is L1.5: without it the probability of the network's class falls by 0.600.");
    }

    @Test
    void scoresThatDoNotFollowItFail() {
        double[] waves = IntStream.range(0, 60).mapToDouble(i -> i % 3).toArray();
        Interpretation none = faithfulness(waves).meaning();
        assertThat(none.verdict()).isEqualTo(Interpretation.Verdict.FAILS);
        assertThat(none.sentence()).startsWith("Scores do not say what matters here");

        Interpretation against = faithfulness(.6, .5, .38, .32, .2, .1).meaning();
        assertThat(against.verdict()).isEqualTo(Interpretation.Verdict.FAILS);
        assertThat(against.sentence()).startsWith("Scores mislead").contains("r = -1.00");
    }

    /** Scores 1 to 60 and a wave beside a slope: the steeper, the more scores say. */
    @ParameterizedTest
    @CsvSource({"0.04, FAILS, Scores say little", "0.08, PARTLY, Scores say in part", "0.2, HOLDS, Scores say what"})
    void wordsGradeWithTheCorrelation(double slope, Interpretation.Verdict verdict, String words) {
        Interpretation meaning = faithfulness(IntStream.range(0, 60)
                        .mapToDouble(i -> slope * i + 4 * (i % 2))
                        .toArray())
                .meaning();
        assertThat(meaning.sentence()).startsWith(words);
        assertThat(meaning.verdict()).isEqualTo(verdict);
    }

    @Test
    void whatCannotBeToldIsOpen() {
        Interpretation two = faithfulness(.1, .2).meaning();
        assertThat(two.verdict()).isEqualTo(Interpretation.Verdict.OPEN);
        assertThat(two.sentence()).startsWith("Whether scores say what matters cannot be told");
        assertThat(two.rows()).anySatisfy(row -> assertThat(row.value()).startsWith("none: "));
        assertThat(faithfulness(.1, .2, .4).meaning().verdict()).isEqualTo(Interpretation.Verdict.OPEN);
        assertThat(faithfulness(.1, .2, .3).meaning().sentence()).contains("cannot be told from 3 filters: r = 1.00");
        Interpretation few = faithfulness(.3, .1, .5, .2, .1, .4).meaning();
        assertThat(few.verdict()).isEqualTo(Interpretation.Verdict.OPEN);
        assertThat(few.sentence()).contains("cannot be told from 6 filters: r = ");
        assertThat(faithfulness().meaning().sentence()).isEqualTo("The chain retains no filter.");
    }

    /** Four filters in one order are so by chance once in twelve times. */
    @Test
    void aRankCorrelationOfFewIsNotTaken() {
        double[] rising = {1, 2, 3, 4};
        ScoreTelling four = ScoreTelling.of(Correlation.spearman(rising, rising), "rank correlation ", "filters");
        assertThat(four.verdict()).isEqualTo(Interpretation.Verdict.OPEN);
        assertThat(four.sentence()).contains("from 4 filters: rank correlation 1.00.");
        double[] more = {1, 2, 3, 4, 5};
        assertThat(ScoreTelling.of(Correlation.spearman(more, more), "", "filters")
                        .verdict())
                .isEqualTo(Interpretation.Verdict.HOLDS);
    }

    @Test
    void aChainIsHeldAgainstTheBestOtherChoice() {
        Baselines.Row chain = row("chain", .05);
        Baselines.Row random = row("random", 2);
        Baselines.Row near = row("contribution", .04);
        assertThat(new Baselines(List.of(chain, random)).meaning().verdict()).isEqualTo(Interpretation.Verdict.HOLDS);
        Interpretation lost = new Baselines(List.of(chain, random, near)).meaning();
        assertThat(lost.verdict()).isEqualTo(Interpretation.Verdict.FAILS);
        assertThat(lost.sentence()).contains("KL 0.050, and 0.040 for the best of 2 other choices (contribution)");
        assertThat(new Baselines(List.of(chain)).meaning().verdict()).isEqualTo(Interpretation.Verdict.OPEN);
        Baselines.Row dead = new Baselines.Row(
                "x", "random", new Subnetwork.Size(19, 2, 3), random.fidelity(), true, Measured.undefined("not asked"));
        assertThat(new Baselines(List.of(chain, dead)).meaning().rows().get(1).name())
                .isEqualTo("random (19 filters, 2 shortcut channels; dead: one output for all images)");
    }

    private static Baselines.Row row(String name, double kl) {
        Fidelity fidelity = new Fidelity(List.of(new Fidelity.Image("1.png", "a", 1, 1, kl, "a")));
        return new Baselines.Row(
                name, name, new Subnetwork.Size(20, 0, 3), fidelity, false, Measured.undefined("not asked"));
    }
}
