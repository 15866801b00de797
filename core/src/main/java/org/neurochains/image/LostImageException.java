package org.neurochains.image;

import org.neurochains.InputException;

/** An image that was there when a list of digests was made is missing, unreadable or another one now. */
public final class LostImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostImageException(InputException cause) {
        super(cause.getMessage(), cause);
    }
}
