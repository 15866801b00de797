package org.neurochains.evidence;

/**
 * How Score-CAM is computed.
 *
 * @param layer name of the node whose maps are weighed; empty for the last activation before the maps are pooled away
 * @param batch masked images that are run at once
 */
public record ScoreCamOptions(String layer, Variant variant, int batch) {
    /** The published ways to weigh a channel; they differ visibly, so a picture names its own. */
    public enum Variant {
        /** As the authors' code: the class's probability for the masked image. */
        CODE("Score-CAM, probabilities (authors' code)"),
        /** As the paper's algorithm: softmax over channels of the class's logit, less that of a blank image. */
        PAPER_LOGIT("Score-CAM, logits (paper)"),
        /** The same with probabilities, which makes the weights nearly equal. */
        PAPER_PROBABILITY("Score-CAM, probabilities (paper)");

        private final String text;

        Variant(String text) {
            this.text = text;
        }

        /** As it is written beside a picture. */
        public String text() {
            return text;
        }
    }

    private static final int USUAL_BATCH = 16;

    /** Checks the batch. */
    public ScoreCamOptions {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch of " + batch);
        }
    }

    /** The deepest maps, 16 images at once. */
    public static ScoreCamOptions of(Variant variant) {
        return new ScoreCamOptions("", variant, USUAL_BATCH);
    }
}
