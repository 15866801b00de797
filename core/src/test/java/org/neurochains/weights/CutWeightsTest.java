package org.neurochains.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.network.Channels;
import org.neurochains.network.Cut;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Retention;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitPlacement;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

class CutWeightsTest {
    @Test
    void theProgramOfTheManualKnowsEveryOperator() throws IOException {
        String page = Files.readString(Path.of("../docs/how-to/any-network.md"));
        String program = page.substring(page.indexOf("class Chain("), page.indexOf("chain = Chain("));
        Stream<String> ops = Arrays.stream(Op.class.getPermittedSubclasses())
                .filter(op -> op != Op.Gate.class) // no cut network has it
                .map(Class::getSimpleName);
        Stream<String> kinds = Arrays.stream(Op.Activation.Kind.values()).map(Enum::name);

        assertThat(Stream.concat(ops, kinds).filter(name -> !program.contains('"' + name + '"')))
                .isEmpty();
    }

    @Test
    void weightsScoresAndGraphAreWritten(@TempDir Path folder) {
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(1, 2, 2));
            Tensor weight = Tensor.of(new float[] {2, -1, 4}, 3, 1, 1, 1);
            Tensor bias = Tensor.of(new float[] {7, 8, 9}, 3);
            int conv = graph.add("c", new Op.Conv(weight, bias, Op.Geometry.of(1, 1, 0)), 0);
            int pool = graph.add("p", new Op.AdaptiveAveragePool(1, 1), conv);
            int flat = graph.add("f", new Op.Flatten(), pool);
            graph.add("l", new Op.Linear(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3), null), flat);
            Network whole = UnitPlacement.place(Network.of(graph.nodes()));
            Network cut = Cut.of(whole, Retention.all(whole).with("c", Channels.of(0, 2)));
            CutWeights weights = CutWeights.of(cut, Map.of("c", new float[] {0.5f, 0, 3}));
            assertThat(weights.graph()).isEqualTo("""
                            input\tInput\t-\tshape=1,2,2
                            c\tConv\t0\tstride=1,1\tpadding=0,0\tdilation=1,1\tgroups=1
                            c.score\tScore\t1\tunit=c
                            p\tAdaptiveAveragePool\t2\tsize=1,1
                            f\tFlatten\t3
                            l\tLinear\t4
                            """);
            Path file = folder.resolve("chain.safetensors");
            weights.write(file, Map.of("region", "cat"));
            Safetensors read = SafetensorsReader.read(file);
            assertThat(read.metadata()).containsEntry("graph", weights.graph()).containsEntry("region", "cat");
            assertThat(read.tensors().keySet())
                    .containsExactly("c.weight", "c.bias", "c.score", "c.channels", "l.weight");
            assertThat(Objects.requireNonNull(read.tensors().get("c.weight")).toFloats())
                    .containsExactly(2, 4);
            assertThat(Objects.requireNonNull(read.tensors().get("c.bias")).toFloats())
                    .containsExactly(7, 9);
            assertThat(Objects.requireNonNull(read.tensors().get("c.score")).toFloats())
                    .containsExactly(0.5f, 3);
            assertThat(Objects.requireNonNull(read.tensors().get("c.channels")).toFloats())
                    .containsExactly(0, 2);
            assertThat(Objects.requireNonNull(read.tensors().get("l.weight")).toFloats())
                    .containsExactly(1, 3, 4, 6);
        }
    }
}
