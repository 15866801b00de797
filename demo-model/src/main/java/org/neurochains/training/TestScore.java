package org.neurochains.training;

/**
 * How well a network tells pictures apart.
 *
 * @param accuracy share of pictures whose largest logit is their class
 * @param confident share of pictures whose largest probability is at least .95
 */
record TestScore(double accuracy, double confident) {

    private static final double CONFIDENT = .95;

    static TestScore of(float[][] logits, DrawnPictures pictures) {
        int right = 0;
        int sure = 0;
        for (int row = 0; row < logits.length; row++) {
            int best = 0;
            for (int label = 1; label < logits[row].length; label++) {
                best = logits[row][label] > logits[row][best] ? label : best;
            }
            double sum = 0;
            for (float logit : logits[row]) {
                sum += StrictMath.exp(logit - logits[row][best]);
            }
            right += best == pictures.label(row) ? 1 : 0;
            sure += 1 / sum >= CONFIDENT ? 1 : 0;
        }
        return new TestScore(right / (double) logits.length, sure / (double) logits.length);
    }
}
