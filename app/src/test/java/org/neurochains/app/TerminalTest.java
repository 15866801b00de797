package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void aMessageStandsAboveTheStatus() {
        Screen screen = new Screen(40);
        screen.terminal().status("half way");
        screen.terminal().message("seen");
        assertThat(screen.seen()).isEqualTo("seen\nhalf way");
    }

    @Test
    void closingTakesTheStatusAway() {
        Screen screen = new Screen(40);
        screen.terminal().status("a long status");
        screen.terminal().status("short");
        assertThat(screen.seen()).isEqualTo("short");
        screen.terminal().close();
        assertThat(screen.seen()).isEmpty();
    }

    @Test
    void aFileHasNoStatus() {
        Screen screen = new Screen(0);
        screen.terminal().status("half way");
        screen.terminal().message("seen");
        screen.terminal().close();
        assertThat(screen.err()).isEqualTo("seen" + System.lineSeparator());
        assertThat(screen.out()).isEmpty();
    }
}
