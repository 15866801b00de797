package org.neurochains.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Quoted;
import org.neurochains.onnx.proto.OnnxProto.AttributeProto;
import org.neurochains.onnx.proto.OnnxProto.FunctionProto;
import org.neurochains.onnx.proto.OnnxProto.GraphProto;
import org.neurochains.onnx.proto.OnnxProto.NodeProto;

/**
 * Puts the bodies of a file's own functions in the place of the nodes that call them, as PyTorch's exporters write
 * modules and operators of their own. Values inside a body get names that are taken nowhere else.
 */
final class OnnxFunctions {
    /** Inputs, outputs and attributes that calls may bring with them. */
    private static final int MOST_VALUES = 1 << 20;

    private static final int DEEPEST = 16;

    private record Key(String domain, String name, String overload) {}

    private final OnnxFile file;
    private final Map<Key, FunctionProto> functions = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> repeats = new HashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();
    private int calls;
    private long values;

    private OnnxFunctions(OnnxFile file) {
        this.file = file;
    }

    /**
     * The nodes of a file's graph, without calls of its functions.
     *
     * @throws InputException if there are too many, or a function calls itself, is there twice, or does not fit a call
     */
    static List<OnnxNode> inlined(OnnxFile file) {
        OnnxFunctions inliner = new OnnxFunctions(file);
        GraphProto graph = file.model().getGraph();
        for (FunctionProto function : file.model().getFunctionsList()) {
            Key key = new Key(standard(function.getDomain()), function.getName(), function.getOverload());
            if (inliner.functions.put(key, function) != null) {
                throw file.damaged("has two functions '" + Quoted.of(function.getName()) + "'");
            }
        }
        inliner.takeNames(graph);
        for (NodeProto node : graph.getNodeList()) {
            inliner.place(node, file.opset(), List.of());
        }
        return inliner.nodes;
    }

    private static String standard(String domain) {
        return OnnxFile.isStandard(domain) ? "" : domain;
    }

    private void takeNames(GraphProto graph) {
        graph.getInputList().forEach(value -> taken.add(value.getName()));
        graph.getOutputList().forEach(value -> taken.add(value.getName()));
        graph.getInitializerList().forEach(tensor -> taken.add(tensor.getName()));
        graph.getNodeList().forEach(node -> {
            taken.addAll(node.getInputList());
            taken.addAll(node.getOutputList());
        });
    }

    /** Adds a node, or what it calls; the functions being called are those around it. */
    private void place(NodeProto proto, int opset, List<Key> around) {
        OnnxNode node = new OnnxNode(file.name(), nodes.size(), opset, proto);
        if (proto.getOutputCount() == 0) {
            throw node.damaged("has no output");
        }
        Key key = new Key(standard(proto.getDomain()), proto.getOpType(), proto.getOverload());
        FunctionProto function = functions.get(key);
        if (function == null) {
            nodes.add(node);
        } else if (around.contains(key)) {
            throw node.fault("is a function that calls itself", "export the model without functions");
        } else if (around.size() == DEEPEST) {
            throw node.fault("is a function of a function, " + DEEPEST + " deep", "export it without functions");
        } else {
            List<Key> inside = new ArrayList<>(around);
            inside.add(key);
            calls++;
            call(node, function, inside);
        }
        charge(node, 0);
    }

    private void charge(OnnxNode node, long more) {
        values += more;
        if (nodes.size() + calls > OnnxFile.MOST_NODES || values > MOST_VALUES) {
            throw node.fault(
                    "makes more than " + OnnxFile.MOST_NODES + " nodes of functions", "at most so many are read");
        }
    }

    private void call(OnnxNode node, FunctionProto function, List<Key> inside) {
        if (node.inputs().size() > function.getInputCount() || node.outputs().size() > function.getOutputCount()) {
            throw node.damaged("calls a function of " + function.getInputCount() + " inputs and "
                    + function.getOutputCount() + " outputs with more");
        }
        charge(node, (long) function.getInputCount() + function.getOutputCount());
        Map<String, String> names = names(node, function);
        int opset = opset(node, function);
        for (NodeProto body : function.getNodeList()) {
            charge(node, (long) body.getInputCount() + body.getOutputCount() + body.getAttributeCount());
            place(renamed(node, body, names, function), opset, inside);
        }
        passOn(node, function);
    }

    /** What a body's inputs and outputs are called where the function is called. */
    private Map<String, String> names(OnnxNode node, FunctionProto function) {
        Map<String, String> names = new HashMap<>(Map.of("", ""));
        for (int i = 0; i < function.getInputCount(); i++) {
            String given = node.hasInput(i) ? node.inputs().get(i) : "";
            if (names.put(function.getInput(i), given) != null) {
                throw twice(node, function.getInput(i));
            }
        }
        Set<String> outputs = new HashSet<>();
        for (int i = 0; i < function.getOutputCount(); i++) {
            String output = function.getOutput(i);
            if (!outputs.add(output)) {
                throw twice(node, output);
            }
            boolean wanted = i < node.outputs().size() && !node.outputs().get(i).isEmpty();
            if (wanted) {
                names.putIfAbsent(output, node.outputs().get(i));
            }
        }
        return names;
    }

    private static InputException twice(OnnxNode node, String name) {
        return node.damaged("calls a function with two inputs or outputs '" + Quoted.of(name) + "'");
    }

    /** An input that a function gives back as an output. */
    private void passOn(OnnxNode node, FunctionProto function) {
        for (int i = 0; i < node.outputs().size(); i++) {
            int from = function.getInputList().indexOf(function.getOutput(i));
            if (from >= 0 && !node.outputs().get(i).isEmpty()) {
                String input = node.hasInput(from) ? node.inputs().get(from) : "";
                nodes.add(node.identity(nodes.size(), input, node.outputs().get(i)));
            }
        }
    }

    private int opset(OnnxNode node, FunctionProto function) {
        return function.getOpsetImportList().stream()
                .filter(set -> OnnxFile.isStandard(set.getDomain()))
                .mapToInt(set -> OnnxFile.knownOpset(node.file() + ": function '" + node.op() + "'", set.getVersion()))
                .findFirst()
                .orElse(node.opset());
    }

    private NodeProto renamed(OnnxNode call, NodeProto body, Map<String, String> names, FunctionProto function) {
        NodeProto.Builder copy = body.toBuilder().clearInput().clearOutput().clearAttribute();
        if (!body.getName().isEmpty()) {
            copy.setName(call.name() + "/" + body.getName());
        }
        body.getInputList().forEach(value -> copy.addInput(inner(call, value, names)));
        body.getOutputList().forEach(value -> copy.addOutput(inner(call, value, names)));
        for (AttributeProto attribute : body.getAttributeList()) {
            AttributeProto given = attribute.getRefAttrName().isEmpty()
                    ? attribute
                    : given(call, function, attribute.getRefAttrName());
            if (given != null) {
                copy.addAttribute(given.toBuilder().setName(attribute.getName()));
            }
        }
        return copy.build();
    }

    private String inner(OnnxNode call, String value, Map<String, String> names) {
        return names.computeIfAbsent(value, wanted -> {
            String name = call.name() + "/" + wanted;
            String free = name;
            while (!taken.add(free)) {
                free = name + "_" + repeats.merge(name, 1, Integer::sum);
            }
            return free;
        });
    }

    /** An attribute's value at the call, else the function's own; null where neither says it. */
    private static @Nullable AttributeProto given(OnnxNode call, FunctionProto function, String name) {
        return Stream.of(call.proto().getAttributeList(), function.getAttributeProtoList())
                .flatMap(List::stream)
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
