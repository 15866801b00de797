package org.neurochains.file;

/** Text from a file, made fit for one line of a message. */
public final class Quoted {
    private static final int LIMIT = 120;

    private Quoted() {}

    /** The text with control and format characters replaced by {@code ?}, cut after 120 characters. */
    public static String of(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(LIMIT).forEach(c -> line.appendCodePoint(printable(c) ? c : '?'));
        return text.length() > LIMIT ? line + "..." : line.toString();
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
