package org.neurochains.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.InputException;

class RootsTest {
    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void layOut() throws IOException {
        folder = folder.toRealPath();
        root = Files.createDirectory(folder.resolve("root"));
        Files.createDirectories(root.resolve("photos"));
        Files.writeString(root.resolve("net.onnx"), "12345");
        Files.writeString(root.resolve(".hidden"), "x");
        Files.writeString(folder.resolve("secret"), "x");
        Files.createDirectory(folder.resolve("root-of-another"));
    }

    @Test
    void showsFoldersFirstAndNothingHidden() {
        assertThat(new Roots(List.of(root)).list(root.toString()))
                .containsExactly(
                        new Roots.Entry("photos", root.resolve("photos").toString(), true, 0),
                        new Roots.Entry("net.onnx", root.resolve("net.onnx").toString(), false, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../secret", "photos/../../secret", "../root-of-another", "missing", "photos/\0x"})
    void nothingOutsideIsFound(String path) {
        refused(root + "/" + path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/etc/passwd", "photos", "~", "file:///etc/passwd"})
    void noOtherPathIs(String path) {
        refused(path);
    }

    @Test
    void aLinkLeadsNowhereElse() throws IOException {
        try {
            Files.createSymbolicLink(root.resolve("way-out"), folder.resolve("secret"));
            Files.createSymbolicLink(root.resolve("up"), folder);
            Files.createSymbolicLink(root.resolve("inside"), root.resolve("photos"));
        } catch (UnsupportedOperationException | IOException e) {
            assumeTrue(false, "skipped: no symbolic links here");
        }
        refused(root.resolve("way-out").toString());
        refused(root.resolve("up/secret").toString());
        refused(root.resolve("up").toString());
        Roots roots = new Roots(List.of(root));
        assertThat(roots.inside(root.resolve("inside").toString())).isEqualTo(root.resolve("photos"));
        assertThat(roots.list(root.toString()))
                .extracting(Roots.Entry::name)
                .containsExactly("inside", "photos", "net.onnx");
    }

    @Test
    void aRootMustBeAFolder() {
        assertThatThrownBy(() -> new Roots(List.of(folder.resolve("secret")))).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new Roots(List.of(folder.resolve("none")))).isInstanceOf(InputException.class);
    }

    private void refused(String path) {
        assertThatThrownBy(() -> new Roots(List.of(root)).inside(path))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(404));
    }
}
