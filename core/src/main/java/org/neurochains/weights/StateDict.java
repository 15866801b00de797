package org.neurochains.weights;

import static org.neurochains.InputException.parameter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
        if (key != null && dict(dict.items().get(key)) == null) {
            return below(find(value, file, null), key, dict, file);
        } else if (key != null) {
            dict = Objects.requireNonNull(dict(dict.items().get(key)));
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

    /** Those of the tensors whose names begin with a key: one of several networks in a dictionary. */
    private static Map<String, Pickled.View> below(
            Map<String, Pickled.View> tensors, String key, Pickled.Dict outer, String file) {
        Map<String, Pickled.View> below = new LinkedHashMap<>();
        String prefix = key + ".";
        tensors.forEach((name, view) -> {
            if (name.startsWith(prefix)) {
                below.put(name.substring(prefix.length()), view);
            }
        });
        if (!below.isEmpty()) {
            return below;
        }
        List<String> there = new ArrayList<>();
        outer.items().forEach((other, value) -> {
            if (dict(value) != null && there.size() < SHOWN) {
                there.add(Quoted.of(other.toString()));
            }
        });
        throw InputException.of(
                parameter("stateDict") + " " + Quoted.of(key),
                "the checkpoint " + file + " has no such dictionary",
                there.isEmpty() ? "it has none; leave it out" : "it has " + String.join(", ", there));
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
        return value instanceof Pickled.Sequence sequence ? sequence.values() : List.of();
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

    /** The only dictionary of tensors within another, the outermost ones first; null where there is none. */
    private static Pickled.@Nullable Dict only(Pickled.Dict dict, String file) {
        List<Pickled.Dict> level = List.of(dict);
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>()); // one may stand under several keys
            List<Pickled.Dict> inside = new ArrayList<>();
            List<Pickled.Dict> found = new ArrayList<>();
            List<String> keys = new ArrayList<>();
            level.forEach(outer -> outer.items().forEach((key, value) -> {
                Pickled.Dict inner = seen.add(value) ? dict(value) : null;
                if (inner != null && holdsTensors(inner)) {
                    found.add(inner);
                    keys.add(Quoted.of(key.toString()));
                } else if (inner != null) {
                    inside.add(inner);
                }
            }));
            if (found.size() > 1) {
                throw InputException.of(
                        file,
                        "the checkpoint holds several dictionaries of parameters: "
                                + String.join(
                                        ", ",
                                        keys.stream().sorted().limit(SHOWN).toList()),
                        parameter("stateDict") + " names one");
            } else if (!found.isEmpty()) {
                return found.get(0);
            }
            level = inside;
        }
        return null;
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
