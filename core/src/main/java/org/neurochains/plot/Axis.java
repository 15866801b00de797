package org.neurochains.plot;

import java.util.List;
import java.util.Optional;

/**
 * One axis: what it shows, in which unit, and how values are spread along it.
 *
 * @param unit printed in brackets after the name; {@link #DIMENSIONLESS} prints nothing
 * @param categories names along a {@link Scale#CATEGORY} axis, at 0, 1, 2, ...; empty otherwise
 * @param fixed what the axis spans; found from the data when empty
 */
public record Axis(String name, String unit, Scale scale, List<String> categories, Optional<Range> fixed) {
    /** How values are spread along an axis. */
    public enum Scale {
        /** Evenly, with ticks at round numbers. */
        LINEAR,
        /** Evenly, with ticks at whole numbers only. */
        COUNT,
        /** One place for each name. */
        CATEGORY
    }

    /** The unit of a number without unit, such as a probability. */
    public static final String DIMENSIONLESS = "1";

    public Axis {
        if (name.isBlank() || unit.isBlank()) {
            throw new IllegalArgumentException(
                    "an axis needs a name and a unit, got '" + name + "' and '" + unit + "'");
        }
        categories = List.copyOf(categories);
    }

    /** An axis with evenly spread values. */
    public static Axis linear(String name, String unit) {
        return of(name, unit, Scale.LINEAR);
    }

    /** An axis of whole numbers. */
    public static Axis count(String name, String unit) {
        return of(name, unit, Scale.COUNT);
    }

    /** An axis with one place for each name. */
    public static Axis categories(String name, List<String> categories) {
        return new Axis(name, DIMENSIONLESS, Scale.CATEGORY, categories, Optional.empty());
    }

    private static Axis of(String name, String unit, Scale scale) {
        return new Axis(name, unit, scale, List.of(), Optional.empty());
    }

    /** This axis from {@code from} to {@code to}, whatever the data. */
    public Axis between(double from, double to) {
        return new Axis(name, unit, scale, categories, Optional.of(new Range(from, to)));
    }

    /** The text printed along the axis. */
    String caption() {
        return unit.equals(DIMENSIONLESS) ? name : name + " (" + unit + ")";
    }

    /** Whether the axis can show this value at all. */
    boolean shows(double value) {
        return Math.abs(value) < Range.LARGEST;
    }
}
