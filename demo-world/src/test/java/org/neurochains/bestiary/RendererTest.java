package org.neurochains.bestiary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RendererTest {

    private static final int SCENES = 12;

    @ParameterizedTest
    @EnumSource
    void removingAPartChangesOnlyItsOwnPixels(Species species) {
        for (int index = 0; index < SCENES; index++) {
            Scene scene = SceneSampler.scene(species, 7, index);
            Rendering whole = Renderer.small().render(scene);
            int[] before = whole.pixels();
            for (PartForm form : species.forms()) {
                int[] after = Renderer.small().render(scene.without(form)).pixels();
                boolean[] support = whole.support(form);
                int changed = 0;
                for (int at = 0; at < before.length; at++) {
                    if (before[at] != after[at]) {
                        changed++;
                        assertThat(support[at])
                                .as("%s %d %s pixel %d", species, index, form, at)
                                .isTrue();
                    }
                }
                assertThat(changed).as("%s %d %s", species, index, form).isPositive();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPartIsSeenAndItsMapLiesInsideItsSupport(Species species) {
        for (int index = 0; index < SCENES; index++) {
            Rendering whole = Renderer.small().render(SceneSampler.scene(species, 8, index));
            int[] map = whole.partMap();
            for (PartForm form : species.forms()) {
                boolean[] support = whole.support(form);
                int seen = 0;
                for (int at = 0; at < map.length; at++) {
                    if (map[at] == form.number()) {
                        seen++;
                        assertThat(support[at]).isTrue();
                    }
                }
                assertThat(seen).as("%s %d %s", species, index, form).isGreaterThan(6);
            }
        }
    }

    @Test
    void aPartThatIsNotThereIsNotSeenAndCannotBeRemoved() {
        Scene scene = SceneSampler.scene(Species.HORSE, 9, 0);
        assertThatThrownBy(() -> scene.without(PartForm.HORN)).hasMessageContaining("horn");
        assertThat(Renderer.small().render(scene).visible(PartForm.HORN)).containsOnly(0);
    }

    @Test
    void aSwapTurnsOneSpeciesIntoAnother() {
        Scene tiger = SceneSampler.scene(Species.TIGER, 9, 1);
        Scene leopard = tiger.swapped(PartForm.SPOTS);
        assertThat(leopard.forms()).isEqualTo(Species.LEOPARD.forms());
        int[] striped = Renderer.small().render(tiger).pixels();
        int[] spotted = Renderer.small().render(leopard).pixels();
        boolean[] stripes = Renderer.small().render(tiger).support(PartForm.STRIPES);
        boolean[] spots = Renderer.small().render(leopard).support(PartForm.SPOTS);
        for (int at = 0; at < striped.length; at++) {
            assertThat(striped[at] == spotted[at] || stripes[at] || spots[at]).isTrue();
        }
        assertThat(striped).isNotEqualTo(spotted);
    }

    @Test
    void aPixelOfASheetHalfCoveringAnother() {
        int[] ground = {0xFF000000};
        Rendering.Sheet whiteHorn = new Rendering.Sheet(PartForm.HORN, new int[] {0xFFFFFFFF});
        Rendering.Sheet halfBlackEars = new Rendering.Sheet(PartForm.EARS, new int[] {0x80000000});
        Rendering rendering = new Rendering(1, ground, List.of(whiteHorn, halfBlackEars), new Light(1, 0, 0, 0));
        assertThat(rendering.pixels()).containsExactly(0x7F7F7F);
        assertThat(rendering.visible(PartForm.HORN)).containsExactly(127);
        assertThat(rendering.visible(PartForm.EARS)).containsExactly(128);
        assertThat(rendering.partMap()).containsExactly(PartForm.EARS.number());
        assertThat(rendering.support(PartForm.HORN)).containsExactly(true);
    }

    @Test
    void pixelsAreTheSameEverywhere() throws NoSuchAlgorithmException {
        MessageDigest pixels = MessageDigest.getInstance("SHA-256");
        MessageDigest maps = MessageDigest.getInstance("SHA-256");
        for (Species species : Species.values()) {
            for (int index = 0; index < 3; index++) {
                Rendering rendering = Renderer.small().render(SceneSampler.scene(species, 1, index));
                update(pixels, rendering.pixels());
                update(maps, rendering.partMap());
            }
        }
        assertThat(HexFormat.of().formatHex(pixels.digest()))
                .isEqualTo("e423e9331d227cb6bc6cf82957a44481e69e6da6a1e85ee82f38836395ef63b9");
        assertThat(HexFormat.of().formatHex(maps.digest()))
                .isEqualTo("92edcadd3a4fd906d83e5325c38fa42f4ad098cc09eed2e888c1781a3e13f60c");
    }

    private static void update(MessageDigest digest, int[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
        bytes.asIntBuffer().put(values);
        digest.update(bytes.array());
    }
}
