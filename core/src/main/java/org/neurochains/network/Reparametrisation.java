package org.neurochains.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.tensor.Tensor;

/**
 * Weights that training holds in two parts, as one: PyTorch's pruning (weight_orig times weight_mask) and weight norm
 * (Salimans and Kingma 2016: g v / |v|, the norm over all but the first dimension), the latter in both of its forms.
 */
final class Reparametrisation {
    private static final Pattern FIRST =
            Pattern.compile("(.*\\.|)(?:(weight|bias)_orig|(weight)_g|parametrizations\\.(weight)\\.original0)");

    private Reparametrisation() {}

    static Map<String, Tensor> undone(String file, Map<String, Tensor> given, List<String> notes) {
        Map<String, Tensor> plain = new LinkedHashMap<>();
        int pruned = 0;
        int normed = 0;
        for (Map.Entry<String, Tensor> entry : given.entrySet()) {
            String name = entry.getKey();
            Matcher first = FIRST.matcher(name);
            if (isSecond(name, given)) {
                continue;
            }
            Tensor other = first.matches() ? given.get(second(name)) : null;
            if (other == null) {
                plain.put(name, entry.getValue());
            } else if (name.endsWith("_orig")) {
                plain.put(
                        name.substring(0, name.length() - "_orig".length()),
                        masked(file, name, entry.getValue(), other));
                pruned++;
            } else {
                plain.put(first.group(1) + "weight", normed(file, name, entry.getValue(), other));
                normed++;
            }
        }
        if (pruned > 0) {
            notes.add(pruned + " parameters are multiplied by their pruning masks");
        }
        if (normed > 0) {
            notes.add(normed + " weights are computed from their norm and direction");
        }
        return plain;
    }

    private static String second(String first) {
        return first.endsWith("_orig")
                ? first.substring(0, first.length() - "orig".length()) + "mask"
                : first.endsWith("_g")
                        ? first.substring(0, first.length() - 1) + "v"
                        : first.substring(0, first.length() - 1) + "1";
    }

    private static boolean isSecond(String name, Map<String, Tensor> given) {
        @Nullable String first = name.endsWith("_mask")
                ? name.substring(0, name.length() - "mask".length()) + "orig"
                : name.endsWith("weight_v")
                        ? name.substring(0, name.length() - 1) + "g"
                        : name.endsWith(".original1") ? name.substring(0, name.length() - 1) + "0" : null;
        return first != null && given.containsKey(first) && FIRST.matcher(first).matches();
    }

    private static Tensor masked(String file, String name, Tensor weight, Tensor mask) {
        if (!java.util.Arrays.equals(weight.shape(), mask.shape())) {
            throw InputException.of(file, "parameter " + name + " and its mask differ in shape", "save it again");
        }
        return weight.mul(mask);
    }

    private static Tensor normed(String file, String name, Tensor norm, Tensor direction) {
        long[] ones = direction.shape();
        java.util.Arrays.fill(ones, 1, ones.length, 1);
        if (norm.size() != ones[0]) {
            throw InputException.of(
                    file, "parameter " + name + " has " + norm.size() + " norms", ones[0] + " are needed here");
        }
        Tensor rows = direction.reshape(ones[0], -1);
        Tensor lengths = rows.square().sum(1L).sqrt();
        return direction.mul(norm.reshape(-1).div(lengths).reshape(ones));
    }
}
