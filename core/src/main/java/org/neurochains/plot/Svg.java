package org.neurochains.plot;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes well-formed SVG: escapes text, refuses numbers that are not finite, closes what was opened.
 *
 * <p>Elements are templates such as {@code "rect x=% y=% fill=none"}: the tag, then attributes, where each {@code %}
 * stands for the next value. Classes given more than once add up.
 */
public final class Svg {
    private final StringBuilder out = new StringBuilder(8192);
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element. */
    public Svg open(String template, Object... values) {
        open.push(start(template, values));
        out.append('>');
        return this;
    }

    /** Closes the element opened last. */
    public Svg close() {
        out.append("</").append(open.pop()).append(">\n");
        return this;
    }

    /** An element without content. */
    public Svg leaf(String template, Object... values) {
        String unused = start(template, values);
        out.append("/>\n");
        return this;
    }

    /** An element that holds text only. */
    public Svg text(String text, String template, Object... values) {
        open(template, values);
        escape(text);
        return close();
    }

    /** Takes over finished markup. */
    Svg append(Svg finished) {
        out.append(finished);
        return this;
    }

    /** The style sheet, which is not escaped. */
    Svg style(String css) {
        out.append("<style>").append(css).append("</style>\n");
        return this;
    }

    private String start(String template, Object... values) {
        String[] parts = template.split(" ", -1);
        out.append('<').append(parts[0]);
        StringBuilder classes = new StringBuilder();
        int next = 0;
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            String name = parts[i].substring(0, equals);
            String literal = parts[i].substring(equals + 1);
            Object value = literal.equals("%") ? values[next++] : literal;
            if (name.equals("class")) {
                classes.append(classes.isEmpty() ? "" : " ").append(value);
            } else {
                attribute(name, value);
            }
        }
        if (!classes.isEmpty()) {
            attribute("class", classes);
        }
        if (next != values.length) {
            throw new IllegalArgumentException(values.length + " values for " + template);
        }
        return parts[0];
    }

    private void attribute(String name, Object value) {
        out.append(' ').append(name).append("=\"");
        if (value instanceof Number number) {
            out.append(number(number.doubleValue()));
        } else {
            escape(value.toString());
        }
        out.append('"');
    }

    /** Path data with each {@code %} replaced by the next number. */
    public static String path(String template, double... numbers) {
        StringBuilder path = new StringBuilder();
        int next = 0;
        for (int i = 0; i < template.length(); i++) {
            if (template.charAt(i) == '%') {
                path.append(number(numbers[next++]));
            } else {
                path.append(template.charAt(i));
            }
        }
        return path.toString();
    }

    /** A coordinate to a hundredth of a pixel. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalStateException("a coordinate of " + value);
        }
        long hundredths = Math.round(value * 100);
        long part = Math.abs(hundredths % 100);
        String whole = (hundredths < 0 && hundredths > -100 ? "-" : "") + hundredths / 100;
        if (part == 0) {
            return whole;
        }
        return whole + (part < 10 ? ".0" : ".") + (part % 10 == 0 ? part / 10 : part);
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
