package org.neurochains.onnx;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a network is written as ONNX.
 *
 * @param foldScores whether scores are multiplied into the convolutions or batch norms before them, where only they
 *     take those values; the filters are then no longer those of the original network
 * @param normalisation what turns pixels in [0, 1] into the network's input, as the first nodes; null if the input is
 *     to be normalised already
 * @param metadata texts to carry along
 * @param sigmoid whether the first output is the sigmoid of the logits, which come second then
 */
@RecordBuilder
public record OnnxOptions(
        boolean foldScores, @Nullable Normalisation normalisation, Map<String, String> metadata, boolean sigmoid)
        implements OnnxOptionsBuilder.With {
    /** Keeps a copy, sorted by key. */
    public OnnxOptions {
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    /** Separate scores, normalised input. */
    public static OnnxOptions plain() {
        return new OnnxOptions(false, null, Map.of(), false);
    }

    /**
     * The same with the normalisation as part of the network.
     *
     * @param mean of each channel, of pixels in [0, 1]
     * @param std standard deviation of each channel
     */
    public OnnxOptions withNormalisation(float[] mean, float[] std) {
        return withNormalisation(new Normalisation(mean.clone(), std.clone()));
    }

    /** Mean and standard deviation of each channel, of pixels in [0, 1]. */
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    public record Normalisation(float[] mean, float[] std) {}
}
