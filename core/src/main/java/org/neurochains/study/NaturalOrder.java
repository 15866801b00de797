package org.neurochains.study;

import static org.neurochains.Phrase.text;

import java.util.Comparator;
import java.util.regex.Pattern;

/** Names in an order in which stability2 comes before stability10. */
final class NaturalOrder {
    static final Comparator<String> COMPARATOR =
            Comparator.comparing(NaturalOrder::key).thenComparing(Comparator.naturalOrder());

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private NaturalOrder() {}

    private static String key(String name) {
        return NUMBER.matcher(name)
                .replaceAll(digits ->
                        digits.group().length() > 18 ? digits.group() : text("%018d", Long.parseLong(digits.group())));
    }
}
