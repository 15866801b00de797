package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFolderTest {
    @Test
    void followsTheSystemsCustoms() {
        assertThat(CacheFolder.of(Map.of(), "/home/a", "Linux")).isEqualTo(Path.of("/home/a/.cache/neurochains"));
        assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/x"), "/home/a", "Linux"))
                .isEqualTo(Path.of("/x/neurochains"));
        assertThat(CacheFolder.of(Map.of(), "/Users/a", "Mac OS X"))
                .isEqualTo(Path.of("/Users/a/Library/Caches/neurochains"));
        assertThat(CacheFolder.of(Map.of("LOCALAPPDATA", "L"), "H", "Windows 11"))
                .isEqualTo(Path.of("L/neurochains"));
        assertThat(CacheFolder.of(Map.of(), "H", "Windows 11")).isEqualTo(Path.of("H/AppData/Local/neurochains"));
    }

    @Test
    void aUserWithoutAHomeHasAFolderForTemporaryFiles() {
        assertThat(CacheFolder.of(Map.of(), "?", "Linux"))
                .isEqualTo(Path.of(System.getProperty("java.io.tmpdir"), "neurochains-cache"));
    }

    @Test
    void theVariableComesFirst() {
        assertThat(CacheFolder.of(Map.of(CacheFolder.VARIABLE, "/c", "XDG_CACHE_HOME", "/x"), "/home/a", "Linux"))
                .isEqualTo(Path.of("/c"));
    }
}
