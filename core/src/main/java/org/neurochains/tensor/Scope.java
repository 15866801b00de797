package org.neurochains.tensor;

import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * A block whose native memory is freed at its end.
 *
 * <p>Every tensor made on this thread between opening and closing a scope belongs to it, save those handed out with
 * {@link #keep}. Scopes nest; a kept tensor belongs to the enclosing scope, or to the garbage collector where there is
 * none.
 *
 * <pre>{@code
 * try (Scope scope = Scope.open()) {
 *     return scope.keep(a.mul(b).sum());
 * }
 * }</pre>
 */
public final class Scope implements AutoCloseable {
    private final @Nullable PointerScope outer = PointerScope.getInnerScope();
    private final PointerScope inner = new PointerScope();

    private Scope() {}

    /** Opens a scope on this thread; close it in the same method. */
    public static Scope open() {
        return new Scope();
    }

    /** Hands a tensor out of this scope, and returns it. */
    public Tensor keep(Tensor tensor) {
        if (outer != null) {
            outer.attach(tensor.handle);
        } else {
            tensor.handle.retainReference();
        }
        inner.detach(tensor.handle);
        return tensor;
    }

    @Override
    public void close() {
        inner.close();
    }
}
