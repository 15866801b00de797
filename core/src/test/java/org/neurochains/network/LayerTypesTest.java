package org.neurochains.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.neurochains.tensor.Scope;

/**
 * Whoever adds a layer type to {@link Op} teaches {@link RandomGraph} to draw it; then the property tests of every pass
 * fail until the pass knows it.
 */
class LayerTypesTest {
    @Test
    void randomNetworksHaveEveryLayerType() {
        Set<Class<?>> drawn = new HashSet<>();
        try (Scope scope = Scope.open()) {
            for (long seed : CutPropertyTest.seeds()) {
                Network network = UnitPlacement.place(RandomGraph.plain(seed));
                Mask mask = new Mask(network, new java.util.Random(seed + 1000));
                network.nodes().forEach(node -> drawn.add(node.op().getClass()));
                if (!Flow.of(network, mask.retention()).cutThrough()) {
                    Network cut = Cut.of(network, mask.retention());
                    cut.nodes().forEach(node -> drawn.add(node.op().getClass()));
                }
            }
        }
        assertThat(drawn).containsExactlyInAnyOrderElementsOf(Arrays.asList(Op.class.getPermittedSubclasses()));
    }
}
