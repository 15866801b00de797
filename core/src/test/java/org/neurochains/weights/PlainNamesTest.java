package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlainNamesTest {
    @Test
    void wrappersAreRemovedWhereverTheyStand() {
        assertThat(PlainNames.of(List.of("module.conv1.weight", "module.fc.bias")))
                .containsExactly("conv1.weight", "fc.bias");
        assertThat(PlainNames.of(List.of("features.module.0.weight", "classifier.0.weight")))
                .containsExactly("features.0.weight", "classifier.0.weight");
        assertThat(PlainNames.of(List.of("_orig_mod.module.a"))).containsExactly("a");
    }

    @Test
    void theOuterClassIsRemovedOnlyFromAllNames() {
        assertThat(PlainNames.of(List.of("model.a", "model.b"))).containsExactly("a", "b");
        assertThat(PlainNames.of(List.of("model.a", "head.b"))).containsExactly("model.a", "head.b");
    }

    @Test
    void twoNamesNeverBecomeOne() {
        assertThat(PlainNames.of(List.of("module.a", "a"))).containsExactly("module.a", "a");
    }

    @Test
    void namesThatOnlyLookAlikeStay() {
        assertThat(PlainNames.of(List.of("modules.a", "x.submodule.b"))).containsExactly("modules.a", "x.submodule.b");
        assertThat(PlainNames.of(List.of())).isEmpty();
    }
}
