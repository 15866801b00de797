package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neurochains.Progress;
import org.neurochains.tensor.Scope;
import org.neurochains.testing.ColourModel;

class FeatureCacheTest {
    @TempDir
    private Path folder;

    private Path model;
    private Path images;
    private Path cache;

    @BeforeEach
    void write() throws IOException {
        model = ColourModel.writeModel(folder);
        images = ColourModel.writeImages(folder.resolve("images"), 5);
        cache = folder.resolve("cache");
    }

    /** How far a run got in computing; a run that finds everything reports no stage. */
    private static final class Heard implements Progress {
        private final List<String> stages = new ArrayList<>();
        private final long stopAt;
        private boolean stop;

        Heard(long stopAt) {
            this.stopAt = stopAt;
        }

        @Override
        public void report(String stage, long done, long total, String detail) {
            stages.add(stage + " " + done + "/" + total);
            stop = done >= stopAt;
        }

        @Override
        public boolean cancelled() {
            return stop;
        }
    }

    /** All rows, and what was computed on the way. */
    private record Opened(List<float[]> rows, List<FeatureFile.Entry> entries, Heard heard) {}

    private Opened open(@Nullable Path where) {
        try (Scope scope = Scope.open()) {
            ColourSubject colours = ColourSubject.of(model, images);
            Heard heard = new Heard(Long.MAX_VALUE);
            try (FeatureFile file =
                    new FeatureCache(colours.pool(where), colours.subject().original(), 4).open(heard)) {
                List<float[]> rows = new ArrayList<>();
                for (int i = 0; i < file.count(); i++) {
                    rows.add(file.row(i));
                }
                return new Opened(rows, file.entries(), heard);
            }
        }
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    @Test
    void computesOnceAndReadsAfterwards() throws IOException {
        Opened first = open(cache);
        byte[] written = Files.readAllBytes(file());
        Opened second = open(cache);

        assertThat(first.heard().stages).contains("features of images 15/15");
        assertThat(second.heard().stages).isEmpty();
        assertThat(Files.readAllBytes(file())).isEqualTo(written);
        assertThat(second.entries()).isEqualTo(first.entries()).hasSize(15);
        assertThat(second.entries()).extracting(FeatureFile.Entry::file).isSorted();
        for (int i = 0; i < 15; i++) {
            assertThat(second.rows().get(i)).containsExactly(first.rows().get(i));
        }
        assertThat(first.entries().get(0).predicted()).as("blue").isEqualTo(2);
        assertThat(first.rows().get(0)).as("mean of four filters' maps").hasSize(4);
        assertThat(first.rows().get(0)[2]).isGreaterThan(.6f);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, .01, .3, .9, .999})
    void aFileCutShortIsMadeAgain(double share) throws IOException {
        Opened first = open(cache);
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, (int) (whole.length * share)));

        Opened again = open(cache);

        assertThat(again.heard().stages).contains("features of images 15/15");
        assertThat(again.entries()).isEqualTo(first.entries());
        assertThat(Files.readAllBytes(file())).isEqualTo(whole);
    }

    @Test
    void everyChangedByteIsNoticed() throws IOException {
        open(cache);
        byte[] whole = Files.readAllBytes(file());
        String key = new String(whole, 2 + "neurochains/features/1".length() + 2, 64, StandardCharsets.US_ASCII);
        FeatureFile.open(file(), key).close();
        Path damaged = folder.resolve("damaged");
        for (int i = 0; i < whole.length; i += 7) {
            byte[] bytes = whole.clone();
            bytes[i] ^= 4;
            Files.write(damaged, bytes);
            assertThatThrownBy(() -> FeatureFile.open(damaged, key)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anotherModelsFileIsNotUsed() throws IOException {
        open(cache);
        Path own = file();
        byte[] ofFirst = Files.readAllBytes(own);
        ColourModel.writeModel(model, java.util.Map.of("input_size", "8x8", "mean", "0", "std", "2"));
        open(cache);
        try (Stream<Path> files = Files.list(cache)) {
            assertThat(files).hasSize(2);
        }
        assertThatThrownBy(() -> FeatureFile.open(own, "0".repeat(64)))
                .isInstanceOf(IOException.class)
                .hasMessage("it belongs to another model");
        assertThat(Files.readAllBytes(own)).isEqualTo(ofFirst);
    }

    @Test
    void aChangedImageIsComputedAgainAndARemovedOneForgotten() throws IOException {
        Opened first = open(cache);
        Files.copy(images.resolve("red/001.png"), images.resolve("blue/000.png"), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(images.resolve("green/003.png"));

        Opened second = open(cache);

        assertThat(second.entries()).hasSize(14);
        assertThat(second.entries().get(0).predicted()).as("red now").isZero();
        assertThat(second.rows().get(0)).isNotEqualTo(first.rows().get(0));
        assertThat(second.rows().get(1)).containsExactly(first.rows().get(1));
        assertThat(open(cache).heard().stages).isEmpty();
    }

    @Test
    void whatCannotBeReadIsNoCandidate() throws IOException {
        Files.writeString(images.resolve("red/zzz.png"), "no picture");

        FeatureFile.Entry entry = open(cache).entries().get(15);

        assertThat(entry.file()).isEqualTo("red/zzz.png");
        assertThat(entry.readable()).isFalse();
    }

    @Test
    void withoutAPlaceToKeepThemFeaturesAreComputedAllTheSame() throws IOException {
        Path taken = Files.writeString(folder.resolve("taken"), "a file");

        assertThat(open(taken.resolve("inside")).entries()).hasSize(15);
        assertThat(open(null).entries()).hasSize(15);
    }

    @Test
    void cancelledItKeepsWhatIsDone() throws IOException {
        try (Scope scope = Scope.open()) {
            ColourSubject colours = ColourSubject.of(model, images);
            FeatureCache features =
                    new FeatureCache(colours.pool(cache), colours.subject().original(), 4);
            Heard heard = new Heard(4);
            assertThatThrownBy(() -> features.open(heard)).isInstanceOf(CancellationException.class);
        }
        file();
        assertThat(open(cache).entries()).hasSize(15);
    }
}
