package org.neurochains.weights;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.neurochains.file.Quoted;

/** The instructions of a pickle that push a constant. */
final class PickleConstants {
    /** The longest whole number read, in bytes; the magic number of a checkpoint has 10. */
    private static final int MAX_NUMBER = 64;

    private PickleConstants() {}

    /** Carries out an instruction if it is one of these; says whether it was. */
    static boolean push(int op, Cursor in, Consumer<Object> push) throws IOException {
        switch (op) {
            case 0x80 -> protocol(in);
            case 0x95 -> in.number(8);
            case 'N' -> push.accept(Pickled.None.NONE);
            case 0x88 -> push.accept(true);
            case 0x89 -> push.accept(false);
            case 'I' -> push.accept(integer(in));
            case 'L' -> push.accept(decimal(in));
            case 'J' -> push.accept((long) (int) in.number(4));
            case 'K' -> push.accept(in.number(1));
            case 'M' -> push.accept(in.number(2));
            case 0x8a -> push.accept(number(in, in.number(1)));
            case 0x8b -> push.accept(number(in, in.number(4)));
            case 'F' -> push.accept(real(in));
            case 'G' -> push.accept(in.bigEndianDouble());
            default -> {
                return text(op, in, push);
            }
        }
        return true;
    }

    private static boolean text(int op, Cursor in, Consumer<Object> push) throws IOException {
        switch (op) {
            case 'S' -> push.accept(unquoted(in));
            case 'V' -> push.accept(in.line());
            case 'T' -> push.accept(new String(in.take(in.number(4)), StandardCharsets.ISO_8859_1));
            case 'U' -> push.accept(new String(in.take(in.number(1)), StandardCharsets.ISO_8859_1));
            case 'X' -> push.accept(new String(in.take(in.number(4)), StandardCharsets.UTF_8));
            case 0x8c -> push.accept(new String(in.take(in.number(1)), StandardCharsets.UTF_8));
            case 0x8d -> push.accept(new String(in.take(in.number(8)), StandardCharsets.UTF_8));
            case 'B' -> push.accept(in.take(in.number(4)));
            case 'C' -> push.accept(in.take(in.number(1)));
            case 0x8e, 0x96 -> push.accept(in.take(in.number(8)));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A whole number in decimal digits on a line of its own, with Python 2's {@code L} after it or not. */
    static long decimal(Cursor in) throws IOException {
        String line = in.line();
        String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
        return parsed(in, digits);
    }

    private static Object integer(Cursor in) throws IOException {
        String line = in.line();
        return switch (line) {
            case "00" -> false;
            case "01" -> true;
            default -> parsed(in, line);
        };
    }

    private static long parsed(Cursor in, String line) {
        try {
            return Long.parseLong(line);
        } catch (NumberFormatException e) {
            throw in.pickleFault("has " + Quoted.of(line) + " in place of a whole number");
        }
    }

    private static double real(Cursor in) throws IOException {
        String line = in.line();
        try {
            return Double.parseDouble(line);
        } catch (NumberFormatException e) {
            throw in.pickleFault("has " + Quoted.of(line) + " in place of a number");
        }
    }

    /** A little-endian two's complement number: a {@code Long} where it fits, else a {@code BigInteger}. */
    private static Object number(Cursor in, long bytes) throws IOException {
        if (bytes > MAX_NUMBER) {
            throw in.pickleFault("has a whole number of " + bytes + " bytes");
        }
        byte[] digits = in.take(bytes);
        for (int i = 0, j = digits.length - 1; i < j; i++, j--) {
            byte digit = digits[i];
            digits[i] = digits[j];
            digits[j] = digit;
        }
        BigInteger value = digits.length == 0 ? BigInteger.ZERO : new BigInteger(digits);
        return value.bitLength() < 64 ? (Object) value.longValue() : value;
    }

    private static String unquoted(Cursor in) throws IOException {
        String line = in.line().strip();
        if (line.length() < 2 || line.charAt(0) != line.charAt(line.length() - 1)) {
            throw in.pickleFault("has a text without quotes");
        }
        return line.substring(1, line.length() - 1);
    }

    private static void protocol(Cursor in) throws IOException {
        int version = in.u8();
        if (version > 5) {
            throw in.pickleFault("has protocol " + version);
        }
    }
}
