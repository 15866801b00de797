package org.neurochains.plot;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.List;

/** Where an axis is marked, and the numbers written there. */
final class Ticks {
    private Ticks() {}

    /** A mark at a value. */
    record Tick(double value, String label) {}

    /** About as many as have room: {@code pixels} along the axis, {@code apart} for each. */
    static List<Tick> of(Axis axis, Range range, double pixels, double apart) {
        double count = Math.max(2, pixels / apart);
        return switch (axis.scale()) {
            case CATEGORY -> categories(axis);
            case COUNT -> linear(range, count, 1);
            case LINEAR -> linear(range, count, 0);
        };
    }

    private static List<Tick> categories(Axis axis) {
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < axis.categories().size(); i++) {
            ticks.add(new Tick(i, axis.categories().get(i)));
        }
        return ticks;
    }

    /** Ticks at multiples of 1, 2 or 5 times a power of ten, at most about {@code count} of them. */
    static List<Tick> linear(Range range, double count, double smallestStep) {
        double rough = range.length() / count;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step =
                rough <= power ? power : rough <= 2 * power ? 2 * power : rough <= 5 * power ? 5 * power : 10 * power;
        step = Math.max(step, smallestStep);
        List<Tick> ticks = new ArrayList<>();
        double first = Math.ceil(range.low() / step - 1e-9);
        double last = Math.floor(range.high() / step + 1e-9);
        for (double i = first; i <= last && ticks.size() < 100; i++) {
            ticks.add(new Tick(i * step, label(i * step, step, range)));
        }
        return ticks;
    }

    private static String label(double value, double step, Range range) {
        double largest = Math.max(Math.abs(range.low()), Math.abs(range.high()));
        int stepDigits = (int) Math.floor(Math.log10(step) + 1e-9);
        if (largest < 1e6 && stepDigits >= -4) {
            return grouped(text("%." + Math.max(0, -stepDigits) + "f", value + 0.0));
        }
        int exponent = (int) Math.floor(Math.log10(largest));
        String mantissa =
                text("%." + Math.min(15, Math.max(0, exponent - stepDigits)) + "f", value / Math.pow(10, exponent));
        return value == 0 ? "0" : grouped(mantissa) + "×10" + superscript(exponent);
    }

    /** Thousands apart by a thin space from 10,000 on, a true minus sign, no negative zero. */
    private static String grouped(String number) {
        boolean negative = number.startsWith("-") && number.chars().anyMatch(c -> c >= '1' && c <= '9');
        String digits = number.startsWith("-") ? number.substring(1) : number;
        int point = digits.indexOf('.') < 0 ? digits.length() : digits.indexOf('.');
        if (point > 4) {
            StringBuilder spaced = new StringBuilder(digits);
            for (int i = point - 3; i > 0; i -= 3) {
                spaced.insert(i, '\u2009');
            }
            digits = spaced.toString();
        }
        return (negative ? "\u2212" : "") + digits;
    }

    private static String superscript(int exponent) {
        StringBuilder out = new StringBuilder(exponent < 0 ? "⁻" : "");
        Integer.toString(Math.abs(exponent)).chars().forEach(digit -> out.append("⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(digit - '0')));
        return out.toString();
    }
}
