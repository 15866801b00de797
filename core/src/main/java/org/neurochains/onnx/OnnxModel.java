package org.neurochains.onnx;

import static org.neurochains.InputException.parameter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.network.Network;
import org.neurochains.network.OutputKind;
import org.neurochains.network.Shape;
import org.neurochains.network.TwoClasses;
import org.neurochains.network.UnitPlacement;
import org.neurochains.onnx.proto.OnnxProto.StringStringEntryProto;

/**
 * A network read from an ONNX file. Its operators are known; its sizes are checked when the network is made for a size
 * of image.
 */
public final class OnnxModel {
    /** By what ONNX calls a range of pixels: mean and deviation that make it of pixels in [0, 1]. */
    private static final Map<String, String[]> RANGES = Map.of(
            "NominalRange_0_255", range(0, 255),
            "NominalRange_16_235", range(16, 235),
            "Normalized_0_1", range(0, 1),
            "Normalized_1_1", range(-1, 1));

    private static final int LARGEST_SIDE = 1 << 14;

    private final OnnxGraph graph;
    private int answers;
    private boolean sigmoid;

    OnnxModel(OnnxGraph graph) {
        this.graph = graph;
    }

    /** The file's name. */
    public String file() {
        return graph.file().name();
    }

    /** The version of the ONNX operators that the file is written with. */
    public int opset() {
        return graph.file().opset();
    }

    /**
     * Texts that the file carries beside the network. What <a
     * href="https://onnx.ai/onnx/repo-docs/MetadataProps.html">ONNX's own</a> say of images comes as {@code
     * channel_order}, {@code mean} and {@code std} too, where the file does not say these.
     */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (StringStringEntryProto entry : graph.file().model().getMetadataPropsList()) {
            metadata.put(entry.getKey(), entry.getValue());
        }
        if (metadata.getOrDefault("Image.BitmapPixelFormat", "").startsWith("Bgr")) {
            metadata.putIfAbsent("channel_order", "bgr");
        }
        String[] range = RANGES.get(metadata.getOrDefault("Image.NominalPixelRange", ""));
        if (range != null && !metadata.containsKey("mean") && !metadata.containsKey("std")) {
            metadata.put("mean", range[0]);
            metadata.put("std", range[1]);
        }
        return Collections.unmodifiableMap(metadata);
    }

    private static String[] range(double black, double white) {
        return new String[] {String.valueOf((0 - black) / (white - black)), String.valueOf(1 / (white - black))};
    }

    /** The shape of the images written into the file; null where it leaves their size open. */
    public @Nullable Shape input() {
        OnnxInput input = graph.input();
        return input.height() > 0 && input.width() > 0
                ? Shape.maps(input.channels(), input.height(), input.width())
                : null;
    }

    /** The number of channels of an image. */
    public int channels() {
        return graph.input().channels();
    }

    /** The names of all outputs, and which of them was taken for the logits. */
    public List<String> outputs() {
        return graph.outputs();
    }

    public String output() {
        return graph.output();
    }

    /**
     * Of how many numbers one was made two classes; 0 where the numbers are classes. Known once the network is made.
     */
    public int answers() {
        return answers;
    }

    /** Whether it ends in a sigmoid for each of several outputs. Known once the network is made. */
    public boolean sigmoid() {
        return sigmoid;
    }

    /** Whether its output is the logits' softmax. */
    public boolean softmax() {
        return graph.nodes().stream()
                .anyMatch(node ->
                        node.outputs().contains(graph.output()) && node.op().endsWith("oftmax"));
    }

    /** Whether values in it are quantised. */
    public boolean quantised() {
        return graph.nodes().stream().anyMatch(node -> node.op().equals("QuantizeLinear"));
    }

    /** Whether it was written in training mode; it is read as it is at inference. */
    public boolean training() {
        return graph.nodes().stream().anyMatch(node -> switch (node.op()) {
            case "BatchNormalization" ->
                node.integer("training_mode", 0) != 0
                        && graph.isOfImages(node.inputs().get(0));
            case "Dropout" ->
                node.opset() >= 12
                        && node.hasInput(2)
                        && graph.isTrue(node.inputs().get(2));
            default -> false;
        });
    }

    /** Whether images are bytes, 0 to 255, rather than numbers in [0, 1]. */
    public boolean takesBytes() {
        return graph.input().bytes();
    }

    /**
     * The network as it is in the file, without unit layers and gates. A softmax at the end, or a sigmoid of each of
     * several outputs, is left out, so that its output are logits. One number, or a sigmoid of it, is the logits 0
     * and z of two classes. Parameters belong to the
     * enclosing scope.
     *
     * @param height rows of an image; the file's own where it has them
     * @param width columns of an image
     * @throws InputException if the file does not fit together for this size, or does what no network here can; the
     *     node is named
     */
    public Network plain(int height, int width) {
        if (height < 1 || width < 1 || height > LARGEST_SIDE || width > LARGEST_SIDE) {
            throw InputException.of(
                    parameter("inputSize") + " " + height + "x" + width,
                    "is not possible",
                    "sides of 1 to " + LARGEST_SIDE + " are");
        }
        Network network = OnnxTranslation.of(graph, Shape.maps(channels(), height, width));
        sigmoid = network.outputs() == OutputKind.MULTI_LABEL;
        Integer only = graph.choice().of(network.classes());
        answers = only == null ? 0 : network.classes();
        return only == null ? network : TwoClasses.of(network, only);
    }

    /** The network with its unit layers and gated groups, named after the file's nodes. */
    public Network network(int height, int width) {
        return UnitPlacement.place(plain(height, width));
    }

    /**
     * The network for images of the size written into the file.
     *
     * @throws InputException as {@link #network(int, int)}, or if the file leaves the size open
     */
    public Network network() {
        Shape shape = input();
        if (shape == null) {
            throw InputException.of(file(), "leaves the size of images open", "give it with " + parameter("inputSize"));
        }
        return network(shape.height(), shape.width());
    }
}
