package org.neurochains.measure;

import org.neurochains.Progress;

/** A measure of one chain. */
@FunctionalInterface
public interface ChainMeasure {
    /**
     * Measures.
     *
     * @return undefined where the measure does not apply to this network or these images, with the reason; a measure
     *     that applies and finds nothing says so in its finding
     * @throws org.neurochains.InputException if an option is out of range
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    Measured<? extends Finding> of(ChainOnRegion subject, MeasureOptions options, Progress progress);
}
