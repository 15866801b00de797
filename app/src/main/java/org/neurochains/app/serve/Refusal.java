package org.neurochains.app.serve;

/** A request that is not answered as it was meant, with the HTTP status that says so. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** Without stack trace: a stranger's requests must not cost more than others. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
