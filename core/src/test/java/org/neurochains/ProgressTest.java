package org.neurochains;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
