package org.neurochains.spark;

import org.apache.spark.util.LongAccumulator;

/** Counts how often the model is read, over all executors. */
final class ReadCount extends LongAccumulator {
    private static final long serialVersionUID = 1L;
}
