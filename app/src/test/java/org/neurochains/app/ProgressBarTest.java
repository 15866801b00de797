package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private long now;

    @Test
    void aTerminalHasOneLineWithTheTimeLeft() {
        Screen screen = new Screen(80);
        ProgressBar bar = bar(screen);
        bar.report("solving", 0, 200, "");
        seconds(10);
        bar.report("solving", 50, 200, "KL 0.083, 512 units left");
        assertThat(screen.seen())
                .isEqualTo("solving  [#####...............]  25 %  KL 0.083, 512 units left  0:30 left");
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
    void aFileHasALineForEveryFivePercent() {
        Screen screen = new Screen(0);
        ProgressBar bar = bar(screen);
        for (int done = 0; done <= 1000; done++) {
            bar.report("solving", done, 1000, "");
        }
        assertThat(screen.err().lines())
                .hasSize(21)
                .startsWith("solving: 0 % (0 of 1000)", "solving: 5 % (50 of 1000)")
                .endsWith("solving: 100 % (1000 of 1000)");
        assertThat(screen.err()).doesNotContain("\r");
    }

    @Test
    void aFileHasNoMoreLinesThanSteps() {
        Screen screen = new Screen(0);
        ProgressBar bar = bar(screen);
        bar.report("reading", 1, 2, "a.jpg");
        seconds(90);
        bar.report("reading", 2, 2, "b.jpg");
        bar.report("reading", 2, 2, "b.jpg");
        bar.report("scoring", 0, 1, "");
        assertThat(screen.err().lines())
                .containsExactly(
                        "reading: 50 % (1 of 2), a.jpg", "reading: 100 % (2 of 2), b.jpg", "scoring: 0 % (0 of 1)");
    }

    @Test
    void anUnknownTotalIsCounted() {
        Screen screen = new Screen(0);
        ProgressBar bar = bar(screen);
        bar.report("looking", 0, 0, "");
        bar.report("looking", 10, 0, "");
        seconds(30);
        bar.report("looking", 20, 0, "photos");
        assertThat(screen.err().lines()).containsExactly("looking: 0 done", "looking: 20 done, photos");
    }

    @Test
    void aStageThatDoesNotCountShowsItsDetailAlone() {
        Screen screen = new Screen(0);
        bar(screen).report("shrinking", 0, 0, "KL 0.34, 339 units");
        assertThat(screen.err().lines()).containsExactly("shrinking: KL 0.34, 339 units");

        Screen wide = new Screen(80);
        bar(wide).report("shrinking", 0, 0, "KL 0.34, 339 units");
        assertThat(wide.seen()).isEqualTo("shrinking  KL 0.34, 339 units");
    }

    @Test
    void longTimesHaveHours() {
        Screen screen = new Screen(0);
        ProgressBar bar = bar(screen);
        bar.report("solving", 0, 100, "");
        seconds(600);
        bar.report("solving", 5, 100, "");
        assertThat(screen.err()).endsWith("solving: 5 % (5 of 100), 3:10:00 left" + System.lineSeparator());
    }

    @Test
    void aStageThatSpeaksOutOfRangeIsHeldWithin() {
        Screen screen = new Screen(0);
        ProgressBar bar = bar(screen);
        bar.report("solving", 300, 100, "");
        bar.report("other", -1, 100, "");
        assertThat(screen.err().lines()).containsExactly("solving: 100 % (300 of 100)", "other: 0 % (-1 of 100)");
    }

    private ProgressBar bar(Screen screen) {
        return new ProgressBar(screen.terminal(), () -> false, () -> now);
    }

    private void seconds(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }
}
