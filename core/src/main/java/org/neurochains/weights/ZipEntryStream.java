package org.neurochains.weights;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.neurochains.InputException;
import org.neurochains.file.Bytes;
import org.neurochains.file.Quoted;

/**
 * The unpacked bytes of a zip entry, never more than its directory entry says; at the end size and CRC-32 are checked.
 */
final class ZipEntryStream extends InputStream {
    private final Bytes file;
    private final ZipArchive.Entry entry;
    private final Inflater inflater = new Inflater(true);
    private final InputStream in;
    private final CRC32 crc = new CRC32();
    private long left;
    private boolean checked;

    ZipEntryStream(Bytes file, ZipArchive.Entry entry) {
        this.file = file;
        this.entry = entry;
        this.left = entry.size();
        InputStream packed = file.stream(entry.begin(), entry.begin() + entry.packed());
        this.in = entry.deflated() ? new InflaterInputStream(packed, inflater, 1 << 13) : packed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            check();
            return -1;
        }
        int count = unpack(into, offset, (int) Math.min(length, left));
        if (count <= 0) {
            throw fault("unpacks to fewer bytes than the " + entry.size() + " it claims");
        }
        crc.update(into, offset, count);
        left -= count;
        return count;
    }

    private int unpack(byte[] into, int offset, int length) throws IOException {
        try {
            return in.read(into, offset, length);
        } catch (ZipException e) {
            throw fault("does not unpack (" + Quoted.of(String.valueOf(e.getMessage())) + ")");
        } catch (java.io.EOFException e) {
            throw fault("ends early");
        }
    }

    private void check() throws IOException {
        if (checked) {
            return;
        }
        checked = true;
        if (entry.deflated() && unpack(new byte[1], 0, 1) > 0) {
            throw fault("unpacks to more bytes than the " + entry.size() + " it claims");
        }
        if (crc.getValue() != entry.crc()) {
            throw fault("does not match its checksum");
        }
    }

    private InputException fault(String problem) {
        return file.damaged("entry " + Quoted.of(entry.name()) + " " + problem);
    }

    @Override
    public void close() throws IOException {
        in.close();
        inflater.end();
    }
}
