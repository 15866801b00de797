package org.neurochains.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Quoted;

/** Files of networks that are not read here: what they are, and how to get one that is. */
final class ForeignFormat {
    private static final String READ =
            "read are safetensors, PyTorch checkpoints (state_dict as .pth, .pt, .th, .bin) and ONNX";
    private static final String KERAS =
            "load it in Keras and write ONNX: model.export(\"net.onnx\", format=\"onnx\"), or tf2onnx";
    private static final String TENSORFLOW =
            "write ONNX with tf2onnx (python -m tf2onnx.convert reads all of TensorFlow's formats)";
    private static final String UNPACK = "unpack it, and give the file inside";
    private static final String CORE_ML = "give the network that it was made of, as ONNX";
    private static final String GIVE_ONNX = "give the ONNX file that it was made of";
    private static final int NAMED = 3;

    /** What a file is that begins with a pattern. */
    private record Kind(Pattern begin, String is, String remedy) {
        Kind(String begin, String is, String remedy) {
            this(Pattern.compile(begin, Pattern.DOTALL), is, remedy);
        }
    }

    /** By text, blanks before it left out. */
    private static final List<Kind> TEXTS = List.of(
            new Kind(
                    "(?i)version https://git-lfs",
                    "is a Git LFS pointer instead of the file it stands for",
                    "fetch that: git lfs pull"),
            new Kind("(?i)<\\?xml.*<net ", "is a network of OpenVINO", GIVE_ONNX),
            new Kind(
                    "(?i)<!doctype|<html|<\\?xml",
                    "is a web page, probably the error of a failed download",
                    "download the file again"),
            new Kind(
                    "(?i)\\{.*\"weight_map\"",
                    "is the index of weights in several files",
                    "join them: load the model in PyTorch and torch.save(model.state_dict(), FILE)"),
            new Kind("7767517\n", "is a network of ncnn", "give the file it was made of"));

    /** By the first bytes, each as a character. */
    private static final List<Kind> HEADS = List.of(
            new Kind("\211HDF", "is an HDF5 file (Keras)", KERAS),
            new Kind("....TFL3", "is a TensorFlow Lite model", TENSORFLOW),
            new Kind("....ORTM", "is in ONNX Runtime's own form", "give the .onnx file that it was made of"),
            new Kind("\223NUMPY", "is an array of NumPy", READ),
            new Kind("ftrt", "is an engine of TensorRT", GIVE_ONNX),
            new Kind(
                    "\022\001\0{6}",
                    "is weights of MXNet", "write ONNX: mxnet.onnx.export_model, with the symbol file beside it"),
            new Kind("GGUF", "is a GGUF file", READ),
            new Kind("\037\213", "is packed with gzip", UNPACK),
            new Kind("BZh", "is packed with bzip2", UNPACK),
            new Kind("\3757zXZ", "is packed with xz", UNPACK),
            new Kind("7z\274\257", "is packed with 7-Zip", UNPACK),
            new Kind("Rar!", "is packed with RAR", UNPACK));

    private static final List<Kind> NAMES = List.of(
            new Kind(".*\\.pb\\z", "is a graph of TensorFlow", TENSORFLOW),
            new Kind(".*(\\.ckpt\\.|\\.data-0000)", "is a checkpoint of TensorFlow", TENSORFLOW),
            new Kind(
                    ".*\\.(caffemodel|prototxt)\\z",
                    "is a network of Caffe",
                    "convert it to ONNX, such as with caffe2onnx"),
            new Kind(
                    ".*\\.(pdparams|pdmodel|pdiparams)\\z",
                    "is a network of PaddlePaddle",
                    "write ONNX: paddle2onnx, or paddle.onnx.export"),
            new Kind(".*\\.mlmodel\\z", "is a network of Core ML", CORE_ML),
            new Kind("", "is of an unknown format", READ + "; export other networks as ONNX"));

    private ForeignFormat() {}

    /**
     * What a file of no readable format is.
     *
     * @param name the file's name
     * @param head its first bytes
     */
    static InputException of(String name, byte[] head) {
        if (head.length == 0) {
            return InputException.of(name, "is empty", READ);
        }
        String begin = new String(head, StandardCharsets.ISO_8859_1);
        Kind kind = first(TEXTS, begin.stripLeading())
                .or(() -> first(HEADS, begin))
                .or(() -> first(NAMES, name.toLowerCase(Locale.ROOT)))
                .orElseThrow();
        return InputException.of(name, kind.is, kind.remedy);
    }

    private static Optional<Kind> first(List<Kind> kinds, String text) {
        return kinds.stream()
                .filter(kind -> kind.begin.matcher(text).lookingAt())
                .findFirst();
    }

    /** Whether a file is of another format whatever its first bytes look like, or is Git's note of where it is. */
    static boolean isKnown(String name, byte[] head) {
        String lower = name.toLowerCase(Locale.ROOT);
        return new String(head, StandardCharsets.ISO_8859_1).startsWith("version https://git-lfs")
                || lower.endsWith(".pdparams")
                || lower.endsWith(".mlmodel");
    }

    /**
     * What a zip archive without a checkpoint is.
     *
     * @param name the file's name
     * @param entries the names of what is in it
     */
    static InputException ofZip(String name, Collection<String> entries) {
        if (entries.contains("model.weights.h5") || entries.contains("saved_model.pb")) {
            return InputException.of(name, "is a Keras model", KERAS);
        } else if (!entries.isEmpty() && entries.stream().allMatch(entry -> entry.endsWith(".npy"))) {
            return InputException.of(name, "is an archive of NumPy arrays", READ);
        } else if (ends(entries, "models/model.json") || ends(entries, "serialized_exported_program.json")) {
            return InputException.of(
                    name,
                    "is a program of torch.export",
                    "write ONNX: torch.onnx.export(torch.export.load(FILE).module(), images, \"net.onnx\")");
        } else if (ends(entries, "Manifest.json") && entries.stream().anyMatch(e -> e.contains("com.apple.CoreML"))) {
            return InputException.of(name, "is a network of Core ML", CORE_ML);
        }
        List<String> inside = readable(entries);
        return inside.isEmpty()
                ? InputException.of(
                        name,
                        "is a zip archive without data.pkl in a folder",
                        "it is no PyTorch checkpoint; " + CheckpointFault.SAVE_AGAIN)
                : InputException.of(name, "is a zip archive that holds " + inside, UNPACK);
    }

    private static boolean ends(Collection<String> entries, String name) {
        return entries.stream().anyMatch(entry -> entry.equals(name) || entry.endsWith("/" + name));
    }

    /** The first of those names that may be of readable files. */
    private static List<String> readable(Collection<String> names) {
        return names.stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).matches(".*\\.(safetensors|pth|pt|th|bin|onnx)"))
                .limit(NAMED)
                .map(Quoted::of)
                .toList();
    }

    /** A folder in a model's place; null of anything else. */
    static @Nullable InputException ofFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return null;
        }
        List<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names = files.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            names = List.of();
        }
        if (names.contains("saved_model.pb")) {
            return InputException.of(folder.toString(), "is a SavedModel of TensorFlow", TENSORFLOW);
        }
        List<String> inside = readable(names);
        return InputException.of(
                folder.toString(),
                "is a folder",
                inside.isEmpty() ? "name a model file" : "name a model file, such as " + String.join(" or ", inside));
    }
}
