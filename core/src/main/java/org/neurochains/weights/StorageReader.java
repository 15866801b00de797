package org.neurochains.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;

/** Opens the storages of a checkpoint. */
interface StorageReader {
    /**
     * The bytes of a storage, exactly {@link Pickled.Storage#bytes()}; reading past the last one checks what can be
     * checked only then.
     */
    InputStream open(Pickled.Storage storage) throws IOException;

    /** The order of the bytes of an element. */
    default ByteOrder order() {
        return ByteOrder.LITTLE_ENDIAN;
    }
}
