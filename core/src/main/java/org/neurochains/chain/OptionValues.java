package org.neurochains.chain;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.image.FurtherImages;

/** Values of a solver's options by their names in chain.json, from a command line, a file or a study's grid. */
record OptionValues(Map<String, ?> given) {
    boolean has(String name) {
        return given.get(name) != null;
    }

    double number(String name, double otherwise) {
        Object value = given.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw fault(name, value, "a number");
    }

    int integer(String name, int otherwise) {
        double value = number(name, otherwise);
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw fault(name, value, "a whole number");
        }
        return (int) value;
    }

    /** A whole number; null where the value is missing or {@code auto}. */
    @Nullable Integer automatic(String name) {
        return FurtherImages.AUTOMATIC.equals(given.get(name)) || !has(name) ? null : (Integer) integer(name, 0);
    }

    /** @param support where it is missing; null for as many as there are */
    FurtherImages further(@Nullable Integer support) {
        return new FurtherImages(has("support") ? automatic("support") : support, automatic("heldOut"));
    }

    long seed(String name, long otherwise) {
        Object value = given.get(name);
        if (value == null || value instanceof Long || value instanceof Integer) {
            return value == null ? otherwise : ((Number) value).longValue();
        }
        throw fault(name, value, "a whole number");
    }

    /** Whole numbers by name; none where the value is missing. */
    Map<String, Integer> counts(String name) {
        Object value = given.get(name);
        Map<String, Integer> counts = new java.util.TreeMap<>();
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getKey() instanceof String key) || !(entry.getValue() instanceof Integer count)) {
                    throw fault(name, value, "whole numbers by layer");
                }
                counts.put(key, count);
            }
        } else if (value != null) {
            throw fault(name, value, "whole numbers by layer");
        }
        return counts;
    }

    /** A list of names; none where the value is missing. */
    java.util.Set<String> names(String name) {
        Object value = given.get(name);
        java.util.Set<String> names = new java.util.TreeSet<>();
        if (value instanceof java.util.Collection<?> list) {
            for (Object each : list) {
                if (!(each instanceof String text)) {
                    throw fault(name, value, "a list of names");
                }
                names.add(text);
            }
        } else if (value != null) {
            throw fault(name, value, "a list of names");
        }
        return names;
    }

    boolean flag(String name, boolean otherwise) {
        Object value = given.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw fault(name, value, "true or false");
    }

    <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
        Object value = given.get(name);
        if (value == null) {
            return otherwise;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
                return constant;
            }
        }
        String names = java.util.Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(java.util.stream.Collectors.joining(" or "));
        throw fault(name, value, names);
    }

    /** Whether identity shortcuts are scored. */
    boolean identities() {
        @Nullable Object value = given.get("scoreShortcuts");
        if (value == null || value.equals("identity")) {
            return true;
        }
        if (value.equals("projection")) {
            return false;
        }
        throw fault("scoreShortcuts", value, "identity or projection");
    }

    private static InputException fault(String name, Object value, String accepted) {
        return InputException.of(InputException.parameter(name), "is " + value, "give " + accepted);
    }
}
