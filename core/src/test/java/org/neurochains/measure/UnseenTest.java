package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.measure.Neighbours.Neighbour;
import org.neurochains.tensor.Scope;
import org.neurochains.testing.ColourModel;

/**
 * Stability and ReLU patterns: a chain of the filters for red and blue follows the network on red and blue images, not
 * on green ones.
 */
class UnseenTest {
    @TempDir
    private Path folder;

    private Path model;
    private Path images;

    @BeforeEach
    void write() throws IOException {
        model = ColourModel.writeModel(folder);
        images = ColourModel.writeImages(folder.resolve("images"), 6);
    }

    private static MeasureOptions neighbours(int k) {
        return MeasureOptions.defaults().withNeighbours(k);
    }

    @Test
    void neighboursAreUnseenAndOfTheSameColour() {
        try (Scope scope = Scope.open()) {
            ColourSubject colours = ColourSubject.of(model, images);
            ChainOnRegion subject = colours.subject().with(colours.pool(null));

            Stability stability =
                    Stability.of(subject, neighbours(4), Progress.NONE).get();

            // 18 images, 4 of them the region's: 4 red, 4 blue and 6 green are left; the nearest 4 have the colour.
            assertThat(stability.values().numbers())
                    .containsEntry("candidates", 14)
                    .containsEntry("neighbours", 4)
                    .containsEntry("agreement", 1.);
            Set<String> region = new TreeSet<>();
            subject.samples().list().forEach(sample -> region.add(sample.file()));
            Table links = stability.tables().get(1);
            assertThat(links.rows()).hasSize(16).allSatisfy(row -> {
                String own = String.valueOf(row.get(0));
                String neighbour = String.valueOf(row.get(2));
                assertThat(neighbour).startsWith(own.substring(0, own.indexOf('/')));
                assertThat(region).doesNotContain(neighbour);
            });
            assertThat(stability.tables().get(0).rows().get(3).get(1))
                    .as("distinct")
                    .isEqualTo(8);
        }
    }

    @Test
    void farOffTheChainDisagrees() {
        try (Scope scope = Scope.open()) {
            ColourSubject colours = ColourSubject.of(model, images);
            ChainOnRegion subject = colours.subject().with(colours.pool(null));

            Stability stability =
                    Stability.of(subject, neighbours(14), Progress.NONE).get();

            // All 14: the chain cannot see green, so it is right on 8.
            assertThat(stability.agreement(14)).isCloseTo(8. / 14, within(1e-12));
            assertThat(stability.figures()).hasSize(1);
        }
    }

    @Test
    void copiesAndSupportImagesAreNotUnseen() throws IOException {
        try (Scope scope = Scope.open()) {
            ColourSubject colours = ColourSubject.of(model, images);
            String own = colours.subject().samples().list().get(0).file();
            Files.copy(images.resolve(own), images.resolve("red/copy.png"));
            Files.copy(images.resolve("green/000.png"), images.resolve("green/twin.png"));
            try (Unseen unseen = Unseen.open(colours.subject(), colours.pool(null, "green/001.png"), Progress.NONE)) {
                Set<String> candidates = new TreeSet<>();
                for (int i = 0; i < unseen.all(); i++) {
                    if (unseen.isCandidate(i)) {
                        candidates.add(unseen.file(i));
                    }
                }
                assertThat(candidates)
                        .hasSize(13)
                        .contains("green/000.png")
                        .doesNotContain("red/copy.png", "green/twin.png", "green/001.png", own);
            }
        }
    }

    @Test
    void moreNeighboursThanThereAreIsRefused() {
        try (Scope scope = Scope.open()) {
            ColourSubject colours = ColourSubject.of(model, images);
            ChainOnRegion subject = colours.subject().with(colours.pool(null));

            assertThatThrownBy(() -> Stability.of(subject, neighbours(15), Progress.NONE))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith("neighbours: is 15, ")
                    .hasMessageEndingWith("holds 14 images that the chain has not seen; give 1 to 14");
            assertThatThrownBy(() -> ReluPatterns.of(subject, neighbours(0), Progress.NONE))
                    .hasMessageContaining("give 1 to 14");
        }
    }

