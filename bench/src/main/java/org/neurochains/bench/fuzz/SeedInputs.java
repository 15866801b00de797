package org.neurochains.bench.fuzz;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.SampleRecord;
import org.neurochains.network.Channels;
import org.neurochains.network.GraphBuilder;
import org.neurochains.network.Network;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.onnx.OnnxOptions;
import org.neurochains.onnx.OnnxWriter;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Small valid inputs from which a fuzzer starts: {@code SeedInputs READER FOLDER}. */
public final class SeedInputs {
    /** A VGG of two convolutions and a one-layer head, as {@link ModelInput} takes it. */
    static final String VGG = "features.0.weight 2 3 3 3\nfeatures.0.bias 2\nfeatures.3.weight 3 2 3 3\n"
            + "features.3.bias 3\nclassifier.weight 2 3\nclassifier.bias 2";

    private SeedInputs() {}

    /** Writes the seeds of a reader into a folder. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        int number = 0;
        for (byte[] seed : of(arguments[0])) {
            Files.write(folder.resolve("seed-" + number++), seed);
        }
    }

    static List<byte[]> of(String reader) throws IOException {
        return switch (reader) {
            case "checkpoint" -> checkpoints();
            case "safetensors" -> safetensors();
            case "onnx" -> networks();
            case "model" -> models();
            case "chain" -> chains();
            case "image" -> images("png", "gif", "bmp", "jpg");
            case "jpeg" -> images("jpg");
            default -> throw new IllegalArgumentException("no reader " + reader);
        };
    }

    private static List<byte[]> checkpoints() {
        byte[] version = latin1("\u0080\u0002M\u00e9\u0003.\u0080\u0002}.");
        String keys = "\u0080\u0002]X\u0001\0\0\0" + "0a." + "\u0004\0\0\0\0\0\0\0" + "0123456789abcdef";
        byte[] zip = latin1("Z" + stateDict());
        byte[] legacy = latin1("L" + new String(version, StandardCharsets.ISO_8859_1) + stateDict() + keys);
        return List.of(zip, legacy, latin1("T" + tar()), CheckpointInput.content(zip), CheckpointInput.content(legacy));
    }

    /** A dictionary of a 2x2 view on storage 0 and a parameter, as PyTorch pickles it. */
    private static String stateDict() {
        String storage = "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0" + "0X\3\0\0\0cpuK\4tQ";
        String tensor = "ctorch._utils\n_rebuild_tensor_v2\n(" + storage
                + "K\0K\2K\2\u0086K\2K\1\u0086\u0089ccollections\nOrderedDict\n)RtR";
        return "\u0080\2}(X\1\0\0\0a" + tensor + "X\1\0\0\0bctorch._utils\n_rebuild_parameter\n" + tensor
                + "\u0088ccollections\nOrderedDict\n)R\u0087Ru.";
    }

    private static String tar() {
        String storages = "\u0080\2K\1.\u0080\2K\7X\3\0\0\0cpuctorch\nFloatStorage\n\u0087.\2\0\0\0\0\0\0\0"
                + "01234567" + "\u0080\2](K\10K\7K\1K\1ta.";
        String tensors = "\u0080\2K\1.\u0080\2K\24K\7ctorch\nFloatTensor\n\u0087."
                + "\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
        String pickle = "\u0080\2}X\1\0\0\0aX\2\0\0\0" + "20Qs.";
        return length(storages) + storages + length(tensors) + tensors + pickle;
    }

    private static String length(String part) {
        return "" + (char) (part.length() >> 8) + (char) (part.length() & 0xff);
    }

    private static List<byte[]> safetensors() {
        String two =
                "H{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,4],\"data_offsets\":[0,32]},"
                        + "\"b\":{\"dtype\":\"BF16\",\"shape\":[16],\"data_offsets\":[32,64]}}";
        String one = "H{\"x.running_var\":{\"dtype\":\"I64\",\"shape\":[8],\"data_offsets\":[0,64]}}";
        byte[] whole = HexFormat.of().parseHex("0200000000000000" + "7b7d");
        return List.of(latin1(two), latin1(one), whole);
    }

