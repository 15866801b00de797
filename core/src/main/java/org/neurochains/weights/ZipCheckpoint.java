package org.neurochains.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Bytes;
import org.neurochains.file.Quoted;

/** A checkpoint as PyTorch writes it since 1.6: {@code NAME/data.pkl} and {@code NAME/data/KEY} in a zip archive. */
final class ZipCheckpoint implements StorageReader {
    private static final String PICKLE = "data.pkl";
    private static final long MAX_PICKLE = 64 << 20;

    private final Bytes file;
    private final ZipArchive archive;
    private final String prefix;
    private final ByteOrder order;

    private ZipCheckpoint(Bytes file, ZipArchive archive) throws IOException {
        this.file = file;
        this.archive = archive;
        this.prefix = prefix();
        this.order = readOrder();
    }

    /**
     * Reads the pickle and checks that every storage it names is there and whole.
     *
     * @param key the dictionary that is meant; null for the usual one
     * @throws InputException if the archive is no checkpoint of weights, or is damaged
     */
    static StoredParameters open(Bytes file, @Nullable String key) throws IOException {
        ZipCheckpoint checkpoint = new ZipCheckpoint(file, ZipArchive.of(file));
        StorageIds ids = new StorageIds();
        Object value = checkpoint.pickle(ids);
        ids.storages().values().forEach(whole -> checkpoint.entry(whole.storage()));
        return new CheckpointParameters(file, StateDict.find(value, file.name(), key), checkpoint);
    }

    @Override
    public InputStream open(Pickled.Storage storage) {
        return archive.open(entry(storage));
    }

    @Override
    public ByteOrder order() {
        return order;
    }

    private String prefix() {
        List<String> pickles = archive.entries().keySet().stream()
                .filter(name -> name.endsWith("/" + PICKLE) && name.indexOf('/') == name.length() - PICKLE.length() - 1)
                .toList();
        if (pickles.isEmpty()) {
            throw ForeignFormat.ofZip(file.name(), archive.entries().keySet());
        } else if (pickles.size() > 1) {
            throw file.fault("the zip archive has several data.pkl in a folder", CheckpointFault.SAVE_AGAIN);
        }
        String folder = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
        if (archive.entries().containsKey(folder + "constants.pkl")
                || archive.entries().keySet().stream().anyMatch(name -> name.startsWith(folder + "code/"))) {
            throw file.fault(
                    "is a TorchScript program (torch.jit), not weights",
                    "save its weights with torch.save(torch.jit.load(FILE).state_dict(), OTHER)");
        }
        return folder;
    }

    private ByteOrder readOrder() throws IOException {
        ZipArchive.@Nullable Entry entry = archive.entries().get(prefix + "byteorder");
        if (entry == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        String order =
                new String(unpacked(entry, 16), StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default ->
                throw file.fault(
                        "entry byteorder says " + Quoted.of(order), "little or big is expected; the file is damaged");
        };
    }

    private Object pickle(StorageIds ids) throws IOException {
        ZipArchive.Entry entry = Objects.requireNonNull(archive.entries().get(prefix + PICKLE));
        byte[] pickle = unpacked(entry, MAX_PICKLE);
        Bytes bytes = Bytes.of(file.name(), pickle);
        return Unpickler.load(new Cursor(bytes, "entry " + Quoted.of(entry.name()), 0, pickle.length), ids);
    }

    private byte[] unpacked(ZipArchive.Entry entry, long most) throws IOException {
        if (entry.size() > most) {
            throw file.fault(
                    "entry " + Quoted.of(entry.name()) + " has " + entry.size() + " bytes, at most " + most
                            + " are read",
                    CheckpointFault.SAVE_AGAIN);
        }
        try (InputStream in = archive.open(entry)) {
            return in.readAllBytes();
        }
    }

    private ZipArchive.Entry entry(Pickled.Storage storage) {
        String name = prefix + "data/" + storage.key();
        ZipArchive.@Nullable Entry entry = archive.entries().get(name);
        if (entry == null) {
            throw file.damaged("the archive has no entry " + Quoted.of(name) + ", which a tensor needs");
        }
        if (entry.size() != storage.bytes()) {
            throw file.damaged("entry " + Quoted.of(name) + " has " + entry.size() + " bytes, its tensors need "
                    + storage.bytes());
        }
        return entry;
    }
}
