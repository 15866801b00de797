package org.neurochains.training;

import java.util.List;
import java.util.Map;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Tensor;

/**
 * torchvision's ResNet with bottlenecks, narrow: a 7x7 stem of stride 2 with max pooling, then stages of blocks
 * 1x1, 3x3, 1x1 with four times as many outputs.
 *
 * @param stem filters of the stem
 * @param planes filters of the 3x3 convolutions, by stage
 * @param depths blocks, by stage
 */
record BottleneckPlan(int stem, List<Integer> planes, List<Integer> depths, int classes) implements Plan {

    private static final int EXPANSION = 4;

    BottleneckPlan {
        planes = List.copyOf(planes);
        depths = List.copyOf(depths);
    }

    @Override
    public String family() {
        return "resnet";
    }

    @Override
    public void declare(TrainedParameters parameters) {
        parameters.conv("conv1", stem, 3, 7);
        parameters.norm("bn1", stem);
        int channels = stem;
        for (int stage = 0; stage < planes.size(); stage++) {
            for (int block = 0; block < depths.get(stage); block++) {
                declareBlock(parameters, name(stage, block), channels, planes.get(stage));
                channels = EXPANSION * planes.get(stage);
            }
        }
        parameters.linear("fc", classes, channels);
    }

    /** The first block of a stage has a projection, since the number of channels changes there. */
    private static void declareBlock(TrainedParameters parameters, String name, int inputs, int width) {
        int outputs = EXPANSION * width;
        parameters.conv(name + ".conv1", width, inputs, 1);
        parameters.norm(name + ".bn1", width);
        parameters.conv(name + ".conv2", width, width, 3);
        parameters.norm(name + ".bn2", width);
        parameters.conv(name + ".conv3", outputs, width, 1);
        parameters.norm(name + ".bn3", outputs);
        if (inputs != outputs) {
            parameters.conv(name + ".downsample.0", outputs, inputs, 1);
            parameters.norm(name + ".downsample.1", outputs);
        }
    }

    @Override
    public Tensor logits(Pass pass, Tensor images) {
        Tensor x = pass.norm("bn1", pass.conv("conv1", images, 2)).relu();
        long[] two = {2, 2};
        long[] one = {1, 1};
        x = Functional.maxPool(x, new long[] {3, 3}, two, one, one, false);
        for (int stage = 0; stage < planes.size(); stage++) {
            for (int block = 0; block < depths.get(stage); block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                boolean projected = x.dim(1) != (long) EXPANSION * planes.get(stage);
                x = block(pass, name(stage, block), x, stride, projected);
            }
        }
        return pass.linear("fc", x.mean(2, 3));
    }

    private static Tensor block(Pass pass, String name, Tensor input, int stride, boolean projected) {
        Tensor x =
                pass.norm(name + ".bn1", pass.conv(name + ".conv1", input, 1)).relu();
        x = pass.norm(name + ".bn2", pass.conv(name + ".conv2", x, stride)).relu();
        x = pass.norm(name + ".bn3", pass.conv(name + ".conv3", x, 1));
        Tensor shortcut =
                projected ? pass.norm(name + ".downsample.1", pass.conv(name + ".downsample.0", input, stride)) : input;
        return x.add(shortcut).relu();
    }

    @Override
    public Map<String, Tensor> published(TrainedParameters parameters) {
        return parameters.state();
    }

    private static String name(int stage, int block) {
        return "layer" + (stage + 1) + "." + block;
    }
}
