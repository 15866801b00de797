package org.neurochains.measure;

import static org.neurochains.InputException.parameter;

import org.neurochains.InputException;

/**
 * How images are attacked: on pixels in [0, 1], by steps along the sign of the loss's gradient.
 *
 * @param eps the largest change of a pixel, 0 to 1
 * @param step of one of PGD's steps
 * @param steps of PGD
 */
public record Attack(double eps, double step, int steps) {
    /** eps 8/255, 10 steps of 2/255. */
    public static final Attack DEFAULTS = new Attack(8.0 / 255, 2.0 / 255, 10);

    /** Refuses values out of range. */
    public Attack {
        if (!(eps >= 0 && eps <= 1)) {
            throw InputException.of(parameter("eps"), "is " + eps, "give 0 to 1, such as 8/255");
        }
        if (!(step >= 0 && step <= 1)) {
            throw InputException.of(parameter("epsStep"), "is " + step, "give 0 to 1, such as 2/255");
        }
        if (steps < 1 || steps > 10_000) {
            throw InputException.of(parameter("attackSteps"), "is " + steps, "give 1 to 10000");
        }
    }
}
