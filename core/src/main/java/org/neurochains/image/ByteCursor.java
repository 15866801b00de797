package org.neurochains.image;

import java.util.Arrays;

/** Reads numbers from a byte array one after the other, and never beyond its end. */
final class ByteCursor {
    private final byte[] bytes;
    private int position;

    ByteCursor(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    int position() {
        return position;
    }

    int remaining() {
        return bytes.length - position;
    }

    int u8() throws DamagedImageException {
        require(1);
        return bytes[position++] & 0xff;
    }

    int u16BigEndian() throws DamagedImageException {
        return u8() << 8 | u8();
    }

    int u16() throws DamagedImageException {
        return u8() | u8() << 8;
    }

    long u32BigEndian() throws DamagedImageException {
        return (long) u16BigEndian() << 16 | u16BigEndian();
    }

    long u32() throws DamagedImageException {
        return u16() | (long) u16() << 16;
    }

    void skip(long count) throws DamagedImageException {
        require(count);
        position += (int) count;
    }

    /** Copies the next bytes and moves behind them. */
    byte[] take(long count) throws DamagedImageException {
        int start = position;
        skip(count);
        return Arrays.copyOfRange(bytes, start, position);
    }

    private void require(long count) throws DamagedImageException {
        if (count < 0 || count > remaining()) {
            throw new DamagedImageException("is cut off: " + count + " bytes are missing or wrong at byte " + position);
        }
    }
}
