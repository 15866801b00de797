package org.neurochains.training;

/**
 * How long and how fast to train.
 *
 * @param epochs passes over the pictures
 * @param batch pictures a step
 * @param rate the largest learning rate; it rises over the first epoch and falls to 0 by half a cosine
 * @param decay weights shrink by rate * decay a step (Loshchilov and Hutter 2019)
 * @param reach pixels by which a picture is shifted at most, see {@link Variation}
 * @param seed of the first weights, of the order and of the variations
 */
record Schedule(int epochs, int batch, double rate, double decay, int reach, long seed) {

    /** The learning rate of a step, counted from 0. */
    double rateAt(int step, int stepsPerEpoch) {
        double total = (double) epochs * stepsPerEpoch;
        double warm = Math.min(1, (step + 1.) / stepsPerEpoch);
        return rate * warm * .5 * (1 + StrictMath.cos(StrictMath.PI * step / total));
    }
}
