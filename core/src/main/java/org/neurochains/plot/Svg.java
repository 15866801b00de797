package org.neurochains.plot;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Writes well-formed SVG: escapes text, refuses numbers that are not finite, closes what was opened. */
final class Svg {
    private final StringBuilder out = new StringBuilder(8192);
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element; attributes are name, value, name, value, ... with numbers or text as values. */
    Svg open(String element, Object... attributes) {
        start(element, attributes);
        out.append('>');
        open.push(element);
        return this;
    }

    Svg close() {
        out.append("</").append(open.pop()).append(">\n");
        return this;
    }

    /** An element without content. */
    Svg leaf(String element, Object... attributes) {
        start(element, attributes);
        out.append("/>\n");
        return this;
    }

    /** An element that holds text only. */
    Svg text(String element, String text, Object... attributes) {
        open(element, attributes);
        escape(text);
        return close();
    }

    /** Takes over finished markup. */
    Svg append(Svg finished) {
        out.append(finished);
        return this;
    }

    /** Takes over trusted markup of our own, such as the style sheet. */
    Svg raw(String markup) {
        out.append(markup);
        return this;
    }

    private void start(String element, Object... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            Object value = attributes[i + 1];
            out.append(' ').append(attributes[i]).append("=\"");
            if (value instanceof Number number) {
                out.append(number(number.doubleValue()));
            } else {
                escape(value.toString());
            }
            out.append('"');
        }
    }

    /** A coordinate to a hundredth of a pixel. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalStateException("a coordinate of " + value);
        }
        long hundredths = Math.round(value * 100);
        if (hundredths % 100 == 0) {
            return Long.toString(hundredths / 100);
        }
        String text = String.format(
                Locale.ROOT,
                "%s%d.%02d",
                hundredths < 0 ? "-" : "",
                Math.abs(hundredths) / 100,
                Math.abs(hundredths) % 100);
        return text.endsWith("0") ? text.substring(0, text.length() - 1) : text;
    }

    private void escape(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isXml(c) ? c : 0xFFFD);
            }
        });
    }

    /** XML 1.0, production 2. */
    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return out.toString();
    }
}
