package org.neurochains.measure;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * A file of feature vectors, one for each image: a header with the key, the rows of floats (big-endian), then the
 * number of rows and what is known of each image, then a CRC-32C of everything before it.
 */
record FeatureFile(FileChannel channel, long start, int width, List<Entry> entries)
        implements BlockTable<float[]>, AutoCloseable {
    private static final String MAGIC = "neurochains/features/1";
    private static final int CHECKSUM = Long.BYTES;
    private static final int BUFFER = 1 << 18;

    /**
     * An image.
     *
     * @param stamp tells whether the file has changed
     * @param sha256 of the file
     * @param predicted the class that the network predicts; -1 where the image cannot be read, its row is zeros then
     */
    record Entry(String file, String stamp, String sha256, int predicted) {
        boolean readable() {
            return predicted >= 0;
        }
    }

    /**
     * Opens a file that is whole and has this key.
     *
     * @throws IOException if it is not, with the reason
     */
    static FeatureFile open(Path file, String key) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            long end = channel.size() - CHECKSUM;
            if (end < 0) {
                throw new EOFException("it is cut short");
            }
            verify(channel, end);
            return parse(channel, end, key);
        } catch (EOFException e) {
            channel.close();
            throw (EOFException) new EOFException("it is cut short").initCause(e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void verify(FileChannel channel, long end) throws IOException {
        CRC32C checksum = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long at = 0;
        while (at < end) {
            buffer.clear().limit((int) Math.min(BUFFER, end - at));
            readFully(channel, buffer, at);
            at += buffer.limit();
            checksum.update(buffer.flip());
        }
        ByteBuffer stored = ByteBuffer.allocate(CHECKSUM);
        readFully(channel, stored, end);
        if (stored.flip().getLong() != checksum.getValue()) {
            throw new IOException("its checksum does not match");
        }
    }

    private static FeatureFile parse(FileChannel channel, long end, String key) throws IOException {
        DataInputStream in = stream(channel, 0);
        if (!in.readUTF().equals(MAGIC)) {
            throw new IOException("it is of another version");
        }
        if (!in.readUTF().equals(key)) {
            throw new IOException("it belongs to another model");
        }
        int width = in.readInt();
        int count = in.readInt();
        long start = 2L * Short.BYTES + MAGIC.length() + key.length() + 2L * Integer.BYTES;
        long table = start + (long) count * width * Float.BYTES;
        if (width < 1 || count < 0 || table > end) {
            throw new EOFException();
        }
        DataInputStream rest = stream(channel, table);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(new Entry(rest.readUTF(), rest.readUTF(), rest.readUTF(), rest.readInt()));
        }
        return new FeatureFile(channel, start, width, List.copyOf(entries));
    }

    private static DataInputStream stream(FileChannel channel, long from) throws IOException {
        channel.position(from);
        InputStream bytes = Channels.newInputStream(channel);
        return new DataInputStream(new BufferedInputStream(bytes, BUFFER));
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long from) throws IOException {
        long at = from;
        while (into.hasRemaining()) {
            int read = channel.read(into, at);
            if (read < 0) {
                throw new EOFException();
            }
            at += read;
        }
    }

    @Override
    public int count() {
        return entries.size();
    }

    @Override
    public void read(int first, int rows, float[] into) {
        ByteBuffer bytes = ByteBuffer.allocate(rows * width * Float.BYTES);
        try {
            readFully(channel, bytes, start + (long) first * width * Float.BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the feature cache", e);
        }
        bytes.flip().asFloatBuffer().get(into, 0, rows * width);
    }

    float[] row(int index) {
        float[] row = new float[width];
        read(index, 1, row);
        return row;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing the feature cache", e);
        }
    }

    /** Writes rows one after another; {@link #finish} makes the file whole. */
    static final class Writer implements AutoCloseable {
        private final Path file;
        private final String key;
        private final int width;
        private final DataOutputStream rows;
        private final List<Entry> entries = new ArrayList<>();

        /** The number of rows stands in the header, so rows are kept in a file of their own until it is known. */
        Writer(Path file, String key, int width) throws IOException {
            this.file = file;
            this.key = key;
            this.width = width;
            this.rows = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(rowsFile()), BUFFER));
        }

        private Path rowsFile() {
            return file.resolveSibling(file.getFileName() + ".rows");
        }

        void add(Entry entry, float[] row) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(width * Float.BYTES);
            bytes.asFloatBuffer().put(row);
            rows.write(bytes.array());
            entries.add(entry);
        }

        void finish() throws IOException {
            rows.close();
            CRC32C checksum = new CRC32C();
            try (DataOutputStream out = new DataOutputStream(
                    new BufferedOutputStream(new CheckedOutputStream(Files.newOutputStream(file), checksum), BUFFER))) {
                out.writeUTF(MAGIC);
                out.writeUTF(key);
                out.writeInt(width);
                out.writeInt(entries.size());
                Files.copy(rowsFile(), out);
                for (Entry entry : entries) {
                    out.writeUTF(entry.file);
                    out.writeUTF(entry.stamp);
                    out.writeUTF(entry.sha256);
                    out.writeInt(entry.predicted);
                }
                out.flush();
                out.writeLong(checksum.getValue());
            }
        }

        @Override
        public void close() throws IOException {
            rows.close();
            Files.deleteIfExists(rowsFile());
        }
    }
}
