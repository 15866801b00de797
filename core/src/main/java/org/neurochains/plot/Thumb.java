package org.neurochains.plot;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A small picture with its caption.
 *
 * @param source a {@code data:} address, so that the figure fetches nothing
 * @param caption lines of text under the picture, also its text alternative
 */
public record Thumb(String source, String caption, Mark mark) {

    /** The frame around a picture. */
    public enum Mark {
        /** A thin line. */
        NONE,
        /** The picture that the rest of its row is compared with; set apart from it. */
        QUERY,
        /** A solid frame with a tick. */
        AGREES,
        /** A dashed frame with a cross. */
        DIFFERS
    }

    public Thumb {
        if (!source.startsWith("data:image/")) {
            throw new IllegalArgumentException(
                    "a thumb needs a data:image/ address, got " + source.substring(0, Math.min(40, source.length())));
        }
    }

    /** A picture from the bytes of a PNG or JPEG file. */
    public static Thumb of(byte[] file, String caption) {
        String start = new String(Arrays.copyOf(file, 4), StandardCharsets.ISO_8859_1);
        String type = start.equals("\u0089PNG") ? "png" : start.startsWith("\u00ff\u00d8") ? "jpeg" : "";
        if (type.isEmpty()) {
            throw new IllegalArgumentException("neither PNG nor JPEG: " + file.length + " bytes");
        }
        String text = Base64.getEncoder().encodeToString(file);
        return new Thumb("data:image/" + type + ";base64," + text, caption, Mark.NONE);
    }

    /** This picture in another frame. */
    public Thumb marked(Mark other) {
        return new Thumb(source, caption, other);
    }
}
