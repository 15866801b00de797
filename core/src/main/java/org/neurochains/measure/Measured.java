package org.neurochains.measure;

import java.util.Optional;
import java.util.function.Function;

/**
 * A result, or the reason why there is none; never a number that is not one.
 *
 * @param value empty when undefined
 * @param reason why there is no value, as a clause such as {@code all 12 scores are equal}; empty when defined
 */
public record Measured<T>(Optional<T> value, String reason) {

    public Measured {
        if (value.isPresent() != reason.isEmpty()) {
            throw new IllegalArgumentException("either a value or a reason, got " + value + " and '" + reason + "'");
        }
    }

    /** A defined result. */
    public static <T> Measured<T> of(T value) {
        return new Measured<>(Optional.of(value), "");
    }

    /** No result, and why. */
    public static <T> Measured<T> undefined(String reason) {
        return new Measured<>(Optional.empty(), reason);
    }

    /** Whether there is a value. */
    public boolean isDefined() {
        return value.isPresent();
    }

    /**
     * The value.
     *
     * @throws IllegalStateException with the reason when undefined
     */
    public T get() {
        return value.orElseThrow(() -> new IllegalStateException("undefined: " + reason));
    }

    /** The function of the value; undefined for the same reason where there is none. */
    public <U> Measured<U> map(Function<? super T, ? extends U> function) {
        return value.isPresent() ? of(function.apply(value.get())) : undefined(reason);
    }
}
