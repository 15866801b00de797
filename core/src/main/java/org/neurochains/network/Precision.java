package org.neurochains.network;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neurochains.tensor.DType;
import org.neurochains.tensor.Tensor;

/**
 * The same network with parameters of another element type, for computations that single precision is too coarse for.
 */
public final class Precision {
    private Precision() {}

    /** A network whose parameters have the type; they belong to the enclosing {@link org.neurochains.tensor.Scope}. */
    public static Network in(DType type, Network network) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : network.nodes()) {
            nodes.add(new Node(node.name(), in(type, node.op()), node.inputs()));
        }
        return Network.of(nodes, network.outputs());
    }

    /** Scores and gates of the type. */
    public static Scoring in(DType type, Scoring scoring) {
        return new Scoring() {
            @Override
            public @Nullable Tensor score(Op.Score layer) {
                return converted(type, scoring.score(layer));
            }

            @Override
            public @Nullable Tensor gate(String group) {
                return converted(type, scoring.gate(group));
            }
        };
    }

    private static Op in(DType type, Op op) {
        if (op instanceof Op.Conv conv) {
            return new Op.Conv(conv.weight().to(type), converted(type, conv.bias()), conv.geometry());
        } else if (op instanceof Op.Linear linear) {
            return new Op.Linear(linear.weight().to(type), converted(type, linear.bias()));
        } else if (op instanceof Op.BatchNorm n) {
            return n.map(vector -> vector.to(type));
        } else if (op instanceof Op.Resample r) {
            return new Op.Resample(r.rows().to(type), r.columns().to(type));
        } else if (op instanceof Op.Constant constant) {
            return new Op.Constant(constant.values().to(type), constant.height(), constant.width());
        }
        return op;
    }

    private static @Nullable Tensor converted(DType type, @Nullable Tensor tensor) {
        return tensor == null ? null : tensor.to(type);
    }
}
