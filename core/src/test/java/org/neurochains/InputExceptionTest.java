package org.neurochains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.neurochains.InputException.parameter;

import org.junit.jupiter.api.Test;

class InputExceptionTest {
    @Test
    void saysWhereWhatAndWhatToDo() {
        assertThat(InputException.of("a.pth", "layer1 has shape [2, 2]", "a ResNet-50 needs [3, 3]"))
                .hasMessage("a.pth: layer1 has shape [2, 2]; a ResNet-50 needs [3, 3]");
    }

    @Test
    void isOneLineWhateverItWasGiven() {
        assertThat(new InputException("first\nsecond\r\n\r\nthird")).hasMessage("first second third");
        assertThat(InputException.of("file\nname", "x", "y")).hasMessage("file name: x; y");
    }

    @Test
    void keepsTheFaultThatShowedIt() {
        Throwable cause = new IllegalArgumentException("inner");
        assertThat(InputException.of("a", "b", "c", cause))
                .hasMessage("a: b; c")
                .hasCause(cause);
    }

    @Test
    void aParameterIsNamedAsItsReadersKnowIt() {
        InputException fault = InputException.of(parameter("perClass"), "is 0", "raise " + parameter("pool") + " too");

        assertThat(fault).hasMessage("perClass: is 0; raise pool too");
        assertThat(fault.message(name -> "<" + name + ">")).isEqualTo("<perClass>: is 0; raise <pool> too");
        assertThat(fault.message(name -> "$1")).isEqualTo("$1: is 0; raise $1 too");
    }
}
