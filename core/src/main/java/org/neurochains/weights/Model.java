package org.neurochains.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.neurochains.network.Network;
import org.neurochains.network.NetworkSize;

/**
 * A trained network with what its file tells of it.
 *
 * <p>Its parameters belong to the {@link org.neurochains.tensor.Scope} in which it was read.
 */
public final class Model {
    private final Path file;
    private final Supplier<String> digest;
    private final String architecture;
    private final Network network;
    private final ImageInput input;
    private final List<String> labels;
    private final List<String> notes;
    private final boolean sigmoid;

    Model(Path file, Supplier<String> digest, Reading reading) {
        this.file = file;
        this.digest = digest;
        this.architecture = reading.architecture();
        this.network = reading.network();
        this.input = reading.input();
        this.labels = List.copyOf(reading.labels());
        this.notes = List.copyOf(reading.notes());
        this.sigmoid = reading.sigmoid();
    }

    /** What a file was read as. */
    record Reading(
            String architecture,
            Network network,
            ImageInput input,
            List<String> labels,
            List<String> notes,
            boolean sigmoid) {
        Reading(String architecture, Network network, ImageInput input, List<String> labels, List<String> notes) {
            this(architecture, network, input, labels, notes, false);
        }
    }

    public Path file() {
        return file;
    }

    /** The file's SHA-256 in hexadecimal digits, computed at the first call. */
    public String sha256() {
        return digest.get();
    }

    /** Such as vgg19_bn, resnet50 or cifar-resnet20. */
    public String architecture() {
        return architecture;
    }

    /** The graph with its unit layers and gated groups. */
    public Network network() {
        return network;
    }

    /** The images it takes. */
    public ImageInput input() {
        return input;
    }

    /** The names of its classes in order; empty where the file does not tell. */
    public List<String> labels() {
        return labels;
    }

    /** What was assumed because the file does not say it, and what was read in another way than it is written. */
    public List<String> notes() {
        return notes;
    }

    /** Whether the file gives the sigmoids of several outputs, which were left out here. */
    public boolean sigmoid() {
        return sigmoid;
    }

    /** Its layers, filters and weights. */
    public NetworkSize size() {
        return NetworkSize.of(network);
    }
}
