package org.neurochains;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A fault of the user's input: a model, an image, a chain, a label or an option's value.
 *
 * <p>The message is one line that says where the fault is, what it is, and what would be accepted. Everything that is
 * not the user's fault is a bug and has another type.
 */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Marks of a parameter's name in a message: characters for private use, which {@link #getMessage} leaves out. */
    private static final char OPEN = '\uE000';

    private static final char CLOSE = '\uE001';
    private static final Pattern PARAMETER = Pattern.compile(OPEN + "(\\w+)" + CLOSE);

    /** Creates one with a whole message; prefer {@link #of}. */
    public InputException(String message) {
        super(oneLine(message));
    }

    /** Creates one with a whole message and the fault that showed it. */
    public InputException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /**
     * The message {@code where: problem; remedy}.
     *
     * @param where the file, its entry, or the {@link #parameter}
     * @param problem what is wrong, with the offending value
     * @param remedy what would be accepted
     */
    public static InputException of(String where, String problem, String remedy) {
        return new InputException(where + ": " + problem + "; " + remedy);
    }

    /** As {@link #of(String, String, String)}, keeping the fault that showed it. */
    public static InputException of(String where, String problem, String remedy, Throwable cause) {
        return new InputException(where + ": " + problem + "; " + remedy, cause);
    }

    /**
     * Refuses a value, and any number that is not finite: {@code where: is value; give accepted}.
     *
     * @param holds whether the value is in its range
     */
    public static void require(boolean holds, String where, Object value, String accepted) {
        if (!holds || (value instanceof Number number && !Double.isFinite(number.doubleValue()))) {
            throw of(where, "is " + value, "give " + accepted);
        }
    }

    /** The same of a number's range, in the words of those that a user gives. */
    public static void requireInRange(boolean holds, String where, @Nullable Object value, String accepted) {
        if (!holds) {
            throw of(where, value + " is out of range", "give " + accepted);
        }
    }

    /**
     * A parameter's name inside a message: whoever shows it may call the parameter as its users do, see
     * {@link #message}.
     *
     * @param name as in Java, such as {@code perClass}
     */
    public static String parameter(String name) {
        return OPEN + name + CLOSE;
    }

    /** The message, parameters by their names. */
    @Override
    public String getMessage() {
        return message(name -> name);
    }

    /**
     * The message with parameters as its readers know them.
     *
     * @param naming what a parameter is called, such as {@code --per-class} for {@code perClass}
     */
    public String message(UnaryOperator<String> naming) {
        String marked = String.valueOf(super.getMessage());
        return PARAMETER
                .matcher(marked)
                .replaceAll(found -> Matcher.quoteReplacement(naming.apply(String.valueOf(found.group(1)))));
    }

    /** Text from a foreign file may stand in a message: it must not break the line or steer the terminal. */
    private static String oneLine(String message) {
        return message.replaceAll("\\R+|\t", " ").replaceAll("[\\p{Cc}\\p{Cf}]", "?");
    }
}
