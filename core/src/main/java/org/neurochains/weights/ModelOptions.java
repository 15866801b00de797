package org.neurochains.weights;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What a user says about a model; null leaves it to the file's metadata, then to what its architecture usually takes.
 *
 * @param architecture name or family
 * @param inputSize images resized to exactly HxW
 * @param resize images resized to this shorter side before a square is cut out of the centre
 * @param crop the side of that square
 * @param mean of red, green and blue, of pixels in [0, 1]: r,g,b
 * @param std deviation of red, green and blue: r,g,b
 * @param output the value that is the logits, NAME, or one number of it that is a yes or no by itself, NAME:K or :K
 * @param channelOrder rgb or bgr, the order in which the network takes colours
 * @param batchNormEps what a checkpoint's batch norms add to the variance
 * @param stem pool or plain: whether max pooling comes behind a ResNet's first convolution
 * @param activation what comes behind a checkpoint's convolutions, such as silu or leaky_relu:0.1
 * @param pooling max or average: of a VGG checkpoint's windows, or of the last maps of a ResNet
 * @param stride 1x1 or 3x3: which convolution of a ResNet checkpoint's bottlenecks has their stride
 * @param headActivation what comes between the fully connected layers of a checkpoint's head, such as gelu, or none
 * @param stateDict the key of the parameters in a checkpoint of several dictionaries, such as state_dict_ema
 * @param outputs multi-class, where a softmax follows, or multi-label, where a sigmoid of each output does
 */
@RecordBuilder
public record ModelOptions(
        @Nullable String architecture,
        @Nullable String inputSize,
        @Nullable Integer resize,
        @Nullable Integer crop,
        @Nullable String mean,
        @Nullable String std,
        @Nullable String output,
        @Nullable String channelOrder,
        @Nullable Double batchNormEps,
        @Nullable String stem,
        @Nullable String activation,
        @Nullable String pooling,
        @Nullable String stride,
        @Nullable String headActivation,
        @Nullable String stateDict,
        @Nullable String outputs)
        implements ModelOptionsBuilder.With {
    /** Nothing said. */
    public static final ModelOptions NONE = builder().build();

    /** Says what is set, and nothing else. */
    public static ModelOptionsBuilder builder() {
        return ModelOptionsBuilder.builder();
    }
}