    @Test
    void noNeighbourIsReported() throws IOException {
        Path few = ColourModel.writeImages(folder.resolve("few"), 2);
        for (String green : List.of("000.png", "001.png")) {
            Files.delete(few.resolve("green").resolve(green));
        }
        try (Scope scope = Scope.open()) {
            ColourSubject colours = ColourSubject.of(model, few);
            ChainOnRegion subject = colours.subject().with(colours.pool(null));

            for (MeasureResult finding : List.of(
                    Stability.of(subject, MeasureOptions.defaults(), Progress.NONE)
                            .get(),
                    ReluPatterns.of(subject, MeasureOptions.defaults(), Progress.NONE)
                            .get())) {
                assertThat(finding.summary()).startsWith("There is no neighbour");
                assertThat(finding.values().numbers()).containsEntry("neighbours", 0);
                assertThat(finding.values().undefined()).isNotEmpty();
                assertThat(finding.tables()).isNotEmpty();
            }
        }
    }

    @Test
    void withoutOtherImagesTheMeasuresDoNotApply() {
        try (Scope scope = Scope.open()) {
            ChainOnRegion subject = ColourSubject.of(model, images).subject();

            assertThat(Stability.of(subject, MeasureOptions.defaults(), Progress.NONE)
                            .isDefined())
                    .isFalse();
            assertThat(ReluPatterns.of(subject, MeasureOptions.defaults(), Progress.NONE)
                            .reason())
                    .isEqualTo("there are no other images than the region's");
        }
    }

    @Test
    void streamedPatternsAreThoseOfOnePass() {
        try (Scope scope = Scope.open()) {
            ColourSubject colours = ColourSubject.of(model, images);
            ChainOnRegion subject = colours.subject().with(colours.pool(null));
            try (Unseen unseen = Unseen.open(subject, colours.pool(null), Progress.NONE)) {
                PatternRows rows = new PatternRows(subject.original(), 3, unseen, 4, Progress.NONE);
                long[] all = new long[rows.count() * rows.width()];
                rows.read(0, rows.count(), all);
                long[] one = new long[rows.width()];
                for (int i = 0; i < rows.count(); i++) {
                    rows.read(i, 1, one);
                    for (int w = 0; w < one.length; w++) {
                        assertThat(one[w]).isEqualTo(all[i * rows.width() + w]);
                    }
                    assertThat(java.util.Arrays.stream(one).anyMatch(bits -> bits != 0))
                            .isEqualTo(unseen.isCandidate(i));
                }
                List<List<Neighbour>> found =
                        Neighbours.byBits(rows, BlockTable.of(all, rows.width()), 1, unseen::isCandidate);
                for (int i = 0; i < rows.count(); i++) {
                    if (unseen.isCandidate(i)) {
                        assertThat(found.get(i).get(0).distance()).isZero();
                    }
                }
            }
            ReluPatterns patterns =
                    ReluPatterns.of(subject, neighbours(3), Progress.NONE).get();
            assertThat(patterns.figures()).hasSize(3);
            assertThat(patterns.values().numbers()).containsEntry("featureAgreement", 1.);
        }
    }

    /** Values -1, 2 and 3 and then 66 others: bits from the lowest of the first word on. */
    @Test
    void aPatternIsWhatIsAboveZero() {
        try (Scope scope = Scope.open()) {
            float[] weights = new float[69];
            weights[1] = 2;
            weights[2] = 3;
            weights[0] = -1;
            weights[64] = 1;
            ChainOnRegion subject = Subjects.of(Subjects.oneLayer(1, weights), ones(69), 1, -1);
            int relu = subject.network().indexOf("relu");

            long[] bits = PatternRows.patterns(
                    subject.original(), relu, subject.samples().batch());

            assertThat(bits).containsExactly(0b110, 1, 1, 0);
        }
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }
}
