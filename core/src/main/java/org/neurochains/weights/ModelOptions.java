package org.neurochains.weights;

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
 * @param headActivation what comes between the fully connected layers of a checkpoint's head, such as gelu, or none
 * @param stateDict the key of the parameters in a checkpoint of several dictionaries, such as state_dict_ema
 * @param outputs multi-class, where a softmax follows, or multi-label, where a sigmoid of each output does
 */
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
        @Nullable String headActivation,
        @Nullable String stateDict,
        @Nullable String outputs) {
    /** Nothing said. */
    public static final ModelOptions NONE = builder().build();

    /** Only the architecture said. */
    public static ModelOptions ofArchitecture(String architecture) {
        return builder().architecture(architecture).build();
    }

    /** Says what is set, and nothing else. */
    public static Builder builder() {
        return new Builder();
    }

    /** Sets what is said, in the words of {@link ModelOptions}; null says nothing. */
    public static final class Builder {
        private @Nullable String architecture;
        private @Nullable String inputSize;
        private @Nullable Integer resize;
        private @Nullable Integer crop;
        private @Nullable String mean;
        private @Nullable String std;
        private @Nullable String output;
        private @Nullable String channelOrder;
        private @Nullable Double batchNormEps;
        private @Nullable String stem;
        private @Nullable String headActivation;
        private @Nullable String stateDict;
        private @Nullable String outputs;

        private Builder() {}

        /** Sets the name or family. */
        public Builder architecture(@Nullable String said) {
            architecture = said;
            return this;
        }

        /** Sets the size that images are resized to, HxW. */
        public Builder inputSize(@Nullable String said) {
            inputSize = said;
            return this;
        }

        /** Sets the shorter side before a square is cut out. */
        public Builder resize(@Nullable Integer said) {
            resize = said;
            return this;
        }

        /** Sets the side of that square. */
        public Builder crop(@Nullable Integer said) {
            crop = said;
            return this;
        }

        /** Sets the mean of red, green and blue. */
        public Builder mean(@Nullable String said) {
            mean = said;
            return this;
        }

        /** Sets the deviation of red, green and blue. */
        public Builder std(@Nullable String said) {
            std = said;
            return this;
        }

        /** Sets which value is the logits. */
        public Builder output(@Nullable String said) {
            output = said;
            return this;
        }

        /** Sets the order of colours, rgb or bgr. */
        public Builder channelOrder(@Nullable String said) {
            channelOrder = said;
            return this;
        }

        /** Sets what batch norms add to the variance. */
        public Builder batchNormEps(@Nullable Double said) {
            batchNormEps = said;
            return this;
        }

        /** Sets the stem, pool or plain. */
        public Builder stem(@Nullable String said) {
            stem = said;
            return this;
        }

        /** Sets what comes between the head's layers. */
        public Builder headActivation(@Nullable String said) {
            headActivation = said;
            return this;
        }

        /** Sets the key of the parameters. */
        public Builder stateDict(@Nullable String said) {
            stateDict = said;
            return this;
        }

        /** Sets what the outputs are, multi-class or multi-label. */
        public Builder outputs(@Nullable String said) {
            outputs = said;
            return this;
        }

        /** What was said. */
        public ModelOptions build() {
            return new ModelOptions(
                    architecture,
                    inputSize,
                    resize,
                    crop,
                    mean,
                    std,
                    output,
                    channelOrder,
                    batchNormEps,
                    stem,
                    headActivation,
                    stateDict,
                    outputs);
        }
    }
}
