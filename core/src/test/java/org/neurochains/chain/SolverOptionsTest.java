package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;
import org.neurochains.file.RecordFormat;
import org.neurochains.image.FurtherImages;
import tools.jackson.core.type.TypeReference;

/** What a solver is asked, as chain.json holds it. */
class SolverOptionsTest {
    private static String json(SolverOptions options) {
        return RecordFormat.MAPPER.writeValueAsString(options).replace('"', '\'');
    }

    private static SolverOptions read(String json) {
        return RecordFormat.MAPPER.readValue(json.replace('\'', '"'), SolverOptions.class);
    }

    @Test
    void areWrittenInTheirOrderByTheirNames() {
        assertThat(json(ShrinkOptions.defaults()))
                .isEqualTo("{'name':'shrink','maxKl':0.1,'minAgreement':0.8,'sweep':false,'support':'auto',"
                        + "'heldOut':'auto','augment':'auto','scoreShortcuts':'identity'}");
        assertThat(json(PaperOptions.defaults("vgg16")))
                .isEqualTo("{'name':'paper','lambda':0.007,'lambdaGate':2.0,'temperature':0.2,'threshold':0.1,"
                        + "'signedThreshold':false,'steps':300,'lr':0.005,'stopDelta':0.0,'fineTuneSteps':50,"
                        + "'fineTuneLr':0.01,'maxKl':0.1,'scoreShortcuts':'identity','support':0,'heldOut':'auto'}");
        assertThat(json(Solvers.of("magnitude", "", Map.of("budget", 9, "counts", Map.of("b", 2, "a", 1)))
                        .options()))
                .isEqualTo("{'name':'magnitude','budget':9,'counts':{'a':1,'b':2},'tuning':'adam','fineTuneSteps':50,"
                        + "'fineTuneLr':0.01,'maxKl':0.1,'scoreShortcuts':'identity','support':0,'heldOut':'auto'}");
        assertThat(json(Solvers.of("random", "", Map.of("budget", 9, "tuning", "newton", "seed", 4L))
                        .options()))
                .contains("'tuning':'newton','fineTuneSteps':40,")
                .contains("'scoreShortcuts':'identity','seed':4,'support':0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shrink", "paper", "magnitude", "contribution", "random"})
    void readBackAreTheSame(String name) {
        SolverOptions options = Solvers.of(
                        name,
                        "resnet18",
                        Map.of("maxKl", 0.25, "budget", 7, "support", 3, "augment", 2, "scoreShortcuts", "projection"))
                .options();
        assertThat(options.maxKl()).isEqualTo(0.25);
        assertThat(options.further()).isEqualTo(new FurtherImages(3, null));
        assertThat(options.scoreIdentities()).isFalse();
        assertThat(read(json(options))).isEqualTo(options);
    }

    @Test
    void ofEarlierChainsAreRead() {
        SolverOptions earlier = read("{'name':'shrink','maxKl':0.05,'scoreShortcuts':'identity','gone':[1]}");
        assertThat(earlier).isEqualTo(ShrinkOptions.defaults().withMaxKl(0.05).withMinAgreement(null));
        assertThat(json(earlier)).doesNotContain("minAgreement").doesNotContain("gone");
        assertThat(Solvers.of("shrink", "", Solvers.values(earlier)).options().minAgreement())
                .isEqualTo(0.8);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            delimiter = '|',
            value = {
                "paper  | 'steps': 2.5           | steps: is 2.5; give a whole number",
                "paper  | 'steps': '9'           | steps: is 9; give a whole number",
                "paper  | 'steps': 3000000000    | steps: is 3000000000; give a whole number",
                "paper  | 'lambda': 'much'       | lambda: is much; give a number",
                "paper  | 'lambda': true         | lambda: is true; give a number",
                "paper  | 'signedThreshold': 1   | signedThreshold: is 1; give true or false",
                "paper  | 'steps': 0             | steps: is 0; give 1 or more",
                "shrink | 'maxKl': 'auto'        | maxKl: is auto; give a number",
                "shrink | 'augment': 'some'      | augment: is some; give a whole number",
                "shrink | 'support': 1.5         | support: is 1.5; give a whole number",
                "shrink | 'scoreShortcuts': 'no' | scoreShortcuts: is no; give identity or projection",
                "random | 'tuning': 'hope'       | tuning: is hope; give adam or newton",
                "random | 'tuning': 1            | tuning: is 1; give adam or newton",
                "random | 'bypassed': 'L1B2'     | bypassed: is L1B2; give a list of names",
                "random | 'bypassed': [1]        | bypassed: is [1]; give a list of names",
                "random | 'seed': 1.5            | seed: is 1.5; give a whole number",
                "magnitude | 'counts': 3         | counts: is 3; give whole numbers by layer",
                "magnitude | 'counts': {'a':'x'} | counts: is {\"a\":\"x\"}; give whole numbers by layer",
            })
    void whatDoesNotFitIsRefusedInAUsersWords(String name, String option, String refusal) {
        byte[] text = ("{" + option.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8);
        Map<String, ?> values = RecordFormat.MAPPER.readValue(text, new TypeReference<Map<String, Object>>() {});
        assertThatThrownBy(() -> Solvers.of(name, "", values))
                .isInstanceOf(InputException.class)
                .hasMessage(refusal);
    }

    @Test
    void unknownSolversAreRefused() {
        assertThatThrownBy(() -> Solvers.of("hope", "", Map.of()))
                .hasMessage("solver hope: is not known; give one of shrink, contribution, magnitude, paper, random");
        assertThat(Solvers.names())
                .hasSameElementsAs(List.of("shrink", "paper", "magnitude", "contribution", "random"));
    }
}
