package org.neurochains.chain;

import static org.neurochains.InputException.parameter;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.neurochains.InputException;
import org.neurochains.network.Network;
import org.neurochains.network.Node;
import org.neurochains.network.Op;

/**
 * How many images fit into memory at once, from the sizes of the values that a gradient pass keeps.
 *
 * @param bytesPerImage what one image's forward and gradient pass needs
 * @param fixedBytes what a pass needs whatever the number of images: parameters beside the pages of their file, those
 *     of convolutions once more with batch norm merged, and the engine
 */
public record MemoryPlan(long bytesPerImage, long fixedBytes) {
    private static final int FLOAT = 4;
    private static final long ENGINE = 400L << 20;
    /** What splitting a pass would not be worth. */
    private static final long LITTLE = 256L << 20;
    /** What images take in the quickest passes: more of them at once only miss the caches and the pages at hand. */
    private static final long QUICK = 1L << 30;
    /** What a pass may take to be kept for its derivatives: one that takes more is made again for them. */
    static final long KEPT = 2L << 30;

    /** The plan of a network. */
    public static MemoryPlan of(Network network) {
        long values = 0;
        long parameters = 0;
        long largest = 0;
        for (int i = 0; i < network.nodes().size(); i++) {
            Node node = network.node(i);
            long size = network.shape(i).size();
            if (keepsValue(node.op())) {
                values += size;
            }
            largest = Math.max(largest, size);
            if (node.op() instanceof Op.Conv conv) {
                parameters += 3 * conv.weight().size();
            } else if (node.op() instanceof Op.Linear linear) {
                parameters += 2 * linear.weight().size();
            }
        }
        // besides what is kept: the gradients under way, the convolution's scratch, and gaps between maps
        return new MemoryPlan(FLOAT * (values + 8 * largest), FLOAT * parameters + ENGINE);
    }

    /**
     * Convolutions' outputs are kept for the scores' derivatives, scores' and sums' outputs for the rectifiers', gates'
     * for what follows.
     */
    private static boolean keepsValue(Op op) {
        return !(op instanceof Op.BatchNorm || op instanceof Op.Relu || op instanceof Op.Flatten);
    }

    /** Three quarters of the machine's memory. */
    public static long defaultLimit() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system.getTotalMemorySize() / 4 * 3;
    }

    /**
     * The largest number of images in one pass.
     *
     * @param images of the region
     * @param limit bytes
     * @throws InputException if one image does not fit
     */
    public int microBatch(int images, long limit) {
        long room = (limit - fixedBytes) / Math.max(1, bytesPerImage);
        if (room < 1) {
            throw InputException.of(
                    parameter("memoryLimit"),
                    String.format(
                            Locale.ROOT,
                            "is %d MiB, one image of this network takes about %d MiB",
                            limit >> 20,
                            needed() >> 20),
                    "raise it, or give smaller images with " + parameter("inputSize"));
        }
        return (int) Math.min(images, room);
    }

    /** How many of so many images make the quickest passes, all of about the same size. */
    int quickest(int images) {
        long most = Math.max(1, QUICK / Math.max(1, bytesPerImage));
        long passes = Math.max(1, (images + most - 1) / most);
        return (int) ((images + passes - 1) / passes);
    }

    /** So many images at once where what they take can be kept, else as many as make the quickest passes. */
    int kept(int images) {
        return images * bytesPerImage <= KEPT ? images : quickest(images);
    }

    /** As many of some images as need hardly more than all of them need in another network; at least one. */
    int within(MemoryPlan other, int images) {
        long room = other.fixedBytes + images * other.bytesPerImage + LITTLE - fixedBytes;
        return (int) Math.max(1, Math.min(images, room / Math.max(1, bytesPerImage)));
    }

    private long needed() {
        return fixedBytes + bytesPerImage;
    }
}
