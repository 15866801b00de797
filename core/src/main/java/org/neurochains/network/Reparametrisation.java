package org.neurochains.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.tensor.Tensor;

/**
 * Weights that training holds in parts, as one: PyTorch's pruning (weight_orig times weight_mask), weight norm
 * (Salimans and Kingma 2016: g v / |v|) and spectral norm (Miyato et al. 2018: W / u'Wv), the latter two in both of
 * their forms.
 */
final class Reparametrisation {
    private static final Pattern PART = Pattern.compile("(.*\\.|)(?:(weight|bias)_(orig|mask|g|v|u)"
            + "|parametrizations\\.(weight|bias)\\.(original[01]?|0\\._[uv]))");

    /** What the parts of a parameter are called in either form. */
    private static final Map<String, String> ROLES =
            Map.of("original0", "g", "original1", "v", "original", "orig", "0._u", "u", "0._v", "v");

    private Reparametrisation() {}

    static Map<String, Tensor> undone(String file, Map<String, Tensor> given, List<String> notes) {
        Map<String, Map<String, String>> parts = new LinkedHashMap<>();
        Map<String, Tensor> plain = new LinkedHashMap<>();
        given.forEach((name, tensor) -> {
            Matcher matcher = PART.matcher(name);
            if (matcher.matches()) {
                String last = matcher.group(2) == null ? matcher.group(5) : matcher.group(3);
                String whole = matcher.group(1) + (matcher.group(2) == null ? matcher.group(4) : matcher.group(2));
                parts.computeIfAbsent(whole, w -> new HashMap<>()).put(ROLES.getOrDefault(last, last), name);
            } else {
                plain.put(name, tensor);
            }
        });
        Map<String, Integer> counts = new LinkedHashMap<>();
        parts.forEach((name, of) -> {
            String kind = kind(of.keySet());
            if (kind == null && of.values().stream().noneMatch(part -> part.contains("parametrizations."))) {
                of.values().forEach(part -> plain.put(part, Objects.requireNonNull(given.get(part))));
                return;
            } else if (kind == null || given.containsKey(name)) {
                throw InputException.of(
                        file,
                        "parameter " + name + " is in parts of a kind that is not read",
                        "save it again after torch.nn.utils.parametrize.remove_parametrizations");
            }
            Map<String, Tensor> tensors = new HashMap<>();
            of.forEach((role, part) -> tensors.put(role, Objects.requireNonNull(given.get(part))));
            plain.put(name, whole(file, name, tensors));
            counts.merge(kind, 1, Integer::sum);
        });
        counts.forEach((kind, count) -> notes.add(count + " parameters are " + kind));
        return plain;
    }

    private static @Nullable String kind(Set<String> roles) {
        if (roles.equals(Set.of("orig", "mask"))) {
            return "multiplied by their pruning masks";
        } else if (roles.equals(Set.of("g", "v"))) {
            return "computed from their norm and direction";
        }
        return roles.equals(Set.of("orig", "u", "v")) ? "divided by their spectral norm" : null;
    }

    private static Tensor whole(String file, String name, Map<String, Tensor> of) {
        Tensor mask = of.get("mask");
        Tensor original = of.get("orig");
        if (original != null && mask != null) {
            require(file, name, Arrays.equals(original.shape(), mask.shape()));
            return original.mul(mask);
        }
        Tensor v = Objects.requireNonNull(of.get("v"));
        if (original != null) {
            Tensor u = Objects.requireNonNull(of.get("u"));
            require(file, name, original.rank() > 1);
            long rows = original.dim(0);
            require(file, name, u.size() == rows && v.size() * rows == original.size());
            Tensor products = original.reshape(rows, -1).mul(v.reshape(1, -1)).mul(u.reshape(-1, 1));
            return original.div(products.sum());
        }
        Tensor g = Objects.requireNonNull(of.get("g"));
        require(file, name, g.size() == 1 || g.rank() == v.rank());
        return normed(file, name, g, v);
    }

    /** The norms are over the dimensions that their own shape lacks. */
    private static Tensor normed(String file, String name, Tensor norms, Tensor direction) {
        long[] shape = norms.size() == 1 ? direction.shape() : norms.shape();
        long[] over = IntStream.range(0, shape.length)
                .filter(d -> norms.size() == 1 || shape[d] == 1)
                .asLongStream()
                .toArray();
        Tensor squares = direction.square();
        Tensor lengths = over.length == 0 ? squares : squares.sum(over);
        require(file, name, lengths.size() == norms.size());
        long[] kept = direction.shape();
        Arrays.stream(over).forEach(d -> kept[(int) d] = 1);
        return direction.mul(norms.reshape(kept).div(lengths.sqrt().reshape(kept)));
    }

    private static void require(String file, String name, boolean fits) {
        if (!fits) {
            throw InputException.of(file, "the parts of parameter " + name + " differ in shape", "save it again");
        }
    }
}
