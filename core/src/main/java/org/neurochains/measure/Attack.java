package org.neurochains.measure;

import static org.neurochains.InputException.parameter;
import static org.neurochains.InputException.require;

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
        require(eps >= 0 && eps <= 1, parameter("eps"), eps, "0 to 1, such as 8/255");
        require(step >= 0 && step <= 1, parameter("epsStep"), step, "0 to 1, such as 2/255");
        require(steps >= 1 && steps <= 10_000, parameter("attackSteps"), steps, "1 to 10000");
    }
}
