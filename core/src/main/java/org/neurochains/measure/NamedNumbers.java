package org.neurochains.measure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A measure's numbers by name, in order; of one that is undefined, the reason. Never a number that is not one. */
public final class NamedNumbers {
    private final Map<String, @Nullable Number> numbers = new LinkedHashMap<>();
    private final Map<String, String> undefined = new LinkedHashMap<>();

    public NamedNumbers() {}

    /** Adds a number, which is finite. */
    public NamedNumbers put(String name, Number number) {
        if (!Double.isFinite(number.doubleValue())) {
            throw new IllegalArgumentException(name + " is " + number);
        }
        numbers.put(name, number);
        return this;
    }

    /** Adds a number or the reason why there is none. */
    public NamedNumbers put(String name, Measured<? extends Number> number) {
        if (number.isDefined()) {
            return put(name, number.get());
        }
        numbers.put(name, null);
        undefined.put(name, number.reason());
        return this;
    }

    /** The numbers; null where undefined. */
    public Map<String, @Nullable Number> numbers() {
        return Collections.unmodifiableMap(numbers);
    }

    /** Why a number is undefined, for each that is. */
    public Map<String, String> undefined() {
        return Collections.unmodifiableMap(undefined);
    }
}
