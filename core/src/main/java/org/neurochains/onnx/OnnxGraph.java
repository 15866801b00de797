package org.neurochains.onnx;

import static org.neurochains.InputException.parameter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Quoted;
import org.neurochains.onnx.proto.OnnxProto.GraphProto;
import org.neurochains.onnx.proto.OnnxProto.TensorProto;
import org.neurochains.onnx.proto.OnnxProto.ValueInfoProto;

/**
 * The part of an ONNX graph that the chosen output depends on, checked: every value is made once, before it is taken,
 * and every operator is known.
 */
final class OnnxGraph {
    private static final int SHOWN = 8;
    /** Most changes of shape behind the choice of the largest. */
    private static final int SHAPES = 8;

    private final OnnxFile file;
    private final Map<String, TensorProto> initializers = new HashMap<>();
    private final List<OnnxNode> nodes;
    private final OnnxInput input;
    private final Set<String> ofImages = new HashSet<>();
    private final List<String> outputs;
    private final String output;
    private final OutputChoice choice;

    /** The graph of a file. */
    OnnxGraph(OnnxFile file, OutputChoice choice) {
        this.file = file;
        GraphProto graph = file.model().getGraph();
        List<OnnxNode> all = OnnxFunctions.inlined(file);
        List<TensorProto> stored = new ArrayList<>(graph.getInitializerList());
        all.forEach(node -> stored.addAll(OnnxBranches.tensors(node)));
        for (TensorProto tensor : stored) {
            if (initializers.put(tensor.getName(), tensor) != null) {
                throw file.damaged("has two tensors '" + Quoted.of(tensor.getName()) + "'");
            }
        }
        this.input = OnnxInput.of(file, theInput(graph));
        if (graph.getOutputCount() == 0) {
            throw file.fault("has no output", "export the model as ONNX again");
        }
        this.choice = choice;
        this.outputs =
                graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
        Map<String, OnnxNode> makers = makers(all);
        this.output = choice.name() == null ? computedLast(makers) : named(choice.name(), makers);
        this.nodes = needed(all, makers);
        ofImages.add(input.name());
        for (OnnxNode node : nodes) {
            if (!node.op().equals("Shape") && OnnxBranches.taken(node).stream().anyMatch(ofImages::contains)) {
                ofImages.addAll(node.outputs());
            }
        }
        OnnxOperators.check(this);
    }

    OnnxFile file() {
        return file;
    }

    /** The nodes that the output depends on, in order. */
    List<OnnxNode> nodes() {
        return nodes;
    }

    /** The images. */
    OnnxInput input() {
        return input;
    }

    /** The value whose numbers are the logits, or their softmax. */
    String output() {
        return output;
    }

    /** All outputs of the file. */
    List<String> outputs() {
        return outputs;
    }

    /** What was said of the output. */
    OutputChoice choice() {
        return choice;
    }

    private String named(String name, Map<String, OnnxNode> makers) {
        if (!outputs.contains(name) && !makers.containsKey(name)) {
            throw InputException.of(
                    parameter("output") + " " + name,
                    file.name() + " computes no such value",
                    "its outputs are "
                            + outputs.stream().limit(SHOWN).map(Quoted::of).toList());
        }
        return name;
    }

    /** Of several outputs the one that no other is computed from: features come before logits. */
    private String computedLast(Map<String, OnnxNode> makers) {
        List<String> numbers = outputs.stream()
                .map(output -> ranked(output, makers))
                .distinct()
                .toList();
        List<String> last = new ArrayList<>(numbers);
        for (String from : numbers) {
            Set<String> before = before(from, makers);
            before.remove(from);
            last.removeIf(before::contains);
        }
        if (last.size() == 1) {
            return last.get(0);
        }
        throw file.fault(
                "has the outputs " + last.stream().limit(SHOWN).map(Quoted::of).toList()
                        + ", none computed from another",
                "say which are the logits: " + parameter("output") + " NAME");
    }

