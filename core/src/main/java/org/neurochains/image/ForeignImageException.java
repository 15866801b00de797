package org.neurochains.image;

/** A file is a whole image, of a format that is not read here. */
final class ForeignImageException extends DamagedImageException {
    private static final long serialVersionUID = 1;

    ForeignImageException(String problem) {
        super(problem, ImageFile.FORMATS + " are read");
    }
}
