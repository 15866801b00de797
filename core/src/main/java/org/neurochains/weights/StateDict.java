package org.neurochains.weights;

import static org.neurochains.InputException.parameter;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Quoted;

/**
 * Finds the parameters in what a checkpoint holds: the dictionary itself, or one under a usual key. A list of pairs of
 * name and tensor is one too.
 */
final class StateDict {
    private static final int MAX_DEPTH = 4;
    private static final int SHOWN = 5;
    private static final List<String> KEYS = List.of(
            "state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params", "module");

    private StateDict() {}

    /**
     * The tensors by name, in the dictionary's order. Values that are no tensors are passed over.
     *
     * @param key the key of the dictionary that is meant; null for the usual one
     * @throws InputException if there is no such dictionary, or no saying which
     */
    static Map<String, Pickled.View> find(Object value, String file, @Nullable String key) {
        Pickled.Dict dict = dict(value);
        if (dict == null) {
            throw fault(file, "holds no dictionary of parameters");
        }
        if (key != null) {
            dict = named(dict, key, file);
        }
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

    private static Pickled.Dict named(Pickled.Dict dict, String key, String file) {
        Pickled.Dict named = dict(dict.items().get(key));
        if (named == null) {
            List<String> there = new ArrayList<>();
            dict.items().forEach((other, value) -> {
                if (dict(value) != null && there.size() < SHOWN) {
                    there.add(Quoted.of(other.toString()));
                }
            });
            throw InputException.of(
                    parameter("stateDict") + " " + Quoted.of(key),
                    "the checkpoint " + file + " has no such dictionary",
                    there.isEmpty() ? "it has none; leave it out" : "it has " + String.join(", ", there));
        }
        return named;
    }

    /** A dictionary, or the list of pairs that stands for one; null where a value is neither. */
    private static Pickled.@Nullable Dict dict(@Nullable Object value) {
        if (value instanceof Pickled.Dict dict) {
            return dict;
        }
        List<Object> pairs = list(value);
        Pickled.Dict dict = new Pickled.Dict();
        for (Object pair : pairs) {
            List<Object> both = list(pair);
            boolean named = both.size() == 2
                    && both.get(0) instanceof String
                    && both.get(1) instanceof Pickled.View
                    && dict.items().put(both.get(0), both.get(1)) == null;
            if (!named) {
                return null;
            }
        }
        return pairs.isEmpty() ? null : dict;
    }

    private static List<Object> list(@Nullable Object value) {
        if (value instanceof Pickled.Items items) {
            return items.values();
        }
        return value instanceof Pickled.Tuple tuple ? tuple.values() : List.of();
    }

    private static Pickled.@Nullable Dict usual(Pickled.Dict dict) {
        for (String key : KEYS) {
            Pickled.Dict inner = dict(dict.items().get(key));
            if (inner != null && (holdsTensors(inner) || usualKey(inner))) {
                return inner;
            }
        }
        return null;
    }

    private static boolean usualKey(Pickled.Dict dict) {
        return KEYS.stream().anyMatch(key -> {
            Pickled.Dict inner = dict(dict.items().get(key));
            return inner != null && holdsTensors(inner);
        });
    }

    /** The only value that is a dictionary of tensors, or null where there is none. */
    private static Pickled.@Nullable Dict only(Pickled.Dict dict, String file) {
        IdentityHashMap<Object, Object> found = new IdentityHashMap<>();
        dict.items().forEach((key, value) -> {
            Pickled.Dict inner = dict(value);
            if (inner != null && holdsTensors(inner)) {
                found.put(value, key);
            }
        });
        if (found.size() > 1) {
            List<String> keys = found.values().stream()
                    .map(key -> Quoted.of(key.toString()))
                    .sorted()
                    .limit(SHOWN)
                    .toList();
            throw InputException.of(
                    file,
                    "the checkpoint holds several dictionaries of parameters: " + String.join(", ", keys),
                    parameter("stateDict") + " names one");
        }
        return found.isEmpty() ? null : dict(found.keySet().iterator().next());
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
