package org.neurochains.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Objects;
import org.neurochains.file.Bytes;

/** Opens the storages of a checkpoint. */
interface StorageReader {
    /**
     * The bytes of a storage, exactly {@link Pickled.Storage#bytes()}; reading past the last one checks what can be
     * checked only then.
     */
    InputStream open(Pickled.Storage storage) throws IOException;

    /** Storages that lie in the file as they are, each from a known byte on. */
    static StorageReader at(Bytes file, Map<String, Long> begins) {
        return storage -> {
            long begin = Objects.requireNonNull(begins.get(storage.key()), storage.key());
            return file.stream(begin, begin + storage.bytes());
        };
    }

    /** The order of the bytes of an element. */
    default ByteOrder order() {
        return ByteOrder.LITTLE_ENDIAN;
    }
}
