package org.neurochains.report;

import static org.neurochains.Phrase.text;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.Subnetwork;
import org.neurochains.file.ElementType;
import org.neurochains.image.ImageEncoder;
import org.neurochains.image.Preprocessing;
import org.neurochains.image.Region;
import org.neurochains.image.Rgb;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.Flow;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/**
 * The chain's cut network inside the page, so that a reader can change it and see what becomes of the predictions.
 *
 * @param absent why there is no network, in a sentence; empty where there is one
 * @param network {@code nodes} and {@code values}
 * @param input how a picture becomes the network's input
 * @param precision of the weights: {@code half} where logits stay within {@value #TOLERANCE} of the chain's, else
 *     {@code single}
 * @param multiplications of one pass on one image
 * @param outputs multi-class, where probabilities are the softmax of the logits, or multi-label, where each is a
 *     sigmoid
 * @param labels the names of all classes, in the order of the logits
 * @param images the region's images as the network sees them, without loss, in the order of chain.json
 */
record LiveChain(
        String absent,
        @Nullable JsonNode network,
        @Nullable Input input,
        String precision,
        long multiplications,
        String outputs,
        List<String> labels,
        List<Picture> images) {
    /** How far logits may be off for weights of half precision. */
    static final double TOLERANCE = 1e-3;

    /** Weights in a page that was not asked for more. */
    static final long MOST_BYTES = 4L << 20;

    /** Half a second of a browser on two cores: about 600 million multiplications a second were measured. */
    static final long MOST_MULTIPLICATIONS = 300_000_000;

    public LiveChain {
        labels = List.copyOf(labels);
        images = List.copyOf(images);
    }

    /**
     * How a picture becomes the network's input.
     *
     * @param height its rows
     * @param width its columns
     * @param resize the size of the shorter side before a square is cut from the centre; null for a resize to exactly
     *     this size
     * @param mean of red, green and blue, subtracted from values in [0, 1]
     * @param std what is divided by then
     */
    public record Input(int height, int width, @Nullable Integer resize, List<Float> mean, List<Float> std) {}

    /**
     * The live form of a chain.
     *
     * @param network the whole network
     * @param undecided groups that smaller chains of the page bypass; where the network is too large with both ways, it
     *     is that of the chain alone
     * @param whole whether size and time do not matter
     */
    static LiveChain of(Network network, Subnetwork subnetwork, Region region, Set<String> undecided, boolean whole) {
        LiveChain both = ofWays(network, subnetwork, region, undecided, whole);
        return both.network != null || undecided.isEmpty()
                ? both
                : ofWays(network, subnetwork, region, Set.of(), whole);
    }

    private static LiveChain ofWays(
            Network network, Subnetwork subnetwork, Region region, Set<String> undecided, boolean whole) {
        if (Flow.of(network, subnetwork.retention()).cutThrough()) {
            return without("The chain has no path from the image to the logits, so there is nothing to run.");
        }
        try (Scope scope = Scope.open()) {
            Network cut = Cut.of(network, subnetwork.retention().undecided(undecided));
            Tensor images = region.batch();
            boolean half = halfIsEnough(cut, subnetwork.scoring(), images);
            long weights = cut.nodes().stream()
                    .mapToLong(node -> LiveNetwork.weights(node.op()))
                    .sum();
            long bytes = weights * (half ? 2 : 4);
            long multiplications = LiveNetwork.multiplications(cut);
            if (!whole && (bytes > MOST_BYTES || multiplications > MOST_MULTIPLICATIONS)) {
                return without(tooLarge(bytes, multiplications));
            }
            return new LiveChain(
                    "",
                    LiveNetwork.of(cut, subnetwork.scores().byUnit(), half),
                    input(region.preprocessing()),
                    half ? "half" : "single",
                    multiplications,
                    network.outputs().toString(),
                    region.labels().names(),
                    region.images().stream()
                            .map(image -> Picture.of("png", ImageEncoder.png(image.pixels())))
                            .toList());
        }
    }

    /** None, for a reason. */
    static LiveChain without(String reason) {
        return new LiveChain(reason, null, null, "", 0, "", List.of(), List.of());
    }

    private static String tooLarge(long bytes, long multiplications) {
        return text(
                "This chain is too large to run here without asking: %.1f MB of weights and %.2g multiplications an"
                        + " image. neurochains explain with the option live puts it into the page all the same.",
                bytes / 1e6, (double) multiplications);
    }

    private static boolean halfIsEnough(Network cut, Scoring scoring, Tensor images) {
        float[] exact = Executor.of(cut).logits(images, scoring).toFloats();
        float[] rounded = Executor.of(rounded(cut)).logits(images, scoring).toFloats();
        for (int i = 0; i < exact.length; i++) {
            if (!(Math.abs(exact[i] - rounded[i]) <= TOLERANCE)) {
                return false;
            }
        }
        return true;
    }

    private static Network rounded(Network network) {
        List<Node> nodes = network.nodes().stream()
                .map(node -> new Node(node.name(), rounded(node.op()), node.inputs()))
                .toList();
        return Network.of(nodes, network.outputs());
    }

    private static Op rounded(Op op) {
        if (op instanceof Op.Conv conv) {
            return new Op.Conv(rounded(conv.weight()), conv.bias(), conv.geometry());
        }
        return op instanceof Op.Linear linear ? new Op.Linear(rounded(linear.weight()), linear.bias()) : op;
    }

    private static Tensor rounded(Tensor tensor) {
        float[] values = tensor.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] = ElementType.half(ElementType.toHalf(values[i]));
        }
        return Tensor.of(values, tensor.shape());
    }

    private static Input input(Preprocessing preprocessing) {
        Integer resize = preprocessing.fit() instanceof Preprocessing.ResizeCrop square ? square.resize() : null;
        return new Input(
                preprocessing.height(),
                preprocessing.width(),
                resize,
                numbers(preprocessing.mean()),
                numbers(preprocessing.std()));
    }

    private static List<Float> numbers(Rgb rgb) {
        return List.of(rgb.channel(0), rgb.channel(1), rgb.channel(2));
    }
}
