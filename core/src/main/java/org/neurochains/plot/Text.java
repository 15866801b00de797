package org.neurochains.plot;

import java.util.ArrayList;
import java.util.List;

/** Guesses the width of text in a proportional sans-serif font, generously: the reader's font is not known. */
final class Text {
    /** Bold letters are so much wider. */
    static final double BOLD = 1.12;

    private Text() {}

    /** Width in pixels at a font size in pixels. */
    static double width(String text, double size) {
        return size * text.codePoints().mapToDouble(Text::ems).sum();
    }

    private static double ems(int c) {
        if (c >= 0x1100) {
            return c < 0x2000 || c > 0x2E7F ? 1 : .6;
        }
        if ("iljtf.,:;'|!()[]I ".indexOf(c) >= 0) {
            return .34;
        }
        return "mwMW@%".indexOf(c) >= 0 ? .9 : Character.isUpperCase(c) ? .7 : .57;
    }

    /** Breaks text at spaces into lines that fit; a single word that does not fit is cut. */
    static List<String> wrap(String text, double size, double width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+", -1)) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && width(longer, size) > width) {
                lines.add(cut(line.toString(), size, width));
                line.setLength(0);
                longer = word;
            }
            line.setLength(0);
            line.append(longer);
        }
        lines.add(cut(line.toString(), size, width));
        return lines;
    }

    /** The text, or as much of its start as fits with an ellipsis. */
    static String cut(String text, double size, double width) {
        if (width(text, size) <= width) {
            return text;
        }
        int end = text.length();
        while (end > 0 && width(text.substring(0, end) + "…", size) > width) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end) + "…";
    }
}
