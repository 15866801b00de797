package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.neurochains.InputException;
import org.neurochains.file.Bytes;

class ZipArchiveTest {
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;

    private static byte[] two() {
        return new ZipBytes()
                .stored("a/x", "hello")
                .deflated("a/y", "world world".getBytes(StandardCharsets.UTF_8))
                .bytes();
    }

    private static String read(byte[] zip, String name) throws IOException {
        ZipArchive archive = ZipArchive.of(Bytes.of("z", zip));
        try (InputStream in =
                archive.open(Objects.requireNonNull(archive.entries().get(name)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertRefused(byte[] zip, String problem) {
        assertThatThrownBy(() -> {
                    read(zip, "a/x");
                    read(zip, "a/y");
                })
                .isExactlyInstanceOf(InputException.class)
                .hasMessageStartingWith("z: ")
                .hasMessageContaining(problem);
    }

    /** Changes a field of the nth header with a signature. */
    private static byte[] patched(int signature, int which, int offset, int size, long value) {
        byte[] zip = two();
        ByteBuffer buffer = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int seen = 0;
        for (int i = 0; i + 4 <= zip.length; i++) {
            if (buffer.getInt(i) == signature && seen++ == which) {
                for (int b = 0; b < size; b++) {
                    zip[i + offset + b] = (byte) (value >> (8 * b));
                }
                return zip;
            }
        }
        throw new IllegalArgumentException("no such header");
    }

    @Test
    void storedAndDeflatedEntriesAreRead() throws IOException {
        assertThat(read(two(), "a/x")).isEqualTo("hello");
        assertThat(read(two(), "a/y")).isEqualTo("world world");
    }

    @Test
    void moreEntriesThanTheShortRecordCounts() throws IOException {
        ZipBytes many = new ZipBytes();
        for (int i = 0; i < 66_000; i++) {
            many.stored("a/" + i, new byte[0]);
        }
        byte[] zip = many.stored("a/x", "hello").bytes();
        assertThat(read(zip, "a/x")).isEqualTo("hello");
    }

    @Test
    void sizesInTheLongExtraField() throws IOException {
        byte[] content = "hello".getBytes(StandardCharsets.UTF_8);
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(content);
        ByteBuffer zip = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        zip.putInt(LOCAL)
                .putShort((short) 45)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0);
        zip.putInt((int) crc.getValue())
                .putInt(-1)
                .putInt(-1)
                .putShort((short) 3)
                .putShort((short) 0);
        zip.put("a/x".getBytes(StandardCharsets.UTF_8)).put(content);
        int directory = zip.position();
        zip.putInt(CENTRAL)
                .putShort((short) 45)
                .putShort((short) 45)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0);
        zip.putInt((int) crc.getValue())
                .putInt(-1)
                .putInt(-1)
                .putShort((short) 3)
                .putShort((short) 28);
        zip.putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0)
                .putInt(-1);
        zip.put("a/x".getBytes(StandardCharsets.UTF_8));
        zip.putShort((short) 1).putShort((short) 24).putLong(5).putLong(5).putLong(0);
        int end = zip.position();
        zip.putInt(0x06054b50).putInt(0).putShort((short) 1).putShort((short) 1);
        zip.putInt(end - directory).putInt(directory).putShort((short) 0);
        assertThat(read(java.util.Arrays.copyOf(zip.array(), zip.position()), "a/x"))
                .isEqualTo("hello");
    }

    @Test
    void aDirectoryThatLiesIsRefused() {
        assertRefused(patched(CENTRAL, 0, 8, 2, 1), "encrypted");
        assertRefused(patched(CENTRAL, 0, 10, 2, 12), "method 12");
        assertRefused(patched(CENTRAL, 0, 16, 4, 7), "does not match its checksum");
        assertRefused(patched(CENTRAL, 0, 20, 4, 4), "its two sizes differ");
        assertRefused(patched(CENTRAL, 1, 24, 4, 10), "unpacks to more bytes");
        assertRefused(patched(CENTRAL, 1, 24, 4, 12), "unpacks to fewer bytes");
        assertRefused(patched(CENTRAL, 1, 24, 4, 0x7fffffff), "would unpack from");
        assertRefused(patched(CENTRAL, 0, 20, 8, 0x00ffffff00ffffffL), "goes on after the end");
        assertRefused(patched(CENTRAL, 1, 42, 4, 0), "is not where the directory says");
        assertRefused(patched(CENTRAL, 1, 42, 4, 0x7fffffff), "lies outside");
        assertRefused(patched(CENTRAL, 1, 46, 3, 0x782f61), "is not where the directory says");
        assertRefused(patched(LOCAL, 0, 26, 2, 2), "is not where the directory says");
        assertRefused(patched(0x06054b50, 0, 10, 2, 1), "lists 2 entries, its end record 1");
        assertRefused(patched(0x06054b50, 0, 12, 4, 0x10000), "lies outside the file");
        assertRefused(patched(0x06054b50, 0, 16, 4, 1), "directory");
        assertRefused(patched(0x06054b50, 0, 16, 4, -1), "64-bit end record");
        assertRefused(patched(0x06054b50, 0, 20, 2, 5), "no end record");
    }

    @Test
    void twoEntriesOfOneNameAreRefused() {
        byte[] zip = new ZipBytes().stored("a/x", "1").stored("a/z", "2").bytes();
        for (int i = 0; i < zip.length; i++) {
            if (zip[i] == 'z') {
                zip[i] = 'x';
            }
        }
        assertRefused(zip, "two entries named a/x");
    }

    @Test
    void entriesThatShareBytesAreRefused() {
        byte[] inner = new ZipBytes().stored("b", "x").bytes();
        byte[] zip = new ZipBytes().stored("a", inner).stored("b", "x").bytes();
        ByteBuffer buffer = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int last = 0;
        for (int i = 0; i + 4 <= zip.length; i++) {
            last = buffer.getInt(i) == CENTRAL ? i : last;
        }
        buffer.putInt(last + 42, 30 + 1); // points at the inner archive's entry
        assertRefused(zip, "overlaps another");
    }

    @Test
    void namesThatLeadOutAreRefused() {
        assertRefused(new ZipBytes().stored("../x", "1").bytes(), "leads out");
        assertRefused(new ZipBytes().stored("a/../../x", "1").bytes(), "leads out");
        assertRefused(new ZipBytes().stored("a\\..\\x", "1").bytes(), "leads out");
        assertRefused(new ZipBytes().stored("/etc/x", "1").bytes(), "leads out");
    }
}
