package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.neurochains.measure.Interpretation;

class StyleTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "unset",
            value = {
                "true, unset, COLOUR",
                "true, '', COLOUR",
                "true, 1, PLAIN",
                "true, 0, PLAIN",
                "false, unset, PLAIN"
            })
    void colourIsForTerminalsThatMayHaveIt(boolean terminal, String noColour, Style style) {
        assertThat(Style.of(terminal, noColour)).isEqualTo(style);
    }

    @ParameterizedTest
    @EnumSource(Interpretation.Verdict.class)
    void plainIsWordsAlone(Interpretation.Verdict verdict) {
        assertThat(Style.PLAIN.heading("fidelity", "same answers", verdict))
                .isPrintable()
                .isASCII()
                .contains(verdict.words());
        assertThat(Style.PLAIN.strong("x") + Style.PLAIN.faint("y")).isEqualTo("xy");
    }

    @Test
    void aStatementStandsBesideItsVerdict() {
        assertThat(Style.PLAIN.statement(
                        Interpretation.Verdict.FAILS, "word ".repeat(20).strip()))
                .containsExactly(
                        "does not hold  " + "word ".repeat(13).strip(),
                        " ".repeat(15) + "word ".repeat(7).strip());
        assertThat(Style.PLAIN.statement(Interpretation.Verdict.OPEN, "x")).containsExactly("not known      x");
        assertThat(Style.COLOUR.statement(Interpretation.Verdict.HOLDS, "x"))
                .containsExactly("\u001b[32mholds          \u001b[0mx");
    }

    @Test
    void coloursAreEnded() {
        assertThat(Style.COLOUR.heading("fidelity", "", Interpretation.Verdict.FAILS))
                .startsWith("\u001b[31m\u2717")
                .contains("does not hold")
                .endsWith("\u001b[0m");
    }

    @Test
    void linesFitIntoEightyColumns() {
        String text = "word ".repeat(50) + "x".repeat(90) + " end";
        assertThat(Style.wrapped(text, 4))
                .allMatch(line -> line.startsWith("    "))
                .allMatch(line -> line.length() <= Style.WIDTH || line.strip().length() == 90)
                .hasSize(6);
        assertThat(String.join(" ", Style.wrapped(text, 0))).isEqualTo(text);
        assertThat(Style.wrapped("", 2)).containsExactly("  ");
    }
}