    /** What an output says the largest numbers of, or their places; the output itself where it does not. */
    private static String ranked(String output, Map<String, OnnxNode> makers) {
        String at = output;
        for (int step = 0; step < SHAPES; step++) {
            OnnxNode maker = makers.get(at);
            if (maker == null || maker.inputs().isEmpty()) {
                return output;
            } else if (maker.op().matches("TopK|ArgMax|ZipMap")) {
                return maker.inputs().get(0);
            } else if (maker.op().equals("ArrayFeatureExtractor")
                    && maker.inputs().size() == 2) {
                at = maker.inputs().get(1); // the name of the class at that place
                continue;
            } else if (!maker.op().matches("Identity|Cast|Squeeze|Unsqueeze|Flatten|Reshape")) {
                return output;
            }
            at = maker.inputs().get(0);
        }
        return output;
    }

    /** All values that one is computed from, itself included. */
    private static Set<String> before(String value, Map<String, OnnxNode> makers) {
        Set<String> found = new HashSet<>(Set.of(value));
        Set<Integer> seen = new HashSet<>();
        List<String> open = new ArrayList<>(List.of(value));
        while (!open.isEmpty()) {
            OnnxNode maker = makers.get(open.remove(open.size() - 1));
            if (maker != null && seen.add(maker.index())) {
                OnnxBranches.taken(maker).stream().filter(found::add).forEach(open::add);
            }
        }
        return found;
    }

    /** A stored tensor, or null. */
    @Nullable TensorProto initializer(String value) {
        return initializers.get(value);
    }

    /** Whether a value is computed from the images, not only from their shape. */
    boolean isOfImages(String value) {
        return ofImages.contains(value);
    }

    /** Whether a value is a truth, stored in the file or brought by a Constant, and true. */
    boolean isTrue(String value) {
        TensorProto stored = initializers.get(value);
        for (OnnxNode node : nodes) {
            boolean brings = node.op().equals("Constant") && node.output().equals(value);
            stored = brings ? node.tensor("value") : stored;
        }
        return stored != null
                && new OnnxTensors(file).read(stored) instanceof OnnxValue.Integers truth
                && Arrays.stream(truth.values()).anyMatch(each -> each != 0);
    }

    /** How often each value is taken, by nodes and as the output. */
    Map<String, Integer> uses() {
        Map<String, Integer> uses = new HashMap<>();
        uses.put(output, 1);
        for (OnnxNode node : nodes) {
            OnnxBranches.all(node)
                    .forEach(inner -> inner.inputs().forEach(value -> uses.merge(value, 1, Integer::sum)));
        }
        return uses;
    }

    private ValueInfoProto theInput(GraphProto graph) {
        List<ValueInfoProto> images = graph.getInputList().stream()
                .filter(each -> !initializers.containsKey(each.getName()))
                .toList();
        if (images.size() != 1) {
            List<String> names =
                    images.stream().limit(5).map(v -> Quoted.of(v.getName())).toList();
            throw file.fault("takes " + images.size() + " inputs " + names, "a network of one input, images, is read");
        }
        return images.get(0);
    }

    /** Walks from the output backwards, then checks that what is needed comes in order. */
    private List<OnnxNode> needed(List<OnnxNode> all, Map<String, OnnxNode> makers) {
        Set<String> before = before(output, makers);
        List<OnnxNode> kept = all.stream()
                .filter(node -> node.outputs().stream().anyMatch(value -> !value.isEmpty() && before.contains(value)))
                .toList();
        checkOrder(kept, makers);
        return kept;
    }

    private Map<String, OnnxNode> makers(List<OnnxNode> all) {
        Map<String, OnnxNode> makers = new HashMap<>();
        for (OnnxNode node : all) {
            for (String value : node.outputs()) {
                boolean taken = initializers.containsKey(value) || value.equals(input.name());
                if (!value.isEmpty() && (taken || makers.put(value, node) != null)) {
                    throw node.damaged("makes '" + Quoted.of(value) + "', which is already there");
                }
            }
        }
        return makers;
    }

    private void checkOrder(List<OnnxNode> kept, Map<String, OnnxNode> makers) {
        Set<String> made = new HashSet<>(initializers.keySet());
        made.add(input.name());
        made.add("");
        for (OnnxNode node : kept) {
            for (String value : OnnxBranches.taken(node)) {
                if (!made.contains(value)) {
                    throw node.damaged("takes '" + Quoted.of(value) + "', which "
                            + (makers.containsKey(value)
                                    ? "is made from its own output or only later"
                                    : "nothing makes"));
                }
            }
            made.addAll(node.outputs());
        }
        if (!made.contains(output)) {
            throw file.fault("nothing makes the output '" + Quoted.of(output) + "'", "export the model again");
        }
    }
}
