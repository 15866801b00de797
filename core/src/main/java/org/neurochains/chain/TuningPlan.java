package org.neurochains.chain;

import java.util.List;

/**
 * How long to tune.
 *
 * @param steps at most
 * @param passes what they may cost, in full passes; one step is always made
 * @param goal the divergence at which tuning may stop
 * @param lost a divergence above which it goes on for up to three times as many steps
 * @param alone whether only the region's own images count
 * @param glance whether a part of the region may show that there is nothing to tune
 * @param half whether half of the region is enough to tune on
 * @param curved whether steps of large networks know KL's curvature too, for two or three gradient passes each
 * @param needed the divergence that is of use: tuning ends where its pace does not lead there
 */
record TuningPlan(
        int steps,
        double passes,
        double goal,
        double lost,
        boolean alone,
        boolean glance,
        boolean half,
        boolean curved,
        double needed) {
    /** How many steps tell the pace of tuning. */
    private static final int PACE_FROM = 2;

    TuningPlan(int steps, double goal, double lost) {
        this(steps, Double.POSITIVE_INFINITY, goal, lost, false, false, false, false, Double.POSITIVE_INFINITY);
    }

    TuningPlan within(double allowance) {
        return new TuningPlan(steps, allowance, goal, lost, alone, glance, half, curved, needed);
    }

    TuningPlan onTheRegionAlone() {
        return new TuningPlan(steps, passes, goal, lost, true, glance, half, curved, needed);
    }

    TuningPlan glancing() {
        return new TuningPlan(steps, passes, goal, lost, alone, true, half, curved, needed);
    }

    TuningPlan onHalf(boolean enough) {
        return new TuningPlan(steps, passes, goal, lost, alone, glance, enough, curved, needed);
    }

    TuningPlan knowingCurvature() {
        return new TuningPlan(steps, passes, goal, lost, alone, glance, half, true, needed);
    }

    TuningPlan needing(double divergence) {
        return new TuningPlan(steps, passes, goal, lost, alone, glance, half, curved, divergence);
    }

    /** Whether the pace of the last steps, kept up for those that are left, does not lead to what is needed. */
    boolean hopeless(List<Double> kls) {
        int taken = kls.size() - 1;
        if (taken < PACE_FROM) {
            return false;
        }
        double pace = Math.pow(kls.get(taken) / kls.get(taken - PACE_FROM), 1.0 / PACE_FROM);
        return kls.get(taken) * Math.pow(pace, Math.max(0, steps - taken)) > needed;
    }

    /** Whether another step is to be made. */
    boolean goesOn(int step, double spent, double kl) {
        double further = kl > lost ? 3 : 1;
        return kl > goal && step < further * steps && (step == 0 || spent < further * passes);
    }
}
