package org.neurochains.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;

/** Finds the parameters in what a checkpoint holds: the dictionary itself, or one under a usual key. */
final class StateDict {
    private static final int MAX_DEPTH = 4;
    private static final List<String> KEYS = List.of(
            "state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params", "module");

    private StateDict() {}

    /**
     * The tensors by name, in the dictionary's order. Values that are no tensors are passed over.
     *
     * @throws InputException if there is no such dictionary, or no saying which
     */
    static Map<String, Pickled.View> find(Object value, String file) {
        if (!(value instanceof Pickled.Dict root)) {
            throw fault(file, "holds no dictionary of parameters");
        }
        Pickled.Dict dict = root;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            Pickled.Dict inner = usual(dict);
            if (inner == null && !holdsTensors(dict)) {
                inner = only(dict, file);
            }
            if (inner == null) {
                break;
            }
            dict = inner;
        }
        return tensors(dict, file);
    }

    private static Pickled.@Nullable Dict usual(Pickled.Dict dict) {
        for (String key : KEYS) {
            if (dict.items().get(key) instanceof Pickled.Dict inner && (holdsTensors(inner) || usualKey(inner))) {
                return inner;
            }
        }
        return null;
    }

    private static boolean usualKey(Pickled.Dict dict) {
        return KEYS.stream()
                .anyMatch(key -> dict.items().get(key) instanceof Pickled.Dict inner && holdsTensors(inner));
    }

    /** The only value that is a dictionary of tensors, or null where there is none. */
    private static Pickled.@Nullable Dict only(Pickled.Dict dict, String file) {
        Pickled.Dict only = null;
        for (Object value : dict.items().values()) {
            if (value instanceof Pickled.Dict inner && holdsTensors(inner)) {
                if (only != null && only != inner) {
                    throw fault(file, "holds several dictionaries of parameters");
                }
                only = inner;
            }
        }
        return only;
    }

    private static boolean holdsTensors(Pickled.Dict dict) {
        return dict.items().values().stream().anyMatch(Pickled.View.class::isInstance);
    }

    private static Map<String, Pickled.View> tensors(Pickled.Dict dict, String file) {
        Map<String, Pickled.View> tensors = new LinkedHashMap<>();
        dict.items().forEach((key, value) -> {
            if (value instanceof Pickled.View view) {
                if (!(key instanceof String name)) {
                    throw fault(file, "has a tensor under a key that is no text");
                }
                tensors.put(name, view);
            }
        });
        if (tensors.isEmpty()) {
            throw fault(file, "holds no tensors");
        }
        return tensors;
    }

    private static InputException fault(String file, String problem) {
        return InputException.of(file, "the checkpoint " + problem, CheckpointFault.SAVE_AGAIN);
    }
}
