package org.neurochains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void checkEndsACancelledTaskOnly() {
        Progress cancelled = new Progress() {
            @Override
            public void report(String stage, long done, long total, String detail) {}

            @Override
            public boolean cancelled() {
                return true;
            }
        };
        assertThatThrownBy(cancelled::check).isInstanceOf(CancellationException.class);
        assertThatCode(Progress.NONE::check).doesNotThrowAnyException();
    }

    @Test
    void partsMoveOneStageOn() {
        List<String> heard = new ArrayList<>();
        Progress whole = (stage, done, total, detail) -> heard.add(stage + " " + done + "/" + total + " " + detail);
        Progress second = whole.part("maps", 1, 4);
        second.report("a map", 0, 8, "");
        second.report("a map", 2, 8, "layer 3");
        second.report("a map", 8, 8, "");
        second.report("uncounted", 5, 0, "");
        second.report("too far", 9, 8, "");
        assertThat(heard)
                .containsExactly(
                        "maps 1000/4000 2 of 4",
                        "maps 1250/4000 2 of 4, layer 3",
                        "maps 2000/4000 2 of 4",
                        "maps 1000/4000 2 of 4",
                        "maps 2000/4000 2 of 4");
    }

    @Test
    void aPartHandsOnWhatIsFound() {
        List<Object> heard = new ArrayList<>();
        Progress whole = new Progress() {
            @Override
            public void report(String stage, long done, long total, String detail) {}

            @Override
            public void chain(double kl, List<Layer> layers) {
                heard.add(layers);
            }

            @Override
            public void figures(Map<String, Double> figures) {
                heard.add(figures);
            }
        };
        List<Progress.Layer> layers = List.of(new Progress.Layer("stem", 3, 16));
        whole.part("maps", 0, 2).chain(.1, layers);
        whole.part("maps", 0, 2).figures(Map.of("KL", .2));
        assertThat(heard).containsExactly(layers, Map.of("KL", .2));
    }

    @Test
    void aPartIsCancelledWithTheWhole() {
        Progress cancelled = new Progress() {
            @Override
            public void report(String stage, long done, long total, String detail) {}

            @Override
            public boolean cancelled() {
                return true;
            }
        };
        assertThat(cancelled.part("maps", 0, 2).cancelled()).isTrue();
        assertThat(Progress.NONE.part("maps", 0, 2).cancelled()).isFalse();
    }
}
