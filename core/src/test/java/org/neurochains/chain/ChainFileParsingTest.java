package org.neurochains.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neurochains.InputException;

/** A chain's record from text: what was written is read back, what lacks a part is refused by its name. */
class ChainFileParsingTest {
    private static ChainRecord chain() {
        return SampleRecord.builder()
                .gates(List.of(new ChainRecord.Gate("L1B1", 1, false)))
                .layers(List.of(new ChainRecord.Layer(
                        "L1", "convolution", 2, false, List.of(new ChainRecord.RetainedFilter(1, 0.5f, null)))))
                .curve(List.of(new ChainRecord.CurvePoint(2, 0, 0.1, 1, null)))
                .build();
    }

    private static String json() {
        return new String(ChainFile.json(chain()), StandardCharsets.UTF_8).replaceAll("\\s+", "");
    }

    private static ChainRecord parse(String json) {
        return ChainFile.parse("chain.json", json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFilterWithoutANoteIsReadBack() {
        assertThat(parse(json())).isEqualTo(chain());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"kl\":0.1|\"kl\":null",
                "\"file\":\"m.pth\",|",
                "\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\"|\"sha256\":null",
                "\"class\":\"cat\"|\"x\":\"cat\"",
                "\"predicted\":\"dog\"|\"predicted\":null",
                "{\"name\":\"L1B1\"|null,{\"name\":\"L1B1\"",
                "{\"index\":1|null,{\"index\":1",
                "\"filters\":[|\"x\":[",
                "neurochains/chain/1|neurochains/chain/9",
                "\"edges\":[],|",
                "\"bypassed\":false|\"bypassed\":[]"
            })
    void aPartThatIsMissingIsRefused(String part, @Nullable String replacement) {
        String broken = json().replace(part, replacement == null ? "" : replacement);
        assertThat(broken).isNotEqualTo(json());
        assertThatThrownBy(() -> parse(broken))
                .isExactlyInstanceOf(InputException.class)
                .hasMessageStartingWith("chain.json: ");
    }

    @Test
    @Timeout(10)
    void otherTextIsRefused() {
        for (String text : new String[] {"", "null", "[]", "{}", "{\"schema\":", "[".repeat(100_000), "\u0000"}) {
            assertThatThrownBy(() -> parse(text)).isExactlyInstanceOf(InputException.class);
        }
    }

    @Test
    void controlCharactersDoNotReachTheMessage() {
        String broken = json().replace("false", "f\u001b[31malse\u202e");
        assertThatThrownBy(() -> parse(broken))
                .isExactlyInstanceOf(InputException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("\\p{Cc}|\\p{Cf}"));
    }
}
