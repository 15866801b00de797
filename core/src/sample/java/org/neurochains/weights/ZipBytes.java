package org.neurochains.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes zip archives with stored or deflated entries. */
public final class ZipBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipOutputStream zip = new ZipOutputStream(bytes);

    /** An archive with a pickle and one storage. */
    static byte[] checkpoint(byte[] pickle, String key, byte[] storage) {
        return new ZipBytes()
                .stored("archive/data.pkl", pickle)
                .stored("archive/data/" + key, storage)
                .bytes();
    }

    ZipBytes stored(String name, String text) {
        return stored(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds an entry as it is. */
    public ZipBytes stored(String name, byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        return put(entry, content);
    }

    ZipBytes deflated(String name, byte[] content) {
        return put(new ZipEntry(name), content);
    }

    private ZipBytes put(ZipEntry entry, byte[] content) {
        try {
            zip.putNextEntry(entry);
            zip.write(content);
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The archive, which ends here. */
    public byte[] bytes() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
