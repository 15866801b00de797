package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void quotesWhatNeedsIt() {
        Table table = Table.of("t", "name", "x", "ok")
                .row("a,b", 1e-9, true)
                .row("say \"hi\"\n", 2, null)
                .build();

        assertThat(table.csv()).isEqualTo("name,x,ok\r\n\"a,b\",1.0E-9,true\r\n\"say \"\"hi\"\"\n\",2,\r\n");
        assertThat(table.text().get(0)).containsExactly("a,b", "1.000e-09", "yes");
        assertThat(table.text().get(1)).containsExactly("say \"hi\"\n", "2", "-");
    }

    @Test
    void refusesWhatIsNoNumberAndRowsThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.of("t", "x").row(Double.NaN).build())
                .withMessage("table t holds NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.of("t", "x", "y").row(1).build());
        assertThatIllegalArgumentException().isThrownBy(() -> new NamedNumbers().put("x", Double.POSITIVE_INFINITY));
    }
}
