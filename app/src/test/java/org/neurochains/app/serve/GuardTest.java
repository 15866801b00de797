package org.neurochains.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardTest {
    private final Guard guard = new Guard("secret", 8123);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "GET,  /secret/,          127.0.0.1:8123, -,                     -",
                "GET,  /secret/api/state, localhost:8123, -,                     same-origin",
                "GET,  /secret/,          127.0.0.1:8123, -,                     none",
                "POST, /secret/api/start, 127.0.0.1:8123, http://127.0.0.1:8123, same-origin",
                "POST, /secret/api/start, localhost:8123, http://localhost:8123, -",
            })
    void itsOwnPageMayAsk(String method, String path, String host, String origin, String site) {
        assertThat(guard.pass(method, path, host, origin, site)).isEqualTo(path.substring(8));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "GET,  /secret/,   evil.example:8123,  -,                       -", // a foreign name that points here
                "GET,  /secret/,   127.0.0.1:80,       -,                       -",
                "GET,  /secret/,   127.0.0.1,          -,                       -",
                "GET,  /secret/,   -,                  -,                       -",
                "GET,  /secre/,    127.0.0.1:8123,     -,                       -",
                "GET,  /secrets/,  127.0.0.1:8123,     -,                       -",
                "GET,  /,          127.0.0.1:8123,     -,                       -",
                "GET,  //secret/,  127.0.0.1:8123,     -,                       -",
                "GET,  /secret,    127.0.0.1:8123,     -,                       -",
                "GET,  /secret/,   127.0.0.1:8123,     http://evil.example,     -",
                "GET,  /secret/,   127.0.0.1:8123,     -,                       cross-site",
                "POST, /secret/x,  127.0.0.1:8123,     -,                       -",
                "POST, /secret/x,  127.0.0.1:8123,     null,                    -", // a page with an origin of its own
                "POST, /secret/x,  127.0.0.1:8123,     http://evil.example,     -",
                "POST, /secret/x,  127.0.0.1:8123,     https://127.0.0.1:8123,  -",
                "POST, /secret/x,  127.0.0.1:8123,     http://127.0.0.1:8124,   same-site", // another server of this
                // machine
                "POST, /secret/x,  127.0.0.1:8123,     http://127.0.0.1:8123,   cross-site",
                "POST, /secret/x,  127.0.0.1:8123,     http://127.0.0.1:8123,   none",
            })
    void nobodyElseMay(String method, String path, String host, String origin, String site) {
        assertThatThrownBy(() -> guard.pass(method, path, host, origin, site))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(403));
    }

    @Test
    void tokensAreLongAndNeverTheSame() {
        assertThat(Guard.of(1).token()).hasSize(43).isNotEqualTo(Guard.of(1).token());
    }
}
