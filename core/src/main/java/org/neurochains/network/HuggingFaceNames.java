package org.neurochains.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.neurochains.tensor.Tensor;

/** Names of the transformers library for a ResNet's parameters, as torchvision has them. */
final class HuggingFaceNames {
    private static final Pattern STEM =
            Pattern.compile("(?:.*\\.)?embedder\\.embedder\\.(convolution|normalization)\\.(.*)");
    private static final Pattern LAYER = Pattern.compile("(?:.*\\.)?encoder\\.stages\\.(\\d{1,2})\\.layers\\.(\\d{1,3})"
            + "\\.(?:layer\\.(\\d)|shortcut)\\.(convolution|normalization)\\.(.*)");

    private HuggingFaceNames() {}

    /** The parameters with names as torchvision's; the same where they are not of that kind. */
    static Map<String, Tensor> plain(Map<String, Tensor> given) {
        Map<String, Tensor> plain = new LinkedHashMap<>();
        given.forEach((name, tensor) -> plain.put(plain(name), tensor));
        return plain.size() == given.size() ? plain : given;
    }

    private static String plain(String name) {
        Matcher stem = STEM.matcher(name);
        if (stem.matches()) {
            return (isConvolution(stem.group(1)) ? "conv1." : "bn1.") + stem.group(2);
        }
        Matcher layer = LAYER.matcher(name);
        if (!layer.matches()) {
            return name;
        }
        boolean convolution = isConvolution(layer.group(4));
        String block = "layer" + (Integer.parseInt(layer.group(1)) + 1) + "." + layer.group(2) + ".";
        String part = layer.group(3) == null
                ? (convolution ? "downsample.0" : "downsample.1")
                : (convolution ? "conv" : "bn") + (Integer.parseInt(layer.group(3)) + 1);
        return block + part + "." + layer.group(5);
    }

    private static boolean isConvolution(String word) {
        return word.equals("convolution");
    }
}