    /** A convolution with its join, pool, vector and layer, as they are written here. */
    private static List<byte[]> networks() throws IOException {
        Path file = Files.createTempFile("seed", ".onnx");
        try (Scope scope = Scope.open()) {
            GraphBuilder graph = new GraphBuilder(Shape.maps(3, 8, 8));
            int conv = graph.add("c", new Op.Conv(Tensor.full(1, 2, 3, 3, 3), null, Op.Geometry.of(3, 1, 1)), 0);
            int join = graph.add("j", new Op.Concat(), conv, graph.add("r", new Op.Relu(), conv));
            int picked = graph.add("s", new Op.Select(Channels.of(2, -1, 0)), join);
            int pool = graph.add("p", new Op.AdaptiveAveragePool(3, 1), picked);
            int flat = graph.add("f", new Op.Flatten(), pool);
            graph.add("l", new Op.Linear(Tensor.full(1, 2, 9), Tensor.full(0, 2)), flat);
            OnnxWriter.write(file, Network.of(graph.nodes()), Map.of(), OnnxOptions.plain());
            return List.of(Files.readAllBytes(file));
        } finally {
            Files.delete(file);
        }
    }

    private static List<byte[]> models() {
        StringBuilder resnet = new StringBuilder("module.conv1.weight 2 3 3 3" + norm("module.bn1", 2));
        for (int layer = 1; layer <= 3; layer++) {
            int width = 2 << (layer - 1);
            String block = "module.layer" + layer + ".0.";
            resnet.append("\n" + block + "conv1.weight " + width + " " + (layer == 1 ? 2 : width / 2) + " 3 3");
            resnet.append(norm(block + "bn1", width));
            resnet.append("\n" + block + "conv2.weight " + width + " " + width + " 3 3" + norm(block + "bn2", width));
        }
        resnet.append("\nmodule.linear.weight 3 8\nmodule.linear.bias 3");
        return List.of(latin1(VGG), latin1(resnet.toString()));
    }

    private static String norm(String name, int width) {
        StringBuilder lines = new StringBuilder();
        for (String part : new String[] {"weight", "bias", "running_mean", "running_var"}) {
            lines.append("\n" + name + "." + part + " " + width);
        }
        return lines.toString();
    }

    private static List<byte[]> chains() {
        ChainRecord chain = SampleRecord.builder()
                .layers(List.of(
                        new ChainRecord.Layer(
                                "L0", "convolution", 2, false, List.of(new ChainRecord.RetainedFilter(1, 0.5f, null))),
                        new ChainRecord.Layer(
                                "L3", "convolution", 3, false, List.of(new ChainRecord.RetainedFilter(0, -1, "note")))))
                .curve(List.of(new ChainRecord.CurvePoint(2, 0, 0.1, 1, "curve/2.safetensors")))
                .edges(List.of(new ChainRecord.Edge("L0.1", "logit:cat", "cat", 0.3)))
                .inferenceChains(List.of(new ChainRecord.InferenceChain("cat", List.of("L0.1", "L3.0"), 0.3)))
                .build();
        return List.of(
                ChainFile.json(chain),
                latin1(new String(ChainFile.json(chain), StandardCharsets.ISO_8859_1).replaceAll("\\s+", "")));
    }

    private static List<byte[]> images(String... formats) throws IOException {
        List<byte[]> images = new ArrayList<>();
        for (String format : formats) {
            for (int type : new int[] {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_GRAY}) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                ImageIO.write(picture(type), format, bytes);
                images.add(bytes.toByteArray());
            }
        }
        return images;
    }

    private static BufferedImage picture(int type) {
        BufferedImage picture = new BufferedImage(17, 9, type);
        Random random = new Random(1);
        for (int y = 0; y < 9; y++) {
            for (int x = 0; x < 17; x++) {
                picture.setRGB(x, y, random.nextInt());
            }
        }
        return picture;
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
