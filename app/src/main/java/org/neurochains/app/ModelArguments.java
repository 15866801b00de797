package org.neurochains.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.neurochains.ModelBuilder;
import org.neurochains.NeuroChains;
import org.neurochains.weights.ModelOptions;
import picocli.CommandLine.Option;

/** The options that say which model, and how images are made fit for it. */
final class ModelArguments {
    @Option(
            names = "--model",
            paramLabel = "FILE",
            required = true,
            description = "The trained network: .safetensors, a PyTorch state_dict (.pth, .pt, .th, .bin) or .onnx.")
    Path file;

    @Option(
            names = "--arch",
            paramLabel = "NAME",
            description = "Its architecture, such as vgg16_bn, resnet50 or cifar-resnet20 (default: found from its"
                    + " parameters).")
    @Nullable String architecture;

    @Option(
            names = "--input-size",
            paramLabel = "HxW",
            description = "Resize images to exactly this size (default: what the model usually takes).")
    @Nullable String inputSize;

    @Option(
            names = "--resize",
            paramLabel = "N",
            description =
                    "Resize the shorter side to N and crop the centre (default: 256 for models that take 224x224).")
    @Nullable Integer resize;

    @Option(
            names = "--crop",
            paramLabel = "N",
            description = "Side of the square that is cropped (default: 224 of 256).")
    @Nullable Integer crop;

    @Option(
            names = "--mean",
            paramLabel = "r,g,b",
            description = "Mean of the colours of pixels in [0, 1] (default: ImageNet's).")
    @Nullable String mean;

    @Option(
            names = "--std",
            paramLabel = "r,g,b",
            description = "Standard deviation of the colours (default: ImageNet's).")
    @Nullable String std;

    @Option(
            names = "--channel-order",
            paramLabel = "ORDER",
            description = "rgb, or bgr for networks trained on OpenCV's or Caffe's images (default: rgb).")
    @Nullable String channelOrder;

    @Option(
            names = "--output",
            paramLabel = "NAME[:K]",
            description =
                    "Which output of an ONNX file is the logits (default: the one computed last); :K for its number K"
                            + " alone, which then says yes or no.")
    @Nullable String output;

    @Option(
            names = "--outputs",
            paramLabel = "KIND",
            description =
                    "multi-class, one class an image (softmax), or multi-label, any number of labels (a sigmoid each)"
                            + " (default: multi-label where an ONNX file ends in sigmoids, else multi-class).")
    @Nullable String outputs;

    @Option(
            names = "--bn-eps",
            paramLabel = "X",
            description = "What a checkpoint's batch norms add to the variance, which it does not say (default: 1e-5).")
    @Nullable Double batchNormEps;

    @Option(
            names = "--stem",
            paramLabel = "KIND",
            description =
                    "pool or plain: whether max pooling comes behind a ResNet checkpoint's first convolution (default: pool behind"
                            + " 7x7, plain behind 3x3).")
    @Nullable String stem;

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            description =
                    "What comes behind a checkpoint's convolutions: relu, leaky_relu:0.1, silu, gelu, ... (default: relu).")
    @Nullable String activation;

    @Option(
            names = "--pooling",
            paramLabel = "KIND",
            description =
                    "max or average: what pools the windows of a VGG checkpoint, or the last maps of a ResNet (default: max"
                            + " in a VGG, average in a ResNet).")
    @Nullable String pooling;

    @Option(
            names = "--stride",
            paramLabel = "KERNEL",
            description =
                    "1x1 or 3x3: which convolution of a ResNet checkpoint's bottlenecks has their stride (default: 3x3).")
    @Nullable String stride;

    @Option(
            names = "--head-activation",
            paramLabel = "NAME",
            description =
                    "What comes between the fully connected layers of a checkpoint's head: relu, gelu, silu, tanh, ..."
                            + " or none (default: relu in a VGG; else such heads are refused).")
    @Nullable String headActivation;

    @Option(
            names = "--state-dict",
            paramLabel = "KEY",
            description =
                    "Which dictionary of a checkpoint has the parameters, such as state_dict_ema (default: the usual"
                            + " one).")
    @Nullable String stateDict;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "Names of its classes: one a line, or imagenet_class_index.json (default: the model file's).")
    @Nullable Path labels;

    /**
     * Opens the model.
     *
     * @throws org.neurochains.InputException if it or the labels cannot be read, or do not fit each other or the
     *     options
     */
    NeuroChains open(Session session) {
        return builder(session).open();
    }

    /** The model with what the user says about it. */
    ModelBuilder builder(Session session) {
        return NeuroChains.model(file)
                .options(ModelOptions.builder()
                        .architecture(architecture)
                        .inputSize(inputSize)
                        .resize(resize)
                        .crop(crop)
                        .mean(mean)
                        .std(std)
                        .output(output)
                        .channelOrder(channelOrder)
                        .batchNormEps(batchNormEps)
                        .stem(stem)
                        .activation(activation)
                        .pooling(pooling)
                        .stride(stride)
                        .headActivation(headActivation)
                        .stateDict(stateDict)
                        .outputs(outputs)
                        .build())
                .labels(labels)
                .threads(session.threads())
                .progress(session.progress());
    }
}
