package org.neurochains;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sentences with numbers in them, the same whatever the system's language is. */
public final class Phrase {
    private Phrase() {}

    /** The text with its values, by the rules of {@link String#format(String, Object...)}. */
    public static String text(String format, @Nullable Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
