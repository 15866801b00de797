package org.neurochains.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.neurochains.bestiary.PartForm;
import org.neurochains.bestiary.Species;
import org.neurochains.tensor.Scope;

/**
 * Tests a model file on pictures drawn with other seeds than training.
 *
 * @param exhibitionSeed of the pictures in demo-data
 * @param exhibited how many of each species are there
 */
record Examination(long exhibitionSeed, int exhibited) {

    /** Of the pictures that only this examination sees. */
    static final long UNSEEN_SEED = 4;

    static final int UNSEEN_EACH = 50;

    private static final int FAR_EACH = 5;

    /**
     * What a network was found to do.
     *
     * @param exhibition on the pictures in demo-data
     * @param unseen on further pictures
     * @param redrawn by "unicorn as horse", the share of scenes called by the second name once they are drawn with its
     *     parts, all else alike; of pairs that differ in one slot
     * @param redrawnFar the same over all other pairs
     */
    record Findings(TestScore exhibition, TestScore unseen, Map<String, Double> redrawn, double redrawnFar) {}

    Findings examine(Path file) {
        try (Scope scope = Scope.open()) {
            Published network = Published.read(file);
            Map<String, Double> near = new LinkedHashMap<>();
            double far = 0;
            int pairs = 0;
            for (Species from : Species.values()) {
                for (Species to : Species.values()) {
                    if (from != to) {
                        boolean alike = slots(from, to) == 1;
                        int each = alike ? exhibited : FAR_EACH;
                        double share = score(network, DrawnPictures.redrawn(UNSEEN_SEED, each, from, to))
                                .accuracy();
                        if (alike) {
                            near.put(from.label() + " as " + to.label(), share);
                        } else {
                            far += share;
                            pairs++;
                        }
                    }
                }
            }
            return new Findings(
                    score(network, DrawnPictures.draw(exhibitionSeed, exhibited)),
                    score(network, DrawnPictures.draw(UNSEEN_SEED, UNSEEN_EACH)),
                    near,
                    far / pairs);
        }
    }

    private static TestScore score(Published network, DrawnPictures pictures) {
        return TestScore.of(network.logits(pictures), pictures);
    }

    /** In how many slots two species differ. */
    private static long slots(Species one, Species other) {
        return one.telling(other).stream().map(PartForm::slot).distinct().count();
    }
}
