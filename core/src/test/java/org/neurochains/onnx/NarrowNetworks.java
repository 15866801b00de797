package org.neurochains.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import org.neurochains.network.Network;

/** The narrow networks of the ONNX tests, for tests elsewhere. */
public final class NarrowNetworks {
    private NarrowNetworks() {}

    /** All of them by name, with unit layers and gates; they belong to the caller's scope. */
    public static Map<String, Network> all() {
        Map<String, Network> all = new LinkedHashMap<>();
        OnnxNetworks.all()
                .forEach((name, sketch) -> all.put(
                        name, OnnxReader.read(name, sketch.get().bytes()).network()));
        return all;
    }
}
