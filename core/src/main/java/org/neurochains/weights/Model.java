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
 *
 * @param digest of the file, computed where it is asked for
 * @param architecture such as vgg19_bn, resnet50 or cifar-resnet20
 * @param network the graph with its unit layers and gated groups
 * @param input the images it takes
 * @param labels the names of its classes in order; empty where the file does not tell
 * @param notes what was assumed because the file does not say it, and what was read in another way than it is written
 * @param sigmoid whether the file gives the sigmoids of several outputs, which were left out here
 */
public record Model(
        Path file,
        Supplier<String> digest,
        String architecture,
        Network network,
        ImageInput input,
        List<String> labels,
        List<String> notes,
        boolean sigmoid) {
    public Model {
        labels = List.copyOf(labels);
        notes = List.copyOf(notes);
    }

    /** The file's SHA-256 in hexadecimal digits, computed at the first call. */
    public String sha256() {
        return digest.get();
    }

    /** Its layers, filters and weights. */
    public NetworkSize size() {
        return NetworkSize.of(network);
    }
}
