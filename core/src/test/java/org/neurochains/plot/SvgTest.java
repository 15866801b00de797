package org.neurochains.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SvgTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.001, 0",
        "1, 1",
        "-1, -1",
        "0.5, 0.5",
        "-0.5, -0.5",
        "-0.05, -0.05",
        "12.3456, 12.35",
        "-12.304, -12.3",
        "99.999, 100",
        "-99.06, -99.06",
        "7.1, 7.1"
    })
    void numbersAreShort(double value, String expected) {
        assertThat(Svg.number(value)).isEqualTo(expected);
    }

    @Test
    void templatesTakeValuesInOrderAndJoinClasses() {
        Svg svg = new Svg()
                .open("g class=a id=% class=b", "<&>")
                .text("x < \"y\"", "text x=%", 1.25)
                .close();

        assertThat(svg.toString())
                .isEqualTo(
                        "<g id=\"&lt;&amp;&gt;\" class=\"a b\"><text x=\"1.25\">x &lt; &quot;y&quot;</text>\n</g>\n");
        assertThat(Svg.path("M% %h%z", 1, -2, .5)).isEqualTo("M1 -2h0.5z");
    }

    @Test
    void refusesWhatWouldBreakTheDocument() {
        assertThatThrownBy(() -> Svg.number(Double.NaN)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Svg.number(Double.NEGATIVE_INFINITY)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Svg().leaf("rect x=%", 1, 2)).isInstanceOf(IllegalArgumentException.class);
        Svg open = new Svg().open("g");
        assertThatThrownBy(open::toString).isInstanceOf(IllegalStateException.class);
    }
}
