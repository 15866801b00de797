package org.neurochains.tensor;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** The element types that tensors have. */
public enum DType {
    /** 32-bit floating point: what networks run in. */
    FLOAT(ScalarType.Float),
    /** 64-bit floating point: for reference computations. */
    DOUBLE(ScalarType.Double),
    /** 64-bit integers: indices. */
    LONG(ScalarType.Long),
    /** Truth values: results of comparisons. */
    BOOL(ScalarType.Bool);

    final ScalarType type;

    DType(ScalarType type) {
        this.type = type;
    }

    static DType of(ScalarType type) {
        for (DType each : values()) {
            if (each.type == type.intern()) {
                return each;
            }
        }
        throw new IllegalStateException("element type not in use here: " + type);
    }
}
