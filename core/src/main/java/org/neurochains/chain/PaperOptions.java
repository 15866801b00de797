package org.neurochains.chain;

import static org.neurochains.InputException.parameter;
import static org.neurochains.InputException.require;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.neurochains.image.FurtherImages;

/**
 * The paper's solver's options.
 *
 * @param lambda weight of the scores' L1 norm in Eq. 8
 * @param lambdaGate weight of the sum of alpha
 * @param temperature T of G = sigmoid(alpha / T)
 * @param threshold tau: smaller scores are removed
 * @param signed whether a negative score is removed whatever its size
 * @param steps of Adam
 * @param learningRate of Adam
 * @param stopDelta stops when the loss changes by less for 10 steps, from step 200; 0 never stops early
 * @param fineTuneSteps of Adam on KL alone, when KL after thresholding exceeds maxKl
 * @param fineTuneLearningRate of those
 * @param maxKl t, in nats
 * @param further images that it is held to as well, and that it is tested on
 */
@RecordBuilder
public record PaperOptions(
        double lambda,
        double lambdaGate,
        double temperature,
        double threshold,
        @JsonProperty("signedThreshold") boolean signed,
        int steps,
        @JsonProperty("lr") double learningRate,
        double stopDelta,
        int fineTuneSteps,
        @JsonProperty("fineTuneLr") double fineTuneLearningRate,
        double maxKl,
        ScoredShortcuts scoreShortcuts,
        @JsonUnwrapped FurtherImages further)
        implements PaperOptionsBuilder.With, SolverOptions {
    /** Refuses values outside their ranges, by the option's name on the command line. */
    public PaperOptions {
        require(lambda >= 0, parameter("lambda"), lambda, "0 or more");
        require(lambdaGate >= 0, parameter("lambdaGate"), lambdaGate, "0 or more");
        require(temperature > 0, parameter("temperature"), temperature, "more than 0");
        require(threshold > 0, parameter("threshold"), threshold, "more than 0");
        require(steps >= 1, parameter("steps"), steps, "1 or more");
        require(learningRate > 0, parameter("lr"), learningRate, "more than 0");
        require(stopDelta >= 0, parameter("stopDelta"), stopDelta, "0 or more");
        require(fineTuneSteps >= 0, parameter("fineTuneSteps"), fineTuneSteps, "0 or more");
        require(fineTuneLearningRate > 0, parameter("fineTuneLr"), fineTuneLearningRate, "more than 0");
        require(maxKl >= 0, parameter("maxKl"), maxKl, "0 or more");
    }

    /**
     * The paper's values for an architecture: for others than torchvision's VGGs and ResNets, lambda .0065 and lambda_g
     * .1.
     */
    public static PaperOptions defaults(String architecture) {
        boolean vgg = architecture.startsWith("vgg");
        boolean resnet = architecture.matches("(wide_)?resne[tx].*");
        return PaperOptionsBuilder.builder()
                .lambda(vgg ? 0.007 : 0.0065)
                .lambdaGate(vgg ? 2 : resnet ? 0.9 : 0.1)
                .temperature(0.2)
                .threshold(0.1)
                .steps(300)
                .learningRate(0.005)
                .fineTuneSteps(50)
                .fineTuneLearningRate(0.01)
                .maxKl(0.1)
                .scoreShortcuts(ScoredShortcuts.IDENTITY)
                .further(FurtherImages.TESTING)
                .build();
    }

    @JsonProperty
    @Override
    public String name() {
        return "paper";
    }
}
