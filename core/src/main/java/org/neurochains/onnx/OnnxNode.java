package org.neurochains.onnx;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Quoted;
import org.neurochains.onnx.proto.OnnxProto.AttributeProto;
import org.neurochains.onnx.proto.OnnxProto.NodeProto;
import org.neurochains.onnx.proto.OnnxProto.TensorProto;

/**
 * One operator of an ONNX graph, with its attributes by name and type.
 *
 * @param file the file's name, for messages
 * @param index place in the graph
 * @param opset version of the standard operators
 */
record OnnxNode(String file, int index, int opset, NodeProto proto) {
    private static final int LARGEST = 1 << 14;

    /** A node of this one's name that gives a value another name. */
    OnnxNode identity(int place, String from, String to) {
        NodeProto.Builder identity = NodeProto.newBuilder().setName(name()).setOpType("Identity");
        return new OnnxNode(
                file, place, opset, identity.addInput(from).addOutput(to).build());
    }

    String op() {
        return proto.getOpType();
    }

    /** The node's name; where it has none, its output's, or its operator and place. */
    String name() {
        if (!proto.getName().isEmpty()) {
            return Quoted.of(proto.getName());
        }
        return proto.getOutputCount() > 0 && !output().isEmpty() ? Quoted.of(output()) : Quoted.of(op()) + "_" + index;
    }

    List<String> inputs() {
        return proto.getInputList();
    }

    /** Whether an input is given; optional ones may be left out. */
    boolean hasInput(int i) {
        return i < proto.getInputCount() && !proto.getInput(i).isEmpty();
    }

    List<String> outputs() {
        return proto.getOutputList();
    }

    /** The name of the first output. */
    String output() {
        return proto.getOutput(0);
    }

    InputException fault(String problem, String remedy) {
        return InputException.of(file + ": node '" + name() + "' (" + Quoted.of(op()) + ")", problem, remedy);
    }

    InputException damaged(String problem) {
        return fault(problem, OnnxFile.EXPORT_AGAIN);
    }

    /** The fault of something that this operator may do, but not in a network read here. */
    InputException unsupported(String what) {
        return fault(what, "not supported; export the plain inference network in float32");
    }

    boolean has(String attribute) {
        return find(attribute) != null;
    }

    long integer(String attribute, long otherwise) {
        AttributeProto found = find(attribute, AttributeProto::hasI, "an integer");
        return found == null ? otherwise : found.getI();
    }

    double real(String attribute, double otherwise) {
        AttributeProto found = find(attribute, a -> a.hasF() && !Float.isNaN(a.getF()), "a number");
        return found == null ? otherwise : found.getF();
    }

    String text(String attribute, String otherwise) {
        AttributeProto found = find(attribute, AttributeProto::hasS, "a text");
        return found == null ? otherwise : found.getS().toStringUtf8();
    }

    @Nullable TensorProto tensor(String attribute) {
        AttributeProto found = find(attribute, AttributeProto::hasT, "a tensor");
        return found == null ? null : found.getT();
    }

    List<Float> reals(String attribute) {
        AttributeProto found = find(attribute);
        return found == null ? List.of() : found.getFloatsList();
    }

    /** A list of integers; null where the attribute is absent. */
    long @Nullable [] integers(String attribute) {
        AttributeProto found = find(
                attribute,
                a -> (!a.hasType() || a.getType() == AttributeProto.AttributeType.INTS) && !a.hasI(),
                "a list of integers");
        return found == null
                ? null
                : found.getIntsList().stream().mapToLong(Long::longValue).toArray();
    }

    /** The order of dimensions that a Transpose gives; from the last to the first where it names none. */
    long[] order(int rank) {
        long[] order = integers("perm");
        return order == null ? LongStream.range(0, rank).map(i -> rank - 1 - i).toArray() : order;
    }

    /** Sizes of a window, height and width (or more), each from a lowest value to {@value #LARGEST}. */
    int[] sizes(String attribute, int lowest, int... otherwise) {
        long[] found = integers(attribute);
        if (found == null) {
            return otherwise;
        }
        if (found.length != otherwise.length) {
            throw fault(
                    attribute + " has " + found.length + " numbers, " + otherwise.length + " are needed",
                    "only two-dimensional networks are read");
        }
        int[] sizes = new int[found.length];
        for (int i = 0; i < sizes.length; i++) {
            if (found[i] < lowest || found[i] > LARGEST) {
                throw fault(attribute + " is " + found[i], "between " + lowest + " and " + LARGEST + " is possible");
            }
            sizes[i] = (int) found[i];
        }
        return sizes;
    }

    private @Nullable AttributeProto find(String name) {
        for (AttributeProto attribute : proto.getAttributeList()) {
            if (attribute.getName().equals(name)) {
                if (!attribute.getRefAttrName().isEmpty()) {
                    throw unsupported("attribute " + name + " belongs to a function");
                }
                return attribute;
            }
        }
        return null;
    }

    private @Nullable AttributeProto find(String name, Predicate<AttributeProto> holds, String wanted) {
        AttributeProto found = find(name);
        if (found != null && !holds.test(found)) {
            throw damaged("attribute " + name + " is not " + wanted);
        }
        return found;
    }
}
