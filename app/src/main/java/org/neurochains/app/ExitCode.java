package org.neurochains.app;

/** The process's exit codes; scripts rely on them. */
final class ExitCode {
    static final int DONE = 0;

    /** An internal error: a bug. */
    static final int BUG = 1;

    /** Wrong usage: an unknown option, a missing or malformed value. */
    static final int USAGE = 2;

    /** Bad input: model, image, chain, label, or an option's value out of range. */
    static final int INPUT = 3;

    /** Done and written, but short of the goal that the options set. */
    static final int SHORT_OF_GOAL = 4;

    /** Interrupted by the user; what was finished is kept. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
