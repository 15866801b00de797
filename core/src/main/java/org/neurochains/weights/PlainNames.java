package org.neurochains.weights;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Removes what wrappers around a network add to its parameters' names. */
final class PlainNames {
    /** Segments that DataParallel and torch.compile add, wherever they stand. */
    private static final Set<String> WRAPPERS = Set.of("module", "_orig_mod");

    /** What a training class around the network adds in front of every name. */
    private static final String OUTER = "model.";

    private PlainNames() {}

    /** The names without wrappers, in the same order; unchanged where two would become one. */
    static List<String> of(List<String> names) {
        List<String> plain = names.stream().map(PlainNames::withoutWrappers).toList();
        while (!plain.isEmpty() && plain.stream().allMatch(name -> name.startsWith(OUTER))) {
            plain = plain.stream().map(name -> name.substring(OUTER.length())).toList();
        }
        return new HashSet<>(plain).size() == names.size() ? plain : names;
    }

    private static String withoutWrappers(String name) {
        return Arrays.stream(name.split("\\.", -1))
                .filter(segment -> !WRAPPERS.contains(segment))
                .collect(Collectors.joining("."));
    }
}
