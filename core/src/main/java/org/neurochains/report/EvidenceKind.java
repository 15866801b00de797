package org.neurochains.report;

import java.util.Locale;

/** The kinds of evidence, the quick ones first: the order in which they are made. */
public enum EvidenceKind {
    /** Contributions and inference chains. */
    EDGES,
    /** Where misclassified images go wrong. */
    FAILURES,
    /** What the chain says without each filter. */
    REMOVALS,
    /** Feature maps of the filters. */
    FIRING,
    /** SMOE maps of every layer and their combination. */
    SMOE,
    /** The natural images that excite each filter most. */
    TOP_IMAGES,
    /** Score-CAM in two published variants. */
    SCORE_CAM,
    /** Relative attributing propagation. */
    RAP,
    /** Pictures made by activation maximisation. */
    VISUALISATIONS;

    /** As in index.json: {@code top-images}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
