package org.neurochains.onnx;

import static org.neurochains.InputException.parameter;

import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;

/**
 * Which numbers of a network are its logits.
 *
 * @param name an output's, or any value's of an ONNX file; null for the output that is computed last
 * @param index of the one number that is a yes or no by itself; null for all, which exclude each other
 */
public record OutputChoice(@Nullable String name, @Nullable Integer index) {
    private static final String OPTION = parameter("output");
    public static final OutputChoice NONE = new OutputChoice(null, null);

    /**
     * Reads {@code NAME}, {@code NAME:K} or {@code :K}.
     *
     * @throws InputException if it is neither
     */
    public static OutputChoice parse(@Nullable String text) {
        if (text == null) {
            return NONE;
        }
        int colon = text.lastIndexOf(':');
        String digits = text.substring(colon + 1);
        boolean indexed = colon >= 0 && digits.matches("\\d{1,8}");
        String name = indexed ? text.substring(0, colon) : text;
        if (text.isBlank()) {
            throw InputException.of(OPTION + " '" + text + "'", "names nothing", "give NAME, NAME:K or :K");
        }
        return new OutputChoice(name.isEmpty() ? null : name, indexed ? Integer.valueOf(digits) : null);
    }

    /** The index among so many outputs; the only one where there is one, null where all are classes. */
    public @Nullable Integer of(int outputs) {
        if (index != null && index >= outputs) {
            throw InputException.of(
                    OPTION + " :" + index, "the network has " + outputs + " outputs", "they are numbered from 0");
        }
        return index == null && outputs == 1 ? Integer.valueOf(0) : index;
    }
}
