package org.neurochains.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What the engine says of itself and of its faults. */
class EngineTest {
    @Test
    void namesItsVersion() {
        assertThat(Engine.version()).matches("pytorch \\d+\\.\\d+\\.\\d+-.+");
    }

    @Test
    void refusesNoThreads() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Engine.useThreads(0))
                .withMessageContaining("0");
        assertThat(Engine.threads()).isPositive();
    }

    @Test
    void faultsNameTheOperationAndKeepOneLine() {
        RuntimeException cause = new RuntimeException("sizes do not match\nException raised from somewhere");
        assertThatThrownBy(() -> Engine.call("add", () -> {
                    throw cause;
                }))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.outOfMemory()).isFalse())
                .hasMessage("add: sizes do not match")
                .hasCause(cause);
    }

    @Test
    void faultsOfAFaultStayAsTheyAre() {
        EngineException inner = new EngineException("mul: no", true, new RuntimeException());
        assertThatThrownBy(() -> Engine.call("add", () -> {
                    throw inner;
                }))
                .isSameAs(inner);
    }
}
