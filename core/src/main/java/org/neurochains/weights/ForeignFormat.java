package org.neurochains.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
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
    private static final int NAMED = 3;

    private ForeignFormat() {}

    private record Kind(String is, String remedy) {}

    /**
     * What a file of no readable format is.
     *
     * @param name the file's name
     * @param head its first bytes
     */
    static InputException of(String name, byte[] head) {
        Kind kind = kind(name.toLowerCase(Locale.ROOT), new String(head, StandardCharsets.ISO_8859_1));
        return InputException.of(name, kind.is, kind.remedy);
    }

    /** Whether a file is of another format whatever its first bytes look like, or is Git's note of where it is. */
    static boolean isKnown(String name, byte[] head) {
        String lower = name.toLowerCase(Locale.ROOT);
        return new String(head, StandardCharsets.ISO_8859_1).startsWith("version https://git-lfs")
                || lower.endsWith(".pdparams")
                || lower.endsWith(".mlmodel");
    }

    private static Kind kind(String name, String head) {
        if (head.isEmpty()) {
            return new Kind("is empty", READ);
        }
        Kind text = text(head.stripLeading().toLowerCase(Locale.ROOT));
        Kind known = text == null ? byMagic(head) : text;
        return known == null ? byName(name) : known;
    }

    private static @Nullable Kind text(String text) {
        if (text.startsWith("version https://git-lfs")) {
            return new Kind("is a Git LFS pointer instead of the file it stands for", "fetch that: git lfs pull");
        } else if (text.startsWith("<?xml") && text.contains("<net ")) {
            return new Kind("is a network of OpenVINO", "give the ONNX file that it was made of");
        } else if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) {
            return new Kind("is a web page, probably the error of a failed download", "download the file again");
        } else if (text.startsWith("{") && text.contains("\"weight_map\"")) {
            return new Kind(
                    "is the index of weights in several files",
                    "join them: load the model in PyTorch and torch.save(model.state_dict(), FILE)");
        }
        return text.startsWith("7767517\n") ? new Kind("is a network of ncnn", "give the file it was made of") : null;
    }

    private static @Nullable Kind byMagic(String head) {
        if (head.startsWith("\211HDF")) {
            return new Kind("is an HDF5 file (Keras)", KERAS);
        } else if (head.startsWith("TFL3", 4)) {
            return new Kind("is a TensorFlow Lite model", TENSORFLOW);
        } else if (head.startsWith("ORTM", 4)) {
            return new Kind("is in ONNX Runtime's own form", "give the .onnx file that it was made of");
        } else if (head.startsWith("\223NUMPY")) {
            return new Kind("is an array of NumPy", READ);
        } else if (head.startsWith("ftrt")) {
            return new Kind("is an engine of TensorRT", "give the ONNX file that it was made of");
        } else if (head.startsWith("\022\001\0\0\0\0\0\0")) {
            return new Kind(
                    "is weights of MXNet", "write ONNX: mxnet.onnx.export_model, with the symbol file beside it");
        } else if (head.startsWith("GGUF")) {
            return new Kind("is a GGUF file", READ);
        }
        String packer = head.startsWith("\037\213")
                ? "gzip"
                : head.startsWith("BZh")
                        ? "bzip2"
                        : head.startsWith("\3757zXZ")
                                ? "xz"
                                : head.startsWith("7z\274\257") ? "7-Zip" : head.startsWith("Rar!") ? "RAR" : null;
        return packer == null ? null : new Kind("is packed with " + packer, UNPACK);
    }

    private static Kind byName(String name) {
        if (name.endsWith(".pb")) {
            return new Kind("is a graph of TensorFlow", TENSORFLOW);
        } else if (name.contains(".ckpt.") || name.contains(".data-0000")) {
            return new Kind("is a checkpoint of TensorFlow", TENSORFLOW);
        } else if (name.endsWith(".caffemodel") || name.endsWith(".prototxt")) {
            return new Kind("is a network of Caffe", "convert it to ONNX, such as with caffe2onnx");
        } else if (name.endsWith(".pdparams") || name.endsWith(".pdmodel") || name.endsWith(".pdiparams")) {
            return new Kind("is a network of PaddlePaddle", "write ONNX: paddle2onnx, or paddle.onnx.export");
        } else if (name.endsWith(".mlmodel")) {
            return new Kind("is a network of Core ML", "give the network that it was made of, as ONNX");
        }
        return new Kind("is of an unknown format", READ + "; export other networks as ONNX");
    }

    /**
     * What a zip archive without a checkpoint is.
     *
     * @param name the file's name
     * @param entries the names of what is in it
     */
    static InputException ofZip(String name, Collection<String> entries) {
        Kind kind = zip(entries);
        return InputException.of(name, kind.is, kind.remedy);
    }

    private static Kind zip(Collection<String> entries) {
        if (entries.contains("model.weights.h5") || entries.contains("saved_model.pb")) {
            return new Kind("is a Keras model", KERAS);
        } else if (!entries.isEmpty() && entries.stream().allMatch(entry -> entry.endsWith(".npy"))) {
            return new Kind("is an archive of NumPy arrays", READ);
        } else if (ends(entries, "models/model.json") || ends(entries, "serialized_exported_program.json")) {
            return new Kind(
                    "is a program of torch.export",
                    "write ONNX: torch.onnx.export(torch.export.load(FILE).module(), images, \"net.onnx\")");
        } else if (ends(entries, "Manifest.json") && entries.stream().anyMatch(e -> e.contains("com.apple.CoreML"))) {
            return new Kind("is a network of Core ML", "give the network that it was made of, as ONNX");
        }
        List<String> inside = entries.stream()
                .filter(ForeignFormat::isReadable)
                .limit(NAMED)
                .map(Quoted::of)
                .toList();
        return inside.isEmpty()
                ? new Kind(
                        "is a zip archive without data.pkl in a folder",
                        "it is no PyTorch checkpoint; " + CheckpointFault.SAVE_AGAIN)
                : new Kind("is a zip archive that holds " + inside, UNPACK);
    }

    private static boolean ends(Collection<String> entries, String name) {
        return entries.stream().anyMatch(entry -> entry.equals(name) || entry.endsWith("/" + name));
    }

    private static boolean isReadable(String name) {
        return name.toLowerCase(Locale.ROOT).matches(".*\\.(safetensors|pth|pt|th|bin|onnx)");
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
        List<String> inside = names.stream()
                .filter(ForeignFormat::isReadable)
                .limit(NAMED)
                .map(Quoted::of)
                .toList();
        return InputException.of(
                folder.toString(),
                "is a folder",
                inside.isEmpty() ? "name a model file" : "name a model file, such as " + String.join(" or ", inside));
    }
}
