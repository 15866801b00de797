package org.neurochains.measure;

import org.neurochains.Progress;

/** What is known of the parts of a region's images; the package that knows parts measures with it. */
public interface KnownParts {
    /**
     * Measures {@link Measure#PARTS}.
     *
     * @param seed of the random filters
     */
    Measured<? extends MeasureResult> measure(ChainOnRegion subject, long seed, Progress progress);
}
