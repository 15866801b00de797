package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void quotesWhatNeedsIt() {
        Table table = new Table(
                "t",
                List.of("name", "x", "ok"),
                List.of(List.of("a,b", 1e-9, true), Arrays.asList("say \"hi\"\n", 2, null)));

        assertThat(Table.of("t", List.of("a,b"))
                        .column("name", name -> name)
                        .column("x", String::length)
                        .build())
                .isEqualTo(new Table("t", List.of("name", "x"), List.of(List.of("a,b", 3))));
        assertThat(table.csv()).isEqualTo("name,x,ok\r\n\"a,b\",1.0E-9,true\r\n\"say \"\"hi\"\"\n\",2,\r\n");
        assertThat(table.text().get(0)).containsExactly("a,b", "1.000e-09", "yes");
        assertThat(table.text().get(1)).containsExactly("say \"hi\"\n", "2", "-");
    }

    @Test
    void refusesWhatIsNoNumberAndRowsThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Table("t", List.of("x"), List.of(List.of(Double.NaN))))
                .withMessage("table t holds NaN");
        assertThatIllegalArgumentException().isThrownBy(() -> new Table("t", List.of("x", "y"), List.of(List.of(1))));
        assertThatIllegalArgumentException().isThrownBy(() -> new NamedNumbers().put("x", Double.POSITIVE_INFINITY));
    }
}
