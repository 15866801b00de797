package org.neurochains.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who frees what, and when. */
class ScopeTest {
    private static boolean freed(Tensor tensor) {
        return tensor.handle.isNull();
    }

    @Test
    void freesWhatWasMadeInIt() {
        Tensor a;
        Tensor sum;
        try (Scope scope = Scope.open()) {
            a = Tensor.full(1, 2);
            sum = a.add(a);
            assertThat(freed(sum)).isFalse();
        }
        assertThat(freed(a)).isTrue();
        assertThat(freed(sum)).isTrue();
    }

    @Test
    void keptTensorsBelongToTheEnclosingScope() {
        Tensor kept;
        Tensor made;
        try (Scope outer = Scope.open()) {
            try (Scope inner = Scope.open()) {
                made = Tensor.full(3, 2);
                kept = inner.keep(made.mul(2));
            }
            assertThat(freed(made)).isTrue();
            assertThat(freed(kept)).isFalse();
            assertThat(kept.toFloats()).containsExactly(6, 6);
        }
        assertThat(freed(kept)).isTrue();
    }

    @Test
    void keptOutOfTheOutermostScopeTheyStay() {
        Tensor kept;
        try (Scope scope = Scope.open()) {
            kept = scope.keep(Tensor.full(3, 2).mul(2));
        }
        assertThat(freed(kept)).isFalse();
        assertThat(kept.toFloats()).containsExactly(6, 6);
        kept.free();
        assertThat(freed(kept)).isTrue();
    }

    @Test
    void keptThroughTwoScopes() {
        Tensor kept;
        try (Scope outer = Scope.open()) {
            try (Scope middle = Scope.open()) {
                try (Scope inner = Scope.open()) {
                    kept = inner.keep(Tensor.full(4, 1));
                }
                middle.keep(kept);
            }
            assertThat(kept.item()).isEqualTo(4);
        }
        assertThat(freed(kept)).isTrue();
    }

    @Test
    void aViewOutlivesItsTensor() {
        try (Scope outer = Scope.open()) {
            Tensor view;
            try (Scope inner = Scope.open()) {
                view = inner.keep(Tensor.of(new float[] {1, 2, 3}, 3).narrow(0, 1, 2));
            }
            assertThat(view.toFloats()).containsExactly(2, 3);
        }
    }

    @Test
    void freesWhenTheBlockEndsInAFault() {
        List<Tensor> made = new ArrayList<>();
        try {
            try (Scope scope = Scope.open()) {
                made.add(Tensor.full(1, 2));
                made.get(0).reshape(3);
            }
        } catch (EngineException expected) {
            assertThat(expected).hasMessageContaining("reshape");
        }
        assertThat(made).hasSize(1);
        assertThat(freed(made.get(0))).isTrue();
    }

    @Test
    void threadsHaveScopesOfTheirOwn() throws InterruptedException {
        List<Tensor> made = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            Thread other = new Thread(() -> {
                try (Scope theirs = Scope.open()) {
                    made.add(theirs.keep(Tensor.full(1, 2)));
                }
            });
            other.start();
            other.join();
        }
        assertThat(freed(made.get(0))).isFalse();
        made.get(0).free();
    }
}
