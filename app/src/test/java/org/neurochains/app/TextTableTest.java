package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TextTableTest {
    private static String printed(TextTable table) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        table.print(out);
        out.flush();
        return text.toString();
    }

    @Test
    void numbersStandToTheRight() {
        assertThat(printed(new TextTable("<>").row("a", 7).row("long", 1234567)).lines())
                .containsExactly("a             7", "long  1,234,567");
    }

    @Test
    void longTextGoesOnBelowItself() {
        assertThat(printed(new TextTable("<<")
                                .row("one", "word ".repeat(20).strip())
                                .row("three", "x".repeat(90))
                                .row("four", ""))
                        .lines())
                .containsExactly(
                        "one    " + "word ".repeat(14).strip(),
                        "       " + "word ".repeat(6).strip(),
                        "three  " + "x".repeat(90),
                        "four");
    }

    @Test
    void numbersAreNotBroken() {
        assertThat(printed(new TextTable("<>").row("x".repeat(90), 5)).lines()).containsExactly("x".repeat(90) + "  5");
    }
}
