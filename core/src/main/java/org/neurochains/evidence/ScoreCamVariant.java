package org.neurochains.evidence;

/** The published ways to weigh a channel in Score-CAM; they differ visibly, so a picture names its own. */
public enum ScoreCamVariant {
    /** As the authors' code: the class's probability for the masked image. */
    CODE("Score-CAM, probabilities (authors' code)"),
    /** As the paper's algorithm: softmax over channels of the class's logit, less that of a blank image. */
    PAPER("Score-CAM, logits (paper)");

    private final String text;

    ScoreCamVariant(String text) {
        this.text = text;
    }

    /** As it is written beside a picture. */
    public String text() {
        return text;
    }
}
