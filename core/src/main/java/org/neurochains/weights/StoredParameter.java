package org.neurochains.weights;

import org.neurochains.file.ElementType;

/**
 * A parameter of a model file before its values are read.
 *
 * @param shape may be empty (one value) and may hold zeros (none)
 */
record StoredParameter(String name, ElementType type, long[] shape) {
    /** Dimensions a parameter may have. */
    static final int MAX_RANK = 32;
}
