package org.neurochains;

/**
 * A fault of the user's input: a model, an image, a chain, a label or an option's value.
 *
 * <p>The message is one line that says where the fault is, what it is, and what would be accepted. Everything that is
 * not the user's fault is a bug and has another type.
 */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

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
     * @param where the file, its entry, or the option
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

    /** Text from a foreign file may stand in a message: it must not break the line or steer the terminal. */
    private static String oneLine(String message) {
        return message.replaceAll("\\R+|\t", " ").replaceAll("[\\p{Cc}\\p{Cf}]", "?");
    }
}
