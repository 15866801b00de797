package org.neurochains.tensor;

import java.io.Serial;

/** An operation that the engine refused: shapes that do not fit, or no memory left. */
public final class EngineException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean outOfMemory;

    /**
     * @param message the operation and the engine's reason
     * @param outOfMemory whether the engine could not allocate memory
     * @param cause what it was raised for
     */
    public EngineException(String message, boolean outOfMemory, RuntimeException cause) {
        super(message, cause);
        this.outOfMemory = outOfMemory;
    }

    /** Whether the engine could not allocate native memory. */
    public boolean outOfMemory() {
        return outOfMemory;
    }
}
