package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final List<Runnable> soon = new ArrayList<>();
    private long now;

    @Test
    void aTerminalHasOneLineWithTheTimeLeft() {
        Screen screen = new Screen(80);
        ProgressBar bar = bar(screen);
        bar.report("solving", 0, 200, "");
        seconds(10);
        bar.report("solving", 50, 200, "KL 0.083, 512 filters left");
        assertThat(screen.seen())
                .isEqualTo("solving  [#####...............]  25 %  KL 0.083, 512 filters left  0:30 left");
        assertThat(screen.err()).doesNotContain("\n");
    }

    @Test
    void aTerminalIsRedrawnTenTimesASecondAtMost() {
        Screen screen = new Screen(80);
        ProgressBar bar = bar(screen);
        bar.report("solving", 0, 100, "first");
        now += TimeUnit.MILLISECONDS.toNanos(50);
        bar.report("solving", 1, 100, "too soon");
        assertThat(screen.seen()).contains("first");
        now += TimeUnit.MILLISECONDS.toNanos(50);
        bar.report("solving", 2, 100, "in time");
        assertThat(screen.seen()).contains("in time").doesNotContain("first");
        bar.report("solving", 100, 100, "the end is always shown");
        assertThat(screen.seen()).contains("100 %  the end");
    }

    @Test
    void aNarrowTerminalCutsTheLine() {
        Screen screen = new Screen(20);
        bar(screen).report("a stage with a long name", 1, 2, "and a detail");
        assertThat(screen.seen()).isEqualTo("a stage with a long").hasSize(19);
    }

    @Test
    void aFileHasALineAtTheStartAtTheEndAndEveryTenSecondsBetween() {
        Screen screen = new Screen(0);
        ProgressBar bar = bar(screen);
        for (int done = 0; done <= 1000; done++) {
            bar.report("solving", done, 1000, "");
            now += TimeUnit.MILLISECONDS.toNanos(25);
            if (done == 40) {
                seconds(0);
            }
        }
        assertThat(screen.err().lines())
                .containsExactly(
                        "solving: 4 %, 0:24 left",
                        "solving: 40 %, 0:15 left", "solving: 80 %, 0:05 left", "solving: done in 25.0 s");
        assertThat(screen.err()).doesNotContain("\r");
    }

    @Test
    void aStageThatEndsAtOnceHasOneLine() {
        Screen screen = new Screen(0);
        ProgressBar bar = bar(screen);
        bar.report("choosing", 10, 10, "10 looked at");
        bar.report("choosing", 10, 10, "10 looked at");
        assertThat(screen.err().lines()).containsExactly("choosing: done in 0.0 s, 10 looked at");
    }

    @Test
    void aStageThatIsLeftHasAnEndToo() {
        Screen screen = new Screen(0);
        ProgressBar bar = bar(screen);
        bar.report("shrink", 0, 0, "KL 0.34, 339 filters");
        seconds(3);
        bar.report("shrink", 0, 0, "KL 0.08, 45 filters");
        bar.report("contributions", 0, 2, "");
        seconds(1);
        bar.report("contributions", 2, 2, "");
        bar.report("shrink", 0, 0, "KL 0.01, 20 filters");
        seconds(2);
        bar.end();
        bar.end();
        assertThat(screen.err().lines())
                .containsExactly(
                        "shrink: KL 0.34, 339 filters",
                        "shrink: done in 3.0 s, KL 0.08, 45 filters",
                        "contributions: 0 %",
                        "contributions: done in 1.0 s",
                        "shrink: KL 0.01, 20 filters",
                        "shrink: done in 2.0 s, KL 0.01, 20 filters");
    }

    @Test
    void partsAreOneStage() {
        Screen screen = new Screen(0);
        ProgressBar bar = bar(screen);
        for (int part = 0; part < 40; part++) {
            for (int done = 0; done <= 10; done++) {
                bar.part("RAP", part, 40).report("a map", done, 10, "");
            }
        }
        assertThat(screen.err().lines()).containsExactly("RAP: done in 0.0 s, 40 of 40");
    }

    @Test
    void aStageOfLessThanASecondHasOneLine() {
        Screen screen = new Screen(0);
        ProgressBar bar = bar(screen);
        bar.report("reading", 0, 2, "");
        now += TimeUnit.MILLISECONDS.toNanos(900);
        bar.report("reading", 2, 2, "");
        bar.report("looking", 0, 0, "photos");
        bar.report("solving", 0, 2, "");
        seconds(1);
        bar.end();
        assertThat(screen.err().lines())
                .containsExactly(
                        "reading: done in 0.9 s",
                        "looking: done in 0.0 s, photos",
                        "solving: 0 %",
                        "solving: done in 1.0 s");
    }

    @Test
    void aStageThatSaysNothingForASecondHasBegun() {
        Screen screen = new Screen(0);
        bar(screen).report("reading", 0, 2, "");
        assertThat(screen.err()).isEmpty();
        seconds(1);
        assertThat(screen.err().lines()).containsExactly("reading: 0 %");
    }

    @Test
    void aStageThatBeginsAgainIsAnotherOne() {
        Screen screen = new Screen(0);
        ProgressBar bar = bar(screen);
        for (int i = 0; i < 2; i++) {
            bar.report("reading", 0, 2, "");
            seconds(1);
            bar.report("reading", 2, 2, "");
        }
        assertThat(screen.err().lines())
                .containsExactly("reading: 0 %", "reading: done in 1.0 s", "reading: 0 %", "reading: done in 1.0 s");
    }

    @Test
    void anUnknownTotalIsCounted() {
        Screen screen = new Screen(0);
        ProgressBar bar = bar(screen);
        bar.report("looking", 0, 0, "");
        seconds(1);
        bar.report("looking", 10, 0, "");
        seconds(9);
        bar.report("looking", 20, 0, "photos");
        assertThat(screen.err().lines()).containsExactly("looking: 0 done", "looking: 20 done, photos");
    }

    @Test
    void aStageThatDoesNotCountShowsItsDetailAlone() {
        Screen wide = new Screen(80);
        bar(wide).report("shrinking", 0, 0, "KL 0.34, 339 filters");
        assertThat(wide.seen()).isEqualTo("shrinking  KL 0.34, 339 filters");
    }

    @Test
    void longTimesHaveHours() {
        Screen screen = new Screen(0);
        ProgressBar bar = bar(screen);
        bar.report("solving", 0, 100, "");
        seconds(600);
        bar.report("solving", 5, 100, "");
        assertThat(screen.err()).endsWith("solving: 5 %, 3:10:00 left" + System.lineSeparator());
    }

    @Test
    void aStageThatSpeaksOutOfRangeIsHeldWithin() {
        Screen screen = new Screen(0);
        ProgressBar bar = bar(screen);
        bar.report("solving", 300, 100, "");
        bar.report("other", -1, 100, "");
        seconds(1);
        assertThat(screen.err().lines()).containsExactly("solving: done in 0.0 s", "other: 0 %");
    }

    private ProgressBar bar(Screen screen) {
        return new ProgressBar(screen.terminal(), () -> false, () -> now, soon::add);
    }

    private void seconds(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
        List.copyOf(soon).forEach(Runnable::run);
        soon.clear();
    }
}
