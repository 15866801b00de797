package org.neurochains.image;

/** The bytes are not a picture that can be read; the message says why, without the file's name. */
class DamagedImageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    DamagedImageException(String problem) {
        this(problem, "use an undamaged copy");
    }

    DamagedImageException(String problem, String remedy) {
        super(problem);
        this.remedy = remedy;
    }

    DamagedImageException(String problem, Throwable cause) {
        super(problem, cause);
        this.remedy = "use an undamaged copy";
    }

    /** What would be accepted. */
    String remedy() {
        return remedy;
    }
}
