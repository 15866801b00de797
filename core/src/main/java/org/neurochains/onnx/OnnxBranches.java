package org.neurochains.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.neurochains.file.Quoted;
import org.neurochains.onnx.proto.OnnxProto.AttributeProto;
import org.neurochains.onnx.proto.OnnxProto.GraphProto;
import org.neurochains.onnx.proto.OnnxProto.NodeProto;
import org.neurochains.onnx.proto.OnnxProto.TensorProto;

/**
 * The two graphs of an If, as exporters leave it where a shape decides what is done. They take values of the graph
 * around them by name.
 */
final class OnnxBranches {
    /** The number of an attribute's field for a graph, which is no part of the schema here. */
    private static final int GRAPH_FIELD = 6;

    private static final int DEEPEST = 8;

    private OnnxBranches() {}

    private static List<GraphProto> branches(OnnxNode node) {
        return node.op().equals("If")
                ? node.proto().getAttributeList().stream()
                        .flatMap(attribute -> graphs(node, attribute).stream())
                        .toList()
                : List.of();
    }

    private static List<GraphProto> graphs(OnnxNode node, AttributeProto attribute) {
        List<GraphProto> graphs = new ArrayList<>();
        for (ByteString bytes :
                attribute.getUnknownFields().getField(GRAPH_FIELD).getLengthDelimitedList()) {
            try {
                graphs.add(GraphProto.parseFrom(bytes));
            } catch (InvalidProtocolBufferException e) {
                throw node.damaged("has a branch that is no graph");
            }
        }
        return graphs;
    }

    /** A branch's nodes, and one for each of its outputs that gives it the name that it has outside. */
    private static List<OnnxNode> nodes(OnnxNode node, GraphProto branch) {
        if (branch.getOutputCount() != node.outputs().size()) {
            throw node.damaged("has branches of other outputs");
        }
        List<OnnxNode> nodes = new ArrayList<>();
        for (NodeProto proto : branch.getNodeList()) {
            OnnxNode inner = new OnnxNode(node.file(), node.index(), node.opset(), proto);
            if (proto.getOutputCount() == 0) {
                throw inner.damaged("has no output");
            }
            nodes.add(inner);
        }
        for (int i = 0; i < branch.getOutputCount(); i++) {
            String output = branch.getOutput(i).getName();
            nodes.add(node.identity(node.index(), output, node.outputs().get(i)));
        }
        return nodes;
    }

    /** What a node stands for: itself and, of an If, the nodes of both branches. */
    static List<OnnxNode> all(OnnxNode node) {
        return all(node, 0);
    }

    private static List<OnnxNode> all(OnnxNode node, int depth) {
        if (depth > DEEPEST) {
            throw node.fault("is an If in an If, " + DEEPEST + " deep", "simplify the model before export");
        }
        List<OnnxNode> all = new ArrayList<>(List.of(node));
        for (GraphProto branch : branches(node)) {
            for (OnnxNode inner : nodes(node, branch)) {
                all.addAll(all(inner, depth + 1));
                if (all.size() > OnnxFile.MOST_NODES) {
                    throw node.fault("has more than " + OnnxFile.MOST_NODES + " nodes", "at most so many are read");
                }
            }
        }
        return all;
    }

    /** The values that a node takes, those of its branches included. */
    static Set<String> taken(OnnxNode node) {
        Set<String> taken = new LinkedHashSet<>(node.inputs());
        List<OnnxNode> all = all(node);
        if (all.size() > 1) {
            Set<String> made = new HashSet<>();
            all.forEach(inner -> made.addAll(inner.outputs()));
            tensors(node).forEach(tensor -> made.add(tensor.getName()));
            all.forEach(inner ->
                    inner.inputs().stream().filter(name -> !made.contains(name)).forEach(taken::add));
        }
        return taken;
    }

    /** The tensors stored in a node's branches. */
    static List<TensorProto> tensors(OnnxNode node) {
        List<TensorProto> tensors = new ArrayList<>();
        all(node).forEach(inner -> branches(inner).forEach(branch -> tensors.addAll(branch.getInitializerList())));
        return tensors;
    }

    /** The nodes of the branch that a truth chooses. */
    static List<OnnxNode> chosen(OnnxNode node, boolean truth) {
        String wanted = truth ? "then_branch" : "else_branch";
        return node.proto().getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(wanted))
                .flatMap(attribute -> graphs(node, attribute).stream())
                .map(branch -> nodes(node, branch))
                .findFirst()
                .orElseThrow(() -> node.damaged("has no " + Quoted.of(wanted)));
    }
}
