package org.neurochains.network;

import static org.neurochains.InputException.parameter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.tensor.Tensor;

/**
 * A known kind of network, recognised from its parameters' names and shapes: torchvision's VGGs and ResNets of any
 * depth and width, timm's ResNet-D, SE and ECA ResNets, and the CIFAR ResNets of He et al. (2016).
 *
 * @param name such as vgg19_bn, resnet50 or cifar-resnet20
 * @param defaultInput the size of image it is usually fed: 224x224, or 32x32
 * @param builder makes the network, unit layers and gates placed, for an input shape
 * @param notes what was assumed because no parameter says it, and what was read in another way than it is written
 * @param normalisation mean and std of colours that the file brings, by those words
 */
public record Architecture(
        String name,
        Shape defaultInput,
        Function<Shape, Network> builder,
        List<String> notes,
        Map<String, String> normalisation) {
    /** Keeps copies. */
    public Architecture {
        notes = List.copyOf(notes);
        normalisation = Map.copyOf(normalisation);
    }

    private static final String KNOWN =
            "vgg11, vgg13, vgg16, vgg19 (also with _bn), resnet18, resnet34, resnet50, resnet101, resnet152 (also"
                    + " wide_resnet, resnext), cifar-resnet20 (any 6n+2) and the families vgg, vgg_bn, resnet,"
                    + " cifar-resnet";

    /**
     * Recognises an architecture and checks every parameter.
     *
     * @param file the file's name, for messages
     * @param parameters by name as in a PyTorch state_dict
     * @param requested the name or family that the user asked for; null to accept any
     * @throws InputException if no known architecture fits, naming the first parameter that does not
     */
    public static Architecture recognise(String file, Map<String, Tensor> parameters, @Nullable String requested) {
        return recognise(file, parameters, requested, ArchitectureHints.NOTHING);
    }

    /** The same, with what a user says of the network beside its parameters. */
    public static Architecture recognise(
            String file, Map<String, Tensor> parameters, @Nullable String requested, ArchitectureHints hints) {
        Parameters given = new Parameters(file, parameters, hints);
        boolean vgg = (requested == null ? familyOf(given) : familyNamed(requested)).equals("vgg");
        Architecture found = vgg ? Vgg.of(given, hints) : ResNet.of(given, hints);
        if (requested != null && !accepts(requested, found.name())) {
            throw InputException.of(
                    file,
                    "its parameters are those of a " + found.name() + ", not a " + requested,
                    "leave " + parameter("arch") + " out");
        }
        return found;
    }

    /**
     * The network for images of a size.
     *
     * @throws InputException if an image of that size does not reach the last layer
     */
    public Network network(Shape input) {
        try {
            return builder.apply(input);
        } catch (IllegalArgumentException e) {
            throw InputException.of(
                    parameter("inputSize") + " " + input.height() + "x" + input.width(),
                    "does not suit a " + name + ": " + e.getMessage(),
                    "it is usually fed " + defaultInput.height() + "x" + defaultInput.width());
        }
    }

    private static String familyOf(Parameters given) {
        boolean other = given.has("layer1.0.conv2.fc1.weight") || given.hasPrefix("layer1.0.convs.");
        if (!other && given.hasPrefix("features.") && numbersItsLayers(given)) {
            return "vgg";
        } else if (!other && given.hasPrefix("layer1.0.conv1.")) {
            return "resnet";
        }
        List<String> some = given.names().stream().limit(3).toList();
        throw InputException.of(
                given.file(),
                some.isEmpty()
                        ? "holds no parameters"
                        : nearest(given) + "no known architecture has the parameters " + some,
                "known are " + KNOWN + "; export any other network as .onnx (torch.onnx.export)");
    }

    /** Parameters that only one kind of network has, by its name. */
    private static final Map<String, String> OTHERS = new LinkedHashMap<>();

    static {
        OTHERS.put("a ResNeSt", "layer1\\.0\\.conv2\\.fc1\\..*");
        OTHERS.put("a Res2Net", "layer1\\.0\\.convs\\..*");
        OTHERS.put("a DenseNet", "features\\.denseblock1\\..*");
        OTHERS.put(
                "a transformer, which has attention and is not read in any form",
                ".*(cls_token|\\.attn\\.qkv\\.|self_attention).*");
        OTHERS.put("an Inception network or GoogLeNet", "(Mixed_|inception|Conv2d_1a).*");
        OTHERS.put("an EfficientNet or MobileNet of timm", "(conv_stem|blocks\\.0\\.0)\\..*");
        OTHERS.put("a ConvNeXt, RegNet or other network of stages", "(stages|s1)\\..*|trunk_output\\..*");
        OTHERS.put("a MobileNet or EfficientNet of torchvision", "features\\.0\\.0\\..*");
        OTHERS.put("an Ultralytics YOLO", "model\\.0\\.conv\\..*|0\\.conv\\..*");
    }

    private static String nearest(Parameters given) {
        return OTHERS.entrySet().stream()
                .filter(each -> given.names().stream().anyMatch(name -> name.matches(each.getValue())))
                .findFirst()
                .map(each -> "looks like " + each.getKey() + ": ")
                .orElse("");
    }

    /**
     * Whether features.k are single layers, as a VGG's are; those of a DenseNet or MobileNet have parts with names of
     * their own.
     */
    private static boolean numbersItsLayers(Parameters given) {
        return given.names().stream()
                .filter(name -> name.startsWith("features."))
                .allMatch(name -> name.matches("features\\.\\d+\\.[a-z_]+"));
    }

    /** The name in lower case; the depths that only CIFAR ResNets have need no prefix. */
    private static String plainName(String requested) {
        String name = requested.toLowerCase(Locale.ROOT);
        return name.matches("resnet(20|32|44|56|110)") ? "cifar-" + name : name;
    }

    private static String familyNamed(String requested) {
        String name = plainName(requested);
        if (name.matches("vgg\\d*(_bn)?")) {
            return "vgg";
        } else if (name.matches(
                "(cifar-|se|eca|sk)?resnet\\d*[cd]?|senet154|wide_resnet\\d+_2|(se|sk)?resnext\\d+_\\d+x\\d+d")) {
            return "resnet";
        }
        throw InputException.of(parameter("arch") + " " + requested, "is not known", "known are " + KNOWN);
    }

    private static boolean accepts(String requested, String found) {
        String name = plainName(requested);
        return switch (name) {
            case "vgg" -> found.startsWith("vgg") && !found.endsWith("_bn");
            case "vgg_bn" -> found.startsWith("vgg") && found.endsWith("_bn");
            case "resnet" -> found.matches("(cifar-|wide_|se|eca|sk)?resne[tx].*|senet154");
            case "cifar-resnet" -> found.startsWith(name);
            default -> found.equals(name);
        };
    }
}
