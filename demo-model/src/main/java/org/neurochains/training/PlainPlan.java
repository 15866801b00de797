package org.neurochains.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Tensor;

/**
 * torchvision's VGG, narrow: stages of 3x3 convolutions with ReLU, max pooling after each, then the mean over the map
 * and one linear layer. Trained with batch norm, published with it folded into the convolutions.
 *
 * @param widths filters of a stage's convolutions, by stage
 * @param depths convolutions, by stage
 */
record PlainPlan(List<Integer> widths, List<Integer> depths, int classes) implements Plan {

    private static final double EPS = 1e-5;

    PlainPlan {
        widths = List.copyOf(widths);
        depths = List.copyOf(depths);
    }

    @Override
    public String family() {
        return "vgg";
    }

    @Override
    public void declare(TrainedParameters parameters) {
        int channels = 3;
        for (int stage = 0; stage < widths.size(); stage++) {
            for (int layer = 0; layer < depths.get(stage); layer++) {
                parameters.conv(name(stage, layer), widths.get(stage), channels, 3);
                parameters.norm(norm(stage, layer), widths.get(stage));
                channels = widths.get(stage);
            }
        }
        parameters.linear("classifier", classes, channels);
    }

    @Override
    public Tensor logits(Pass pass, Tensor images) {
        long[] two = {2, 2};
        Tensor x = images;
        for (int stage = 0; stage < widths.size(); stage++) {
            for (int layer = 0; layer < depths.get(stage); layer++) {
                x = pass.norm(norm(stage, layer), pass.conv(name(stage, layer), x, 1))
                        .relu();
            }
            x = Functional.maxPool(x, two, two, new long[] {0, 0}, new long[] {1, 1}, false);
        }
        return pass.linear("classifier", x.mean(2, 3));
    }

    /** With batch norm folded: W' = W gamma / sigma, b' = beta - mean gamma / sigma, sigma = sqrt(variance + eps). */
    @Override
    public Map<String, Tensor> published(TrainedParameters parameters) {
        Map<String, Tensor> folded = new LinkedHashMap<>();
        for (int stage = 0; stage < widths.size(); stage++) {
            for (int layer = 0; layer < depths.get(stage); layer++) {
                String norm = norm(stage, layer);
                List<Tensor> running = parameters.running(norm);
                Tensor scale = parameters
                        .get(norm + ".weight")
                        .div(running.get(1).add(EPS).sqrt());
                String name = name(stage, layer);
                folded.put(name + ".weight", parameters.get(name + ".weight").mul(scale.reshape(-1, 1, 1, 1)));
                folded.put(
                        name + ".bias",
                        parameters.get(norm + ".bias").sub(running.get(0).mul(scale)));
            }
        }
        folded.put("classifier.weight", parameters.get("classifier.weight"));
        folded.put("classifier.bias", parameters.get("classifier.bias"));
        return folded;
    }

    /** torchvision counts convolution, ReLU and pooling each as one of the features. */
    private String name(int stage, int layer) {
        int index = 2 * layer;
        for (int before = 0; before < stage; before++) {
            index += 2 * depths.get(before) + 1;
        }
        return "features." + index;
    }

    private String norm(int stage, int layer) {
        return "norm." + name(stage, layer);
    }
}
