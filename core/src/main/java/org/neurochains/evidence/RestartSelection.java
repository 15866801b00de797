package org.neurochains.evidence;

/** Chooses among the pictures of a filter that began from different noise. */
final class RestartSelection {
    private RestartSelection() {}

    /**
     * The one whose places by activation and by likeness to natural pictures add up to least; of equal ones the one
     * that excites the filter more, then the first.
     *
     * @param activations of each picture
     * @param unlike how unlike natural pictures each is
     */
    static int best(double[] activations, double[] unlike) {
        int best = 0;
        for (int i = 1; i < activations.length; i++) {
            int places = places(activations, unlike, i) - places(activations, unlike, best);
            if (places < 0 || (places == 0 && activations[i] > activations[best])) {
                best = i;
            }
        }
        return best;
    }

    private static int places(double[] activations, double[] unlike, int picture) {
        int better = 0;
        for (int i = 0; i < activations.length; i++) {
            better += activations[i] > activations[picture] ? 1 : 0;
            better += unlike[i] < unlike[picture] ? 1 : 0;
        }
        return better;
    }
}
