package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One run of the command line, within this process. */
record Run(int code, String out, String err) {
    static Run of(Object... args) {
        return of(false, args);
    }

    /** One that the user has stopped already. */
    static Run cancelled(Object... args) {
        return of(true, args);
    }

    private static Run of(boolean cancelled, Object... args) {
        Screen screen = new Screen(0);
        String[] texts = new String[args.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = args[i].toString();
        }
        int code = Main.run(Main.commandLine(screen.terminal(), () -> cancelled), screen.terminal(), texts);
        return new Run(code, screen.out(), screen.err());
    }

    /** Asserts that its input was refused, in one line with a message. */
    void assertRefused(String message) {
        assertThat(code).isEqualTo(ExitCode.INPUT);
        assertThat(out).isEmpty();
        assertThat(err.lines())
                .singleElement()
                .asString()
                .startsWith("neurochains: ")
                .contains(message);
    }

    /** Standard output as one JSON document. */
    JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }
}
