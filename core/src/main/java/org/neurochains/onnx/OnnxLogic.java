package org.neurochains.onnx;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.onnx.OnnxValue.Integers;

/** Comparisons, logic and choices of constants, as exporters leave them around shapes; truths are 1 and 0. */
final class OnnxLogic {
    private OnnxLogic() {}

    /** An operator whose inputs are all integers. */
    static Integers ofIntegers(OnnxLowering net, OnnxNode node) {
        List<Integers> inputs = new ArrayList<>();
        int length = 1;
        boolean list = false;
        for (int i = 0; i < node.inputs().size(); i++) {
            if (!(net.value(node, i) instanceof Integers integers)) {
                throw node.damaged("input " + i + " is missing");
            }
            inputs.add(integers);
            list |= !integers.isScalar();
            length = integers.values().length == 1 ? length : integers.values().length;
        }
        long[] result = new long[length];
        for (int i = 0; i < length; i++) {
            long[] at = new long[inputs.size()];
            for (int k = 0; k < at.length; k++) {
                long[] values = inputs.get(k).values();
                if (values.length != 1 && values.length != length) {
                    throw node.damaged("combines " + values.length + " integers with " + length);
                }
                at[k] = values[values.length == 1 ? 0 : i];
            }
            result[i] = of(node, at);
        }
        return list ? Integers.list(result) : Integers.scalar(result[0]);
    }

    private static long of(OnnxNode node, long... at) {
        boolean choice = node.op().equals("Where");
        if (at.length != (choice ? 3 : node.op().equals("Not") ? 1 : 2)) {
            throw node.damaged("has " + at.length + " inputs");
        }
        if (choice) {
            return at[0] != 0 ? at[1] : at[2];
        }
        boolean truth = switch (node.op()) {
            case "Not" -> at[0] == 0;
            case "And" -> at[0] != 0 && at[1] != 0;
            case "Or" -> at[0] != 0 || at[1] != 0;
            case "Xor" -> (at[0] != 0) != (at[1] != 0);
            default -> compared(node, at[0], at[1]);
        };
        return truth ? 1 : 0;
    }

    /** The number of images is positive, and otherwise unknown. */
    private static boolean compared(OnnxNode node, long a, long b) {
        boolean open = a == OnnxValue.BATCH || b == OnnxValue.BATCH;
        if (open && a != b && (a == OnnxValue.BATCH ? b : a) > 0) {
            throw node.unsupported("compares the number of images with a number");
        }
        long first = a == OnnxValue.BATCH ? 1 : a;
        long second = b == OnnxValue.BATCH ? 1 : b;
        return switch (node.op()) {
            case "Greater" -> first > second;
            case "Less" -> first < second;
            case "GreaterOrEqual" -> first >= second;
            case "LessOrEqual" -> first <= second;
            default -> first == second;
        };
    }
}
