package org.neurochains.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation on numbers worked out by hand. */
class TensorTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    static Stream<Arguments> elementwise() {
        Tensor other = Tensor.of(new float[] {2, 4, -8}, 3);
        return Stream.of(
                of("add", x -> x.add(other), 0, 4, -5),
                of("add a number", x -> x.add(0.5), -1.5, 0.5, 3.5),
                of("sub", x -> x.sub(other), -4, -4, 11),
                of("mul", x -> x.mul(other), -4, 0, -24),
                of("mul by a number", x -> x.mul(-2), 4, 0, -6),
                of("div", x -> x.div(other), -1, 0, -0.375f),
                of("lerp", x -> x.lerp(other, Tensor.full(0.25)), -1, 1, 0.25f),
                of("neg", Tensor::neg, 2, 0, -3),
                of("abs", Tensor::abs, 2, 0, 3),
                of("sign", Tensor::sign, -1, 0, 1),
                of("square", Tensor::square, 4, 0, 9),
                of("sqrt", x -> x.square().sqrt(), 2, 0, 3),
                of("exp", Tensor::exp, Math.exp(-2), 1, Math.exp(3)),
                of("log", x -> x.abs().log(), Math.log(2), -INFINITY, Math.log(3)),
                of("relu", Tensor::relu, 0, 0, 3),
                of("sigmoid", Tensor::sigmoid, 1 / (1 + Math.exp(2)), 0.5, 1 / (1 + Math.exp(-3))),
                of("clamp", x -> x.clamp(-1, 2), -1, 0, 2),
                of("greater", x -> x.greater(0), 0, 0, 1),
                of("greater is strict", x -> x.greater(3), 0, 0, 0),
                of("zerosLike", Tensor::zerosLike, 0, 0, 0),
                of("in another type and back", x -> x.to(DType.LONG).to(DType.DOUBLE), -2, 0, 3));
    }

    private static Arguments of(String name, UnaryOperator<Tensor> operation, double... expected) {
        return Arguments.of(name, operation, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void elementwise(String name, UnaryOperator<Tensor> operation, double[] expected) {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {-2, 0, 3}, 3);
            assertThat(operation.apply(x).toDoubles()).containsExactly(expected, within(1e-6));
            assertThat(x.toFloats()).as("the operand").containsExactly(-2, 0, 3);
        }
    }

    @Test
    void broadcasts() {
        try (Scope scope = Scope.open()) {
            Tensor rows = Tensor.of(new float[] {1, 2}, 2, 1);
            Tensor columns = Tensor.of(new float[] {10, 20, 30}, 3);
            Tensor sum = rows.add(columns);
            assertThat(sum.shape()).containsExactly(2, 3);
            assertThat(sum.toFloats()).containsExactly(11, 21, 31, 12, 22, 32);
        }
    }

    @Test
    void reduces() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2, 3, -4, 5, 6}, 2, 3);
            assertThat(x.sum().item()).isEqualTo(13);
            assertThat(x.sum(0L).toFloats()).containsExactly(-3, 7, 9);
            assertThat(x.sum(1L).toFloats()).containsExactly(6, 7);
            assertThat(x.sum(0L, 1L).item()).isEqualTo(13);
            assertThat(x.mean().item()).isCloseTo(13 / 6.0, within(1e-6));
            assertThat(x.mean(1L).toFloats()).containsExactly(2, 7 / 3f);
            assertThat(x.max(0L).toFloats()).containsExactly(1, 5, 6);
            assertThat(x.min(1L).toFloats()).containsExactly(1, -4);
            assertThat(x.argmax(1)).containsExactly(2, 2);
            assertThat(x.argmax(0)).containsExactly(0, 1, 1);
        }
    }

    @Test
    void rearranges() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
            assertThat(x.reshape(3, -1).shape()).containsExactly(3, 2);
            assertThat(x.reshape(-1).toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(x.permute(1, 0).toFloats()).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(x.permute(1, 0).contiguous().shape()).containsExactly(3, 2);
            assertThat(x.narrow(1, 1, 2).toFloats()).containsExactly(2, 3, 5, 6);
            assertThat(x.select(0, 1).toFloats()).containsExactly(4, 5, 6);
            assertThat(x.indexSelect(1, 2, 0, 2).toFloats()).containsExactly(3, 1, 3, 6, 4, 6);
            assertThat(x.narrow(0, 0, 1).expand(2, -1).toFloats()).containsExactly(1, 2, 3, 1, 2, 3);
            assertThat(Tensor.concat(1, List.of(x, x.narrow(1, 0, 1))).toFloats())
                    .containsExactly(1, 2, 3, 1, 4, 5, 6, 4);
            List<Tensor> parts = x.split(1, 1, 2);
            assertThat(parts.get(0).toFloats()).containsExactly(1, 4);
            assertThat(parts.get(1).toFloats()).containsExactly(2, 3, 5, 6);
        }
    }

    @Test
    void addsAtIndices() {
        try (Scope scope = Scope.open()) {
            Tensor zeros = Tensor.zeros(DType.FLOAT, 2, 3);
            Tensor more = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
            Tensor sum = zeros.indexAdd(1, Tensor.indices(2, 0), more);
            assertThat(sum.toFloats()).containsExactly(2, 0, 1, 4, 0, 3);
            assertThat(zeros.toFloats()).containsOnly(0);
        }
    }

    @Test
    void worksInPlaceWhereNamedSo() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {-1, 2}, 2);
            assertThat(x.addInPlace(Tensor.full(-1, 2))).isSameAs(x);
            assertThat(x.toFloats()).containsExactly(-2, 1);
            assertThat(x.reluInPlace().toFloats()).containsExactly(0, 1);
            assertThat(x.copyInPlace(Tensor.full(7)).toFloats()).containsExactly(7, 7);
        }
    }

    @Test
    void viewsShareMemoryAndCopiesDoNot() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.full(1, 4);
            Tensor copy = x.copy();
            Tensor view = x.narrow(0, 2, 2);
            view.copyInPlace(Tensor.full(5, 2));
            assertThat(x.toFloats()).containsExactly(1, 1, 5, 5);
            assertThat(x.detach().toFloats()).containsExactly(1, 1, 5, 5);
            assertThat(copy.toFloats()).containsOnly(1);
        }
    }

    @Test
    void channelsLastKeepsTheElements() {
        try (Scope scope = Scope.open()) {
            float[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
            Tensor x = Tensor.of(values, 1, 3, 2, 2);
            assertThat(x.channelsLast().shape()).containsExactly(1, 3, 2, 2);
            assertThat(x.channelsLast().toFloats()).containsExactly(values);
        }
    }

    @Test
    void emptyTensorsAreTensors() {
        try (Scope scope = Scope.open()) {
            Tensor empty = Tensor.of(new float[0], 2, 0);
            assertThat(empty.shape()).containsExactly(2, 0);
            assertThat(empty.size()).isZero();
            assertThat(empty.toFloats()).isEmpty();
            assertThat(empty.toDoubles()).isEmpty();
            assertThat(Tensor.of(new double[0], 0).type()).isEqualTo(DType.DOUBLE);
            assertThat(Tensor.indices().toDoubles()).isEmpty();
            assertThat(empty.sum().item()).isZero();
            assertThat(empty.sum(1L).toFloats()).containsExactly(0, 0);
            assertThat(Tensor.full(3, 2, 2).indexSelect(1).shape()).containsExactly(2, 0);
            Tensor joined = Tensor.concat(1, List.of(empty, Tensor.full(1, 2, 1)));
            assertThat(joined.toFloats()).containsExactly(1, 1);
            assertThat(Tensor.full(1, 3).split(0, 0, 3, 0).get(2).size()).isZero();
        }
    }

    @Test
    void tellsItsShapeAndType() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.zeros(DType.DOUBLE, 2, 3, 4);
            assertThat(x.rank()).isEqualTo(3);
            assertThat(x.dim(1)).isEqualTo(3);
            assertThat(x.dim(-1)).isEqualTo(4);
            assertThat(x.size()).isEqualTo(24);
            assertThat(x.type()).isEqualTo(DType.DOUBLE);
            assertThat(x.to(DType.DOUBLE)).isSameAs(x);
            assertThat(x.to(DType.BOOL).type()).isEqualTo(DType.BOOL);
            assertThat(x).hasToString("Tensor[2, 3, 4]");
        }
    }

    @Test
    void refusesValuesThatAreNoShapesFull() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.of(new float[] {1, 2, 3}, 2, 2))
                .withMessage("3 values for shape [2, 2]");
        try (Scope scope = Scope.open()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> Tensor.full(1, 2).item())
                    .withMessageContaining("[2]");
        }
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                fault("add", x -> x.add(Tensor.full(1, 4))),
                fault("reshape", x -> x.reshape(4, 2)),
                fault("narrow", x -> x.narrow(0, 1, 2)),
                fault("indexSelect", x -> x.indexSelect(1, 3)),
                fault("select", x -> x.select(2, 0)),
                fault("concat", x -> Tensor.concat(0, List.of(x, Tensor.full(1, 1, 2)))),
                fault("split", x -> x.split(1, 1, 1).get(0)),
                fault("addInPlace", x -> x.addInPlace(Tensor.full(1, 5))));
    }

    private static Arguments fault(String name, UnaryOperator<Tensor> operation) {
        return Arguments.of(name, operation);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String name, UnaryOperator<Tensor> operation) {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.full(1, 2, 3);
            assertThatThrownBy(() -> operation.apply(x))
                    .isInstanceOfSatisfying(
                            EngineException.class,
                            e -> assertThat(e.outOfMemory()).isFalse())
                    .hasMessageStartingWith(name + ": ")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void saysThatMemoryRanOut() {
        try (Scope scope = Scope.open()) {
            assertThatThrownBy(() -> Tensor.zeros(DType.FLOAT, 1L << 50))
                    .isInstanceOfSatisfying(
                            EngineException.class,
                            e -> assertThat(e.outOfMemory()).isTrue());
        }
    }
}
