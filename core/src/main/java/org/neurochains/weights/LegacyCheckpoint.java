package org.neurochains.weights;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.file.Bytes;
import org.neurochains.file.Quoted;

/**
 * A checkpoint as PyTorch wrote it before 1.6: five pickles (magic number, version, machine, value, storage keys), then
 * each storage as a count of elements and their bytes, little-endian whatever the machine.
 *
 * @param begins the first byte of each storage, by key
 */
record LegacyCheckpoint(Bytes file, Map<String, Long> begins) {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final Object VERSION = 1001L;

    /**
     * Reads the pickles and checks that every storage is there and whole.
     *
     * @param key the dictionary that is meant; null for the usual one
     * @throws InputException if the file is no checkpoint of weights, or is damaged
     */
    static StoredParameters open(Bytes file, @Nullable String key) throws IOException {
        Cursor in = new Cursor(file, "legacy checkpoint", 0, file.size());
        if (!MAGIC.equals(Unpickler.load(in, Unpickler.PersistentIds.NONE))) {
            throw file.fault(
                    "is a pickle, but no PyTorch checkpoint: its magic number is missing", CheckpointFault.SAVE_AGAIN);
        }
        Object version = Unpickler.load(in, Unpickler.PersistentIds.NONE);
        if (!version.equals(VERSION)) {
            throw in.fault("the protocol version is not 1001", CheckpointFault.SAVE_AGAIN);
        }
        Unpickler.load(in, Unpickler.PersistentIds.NONE);
        StorageIds ids = new StorageIds();
        Object value = Unpickler.load(in, ids);
        Object keys = Unpickler.load(in, Unpickler.PersistentIds.NONE);
        LegacyCheckpoint checkpoint = new LegacyCheckpoint(file, new HashMap<>());
        checkpoint.locate(keys, ids, in.filePosition());
        return new CheckpointParameters(
                file, StateDict.find(value, file.name(), key), StorageReader.at(file, checkpoint.begins));
    }

    private void locate(Object keys, StorageIds ids, long start) throws IOException {
        if (!(keys instanceof Pickled.Items list)) {
            throw file.damaged("the list of storage keys is missing");
        }
        long next = start;
        for (Object key : list.values()) {
            Pickled.@Nullable Slice slice = ids.storages().get(key.toString());
            if (slice == null || begins.containsKey(slice.storage().key())) {
                throw file.damaged("the list of storage keys does not fit the tensors");
            }
            next = locate(slice, next);
        }
        for (String key : ids.storages().keySet()) {
            if (!begins.containsKey(key)) {
                throw file.damaged("storage " + Quoted.of(key) + ", which a tensor needs, is missing");
            }
        }
    }

    private long locate(Pickled.Slice whole, long position) throws IOException {
        Pickled.Storage storage = whole.storage();
        long claimed = ByteBuffer.wrap(file.read(position, 8))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        if (claimed != whole.elements()) {
            throw file.damaged("storage " + Quoted.of(storage.key()) + " claims " + claimed
                    + " elements, its tensors need " + whole.elements());
        }
        long begin = position + 8;
        if (storage.bytes() > file.size() - begin) {
            throw file.cutShort(
                    "storage " + Quoted.of(storage.key()) + " needs " + storage.bytes() + " bytes from byte " + begin);
        }
        begins.put(storage.key(), begin);
        return begin + storage.bytes();
    }
}
