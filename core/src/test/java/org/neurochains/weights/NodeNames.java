package org.neurochains.weights;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.neurochains.network.Network;

/** The node whose value is that of a call of a torchvision module, named {@code module#call}. */
final class NodeNames {
    private static final Pattern FEATURE = Pattern.compile("features\\.(\\d+)#0");
    private static final Pattern CLASSIFIER = Pattern.compile("classifier\\.(\\d)#0");
    private static final Pattern BLOCK = Pattern.compile("layer(\\d)\\.(\\d)(?:\\.([a-z]+)\\.?(\\d?))?#(\\d)");

    private NodeNames() {}

    static String of(String call, Network network) {
        Matcher feature = FEATURE.matcher(call);
        if (feature.matches()) {
            return feature(Integer.parseInt(feature.group(1)), network);
        }
        Matcher classifier = CLASSIFIER.matcher(call);
        if (classifier.matches()) {
            int[] heads = {2, 3, 3, 4, 5, 5, 6};
            return "head." + heads[Integer.parseInt(classifier.group(1))];
        }
        Matcher block = BLOCK.matcher(call);
        if (block.matches()) {
            String name = "L" + block.group(1) + "B" + (Integer.parseInt(block.group(2)) + 1);
            return inBlock(name, block, network);
        }
        return switch (call) {
            case "conv1#0" -> "stem";
            case "bn1#0" -> "stem.norm";
            case "relu#0" -> "stem.relu";
            case "maxpool#0" -> "stem.pool";
            case "avgpool#0" -> has(network, "pool") ? "pool" : "head.0";
            case "fc#0" -> "fc";
            default -> throw new IllegalArgumentException(call);
        };
    }

    private static String feature(int index, Network network) {
        int conv = index;
        while (!has(network, "L" + conv)) {
            conv--;
        }
        boolean norm = has(network, "L" + conv + ".norm");
        String[] follow = norm ? new String[] {"", ".norm", ".relu", ".pool"} : new String[] {"", ".relu", ".pool"};
        return "L" + conv + follow[index - conv];
    }

    private static String inBlock(String name, Matcher call, Network network) {
        String module = call.group(3) == null ? "" : call.group(3);
        return switch (module) {
            case "conv" -> name + "C" + call.group(4);
            case "bn" -> name + "C" + call.group(4) + ".norm";
            case "downsample" -> name + (call.group(4).equals("0") ? "SC" : "SC.norm");
            case "relu" -> {
                String inner = name + "C" + (Integer.parseInt(call.group(5)) + 1) + ".relu";
                yield has(network, inner) ? inner : name + ".relu";
            }
            default -> name + ".relu";
        };
    }

    private static boolean has(Network network, String name) {
        return network.nodes().stream().anyMatch(node -> node.name().equals(name));
    }
}
