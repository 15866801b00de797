package org.neurochains.chain;

import static org.neurochains.InputException.parameter;
import static org.neurochains.InputException.require;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

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
 * @param scoreIdentities whether identity shortcuts are scored
 */
@RecordBuilder
public record PaperOptions(
        double lambda,
        double lambdaGate,
        double temperature,
        double threshold,
        boolean signed,
        int steps,
        double learningRate,
        double stopDelta,
        int fineTuneSteps,
        double fineTuneLearningRate,
        double maxKl,
        boolean scoreIdentities)
        implements PaperOptionsBuilder.With {
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
                .scoreIdentities(true)
                .build();
    }

    /** The defaults with the given values in their place. */
    static PaperOptions of(String architecture, OptionValues values) {
        PaperOptions usual = defaults(architecture);
        return usual.with()
                .lambda(values.number("lambda", usual.lambda))
                .lambdaGate(values.number("lambdaGate", usual.lambdaGate))
                .temperature(values.number("temperature", usual.temperature))
                .threshold(values.number("threshold", usual.threshold))
                .signed(values.flag("signedThreshold", usual.signed))
                .steps(values.integer("steps", usual.steps))
                .learningRate(values.number("lr", usual.learningRate))
                .stopDelta(values.number("stopDelta", usual.stopDelta))
                .fineTuneSteps(values.integer("fineTuneSteps", usual.fineTuneSteps))
                .fineTuneLearningRate(values.number("fineTuneLr", usual.fineTuneLearningRate))
                .maxKl(values.number("maxKl", usual.maxKl))
                .scoreIdentities(values.identities())
                .build();
    }

    /** By the names of chain.json. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("lambda", lambda);
        map.put("lambdaGate", lambdaGate);
        map.put("temperature", temperature);
        map.put("threshold", threshold);
        map.put("signedThreshold", signed);
        map.put("steps", steps);
        map.put("lr", learningRate);
        map.put("stopDelta", stopDelta);
        map.put("fineTuneSteps", fineTuneSteps);
        map.put("fineTuneLr", fineTuneLearningRate);
        map.put("maxKl", maxKl);
        map.put("scoreShortcuts", scoreIdentities ? "identity" : "projection");
        return map;
    }
}
