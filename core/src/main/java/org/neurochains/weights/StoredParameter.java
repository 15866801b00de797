package org.neurochains.weights;

import org.neurochains.file.ElementType;

/** A parameter of a model file before its values are read. */
final class StoredParameter {
    /** Dimensions a parameter may have. */
    static final int MAX_RANK = 32;

    private final String name;
    private final ElementType type;
    private final long[] shape;

    /**
     * Describes a parameter.
     *
     * @param shape may be empty (one value) and may hold zeros (none)
     */
    StoredParameter(String name, ElementType type, long[] shape) {
        this.name = name;
        this.type = type;
        this.shape = shape.clone();
    }

    String name() {
        return name;
    }

    ElementType type() {
        return type;
    }

    long[] shape() {
        return shape.clone();
    }
}
