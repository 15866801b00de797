package org.neurochains.chain;

import static org.neurochains.InputException.parameter;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.neurochains.InputException;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.Flow;
import org.neurochains.network.Network;
import org.neurochains.network.OutputKind;
import org.neurochains.network.Retention;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxOptions;
import org.neurochains.onnx.OnnxRuntime;
import org.neurochains.onnx.OnnxWriter;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.weights.CutWeights;
import org.neurochains.weights.ImageInput;
import org.neurochains.weights.Model;
import tools.jackson.databind.json.JsonMapper;

/** Writes a chain's cut network as a model file of its own, checked against the masked original. */
public final class ChainExport {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final double TOLERANCE = 1e-4;
    private static final int IMAGES = 2;

    private ChainExport() {}

    /** The kinds of file. */
    public enum ExportFormat {
        /** Graph, weights and scores. */
        ONNX,
        /** Weights and scores by name, the graph as a text. */
        SAFETENSORS
    }

    /**
     * How to write.
     *
     * @param foldScores whether ONNX has the scores multiplied into weights
     * @param withNormalisation whether ONNX takes pixels in [0, 1]
     */
    public record Options(ExportFormat format, boolean foldScores, boolean withNormalisation) {}

    /**
     * Writes a file.
     *
     * @return whether ONNX Runtime was there and gave the same outputs; false for safetensors
     * @throws InputException if the chain is cut through, options do not suit the format, or the file cannot be written
     * @throws IllegalStateException if the cut network's logits are not the masked one's within 1e-4 of the largest
     */
    public static boolean write(Path file, Model model, ChainRecord chain, Subnetwork subnetwork, Options options) {
        if (options.format() == ExportFormat.SAFETENSORS && (options.foldScores() || options.withNormalisation())) {
            throw InputException.of(
                    options.foldScores() ? parameter("foldScores") : parameter("withNormalisation"),
                    "is not for safetensors, which keeps weights and scores as they are",
                    "use " + parameter("format") + " onnx");
        }
        Retention retention = subnetwork.retention();
        if (Flow.of(model.network(), retention).cutThrough()) {
            throw InputException.of(
                    "the chain",
                    "has no path from the image to the logits",
                    "extract it again with a smaller " + parameter("lambda"));
        }
        try (Scope scope = Scope.open()) {
            Network cut = Cut.of(model.network(), retention);
            Tensor images = images(model.network().inputShape());
            float[] logits =
                    Executor.of(cut).logits(images, subnetwork.scoring()).toFloats();
            float[] masked = Executor.of(model.network())
                    .logits(images, subnetwork.scoring())
                    .toFloats();
            requireEqual("the cut network", logits, masked);
            Map<String, float[]> scores = subnetwork.scores().byUnit();
            if (options.format() == ExportFormat.SAFETENSORS) {
                CutWeights.of(cut, scores).write(file, texts(model, chain, options));
                return false;
            }
            OnnxWriter.write(file, cut, scores, onnx(model, chain, options));
            float[] expected =
                    model.sigmoid() ? Tensor.of(masked, masked.length).sigmoid().toFloats() : masked;
            return checked(file, options.withNormalisation() ? pixels(images, model.input()) : images, expected);
        }
    }

    private static OnnxOptions onnx(Model model, ChainRecord chain, Options options) {
        OnnxOptions plain = OnnxOptions.plain()
                .withFoldScores(options.foldScores())
                .withSigmoid(model.sigmoid())
                .withMetadata(texts(model, chain, options));
        ImageInput input = model.input();
        return options.withNormalisation() ? plain.withNormalisation(floats(input.mean()), floats(input.std())) : plain;
    }

    private static boolean checked(Path file, Tensor images, float[] expected) {
        if (!OnnxRuntime.isPresent()) {
            return false;
        }
        requireEqual("ONNX Runtime on " + file, OnnxRuntime.run(file, images), expected);
        return true;
    }

    private static Tensor images(Shape shape) {
        Random random = new Random(0);
        float[] values = new float[IMAGES * Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, IMAGES, shape.channels(), shape.height(), shape.width());
    }

    private static Tensor pixels(Tensor images, ImageInput input) {
        Tensor std = Tensor.of(floats(input.std()), 1, input.std().size(), 1, 1);
        Tensor mean = Tensor.of(floats(input.mean()), 1, input.mean().size(), 1, 1);
        return images.mul(std).add(mean);
    }

    private static float[] floats(List<Float> numbers) {
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i);
        }
        return values;
    }

    private static void requireEqual(String what, float[] actual, float[] expected) {
        double largest = 0;
        double apart = actual.length == expected.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(actual.length, expected.length); i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            apart = Math.max(apart, Math.abs((double) actual[i] - expected[i]));
        }
        if (!(apart <= TOLERANCE * largest)) {
            throw new IllegalStateException(
                    what + " differs from the masked network by " + apart + " where the largest logit is " + largest);
        }
    }

    /** Region and provenance as JSON, and what a reader of models takes from a file's texts. */
    private static Map<String, String> texts(Model model, ChainRecord chain, Options options) {
        Map<String, String> texts = new LinkedHashMap<>();
        ImageInput input = model.input();
        texts.put("input_size", input.height() + "x" + input.width());
        texts.put("mean", options.withNormalisation() ? "0,0,0" : joined(input.mean()));
        texts.put("std", options.withNormalisation() ? "1,1,1" : joined(input.std()));
        if (!model.labels().isEmpty() && model.labels().stream().noneMatch(l -> l.contains(","))) {
            texts.put("labels", String.join(",", model.labels()));
        }
        if (model.network().outputs() == OutputKind.MULTI_LABEL) {
            texts.put("outputs", model.network().outputs().toString());
        }
        texts.put("neurochains.scores", options.foldScores() ? "folded" : "separate");
        texts.put("neurochains.model", MAPPER.writeValueAsString(chain.model()));
        texts.put("neurochains.region", MAPPER.writeValueAsString(chain.region()));
        texts.put("neurochains.solver", MAPPER.writeValueAsString(chain.solver()));
        texts.put("neurochains.provenance", MAPPER.writeValueAsString(chain.provenance()));
        return texts;
    }

    private static String joined(List<Float> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
