package org.neurochains.weights;

import static org.neurochains.InputException.parameter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.Bytes;
import org.neurochains.file.ElementType;
import org.neurochains.file.Fingerprint;
import org.neurochains.file.Quoted;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * The parameters of a model file: safetensors, or a PyTorch checkpoint in zip, legacy or tar form.
 *
 * <p>Every value becomes float32, whatever its {@linkplain #types() type in the file}. A checkpoint's dictionary may
 * lie under {@code state_dict} or another usual key, and names lose what DataParallel ({@code module.}), torch.compile
 * ({@code _orig_mod.}) and an enclosing class ({@code model.}) added. Nothing in the file is executed.
 */
public final class WeightFile {
    private final Path file;
    private final Format format;
    private final Map<String, Tensor> tensors;
    private final Map<String, ElementType> types;
    private final Map<String, String> metadata;
    private final Fingerprint fingerprint;

    private WeightFile(
            Path file, Format format, Map<String, Tensor> tensors, StoredParameters source, Fingerprint print) {
        this.file = file;
        this.format = format;
        this.tensors = Collections.unmodifiableMap(tensors);
        this.types = types(tensors.keySet(), source.list());
        this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(source.metadata()));
        this.fingerprint = print;
    }

    /**
     * Tells a file's format by its content.
     *
     * @throws InputException if the file is missing, unreadable or of no known format
     */
    public static Format format(Path file) {
        try (Bytes bytes = Bytes.open(file)) {
            return Signature.of(bytes);
        } catch (IOException e) {
            throw Bytes.unreadable(file, e);
        }
    }

    /**
     * Reads a file's parameters into tensors that belong to the enclosing {@link Scope}. They are read one by one, so
     * that little more memory is needed than they take.
     *
     * @throws InputException if the file is missing, of a format that is not read here (ONNX included), damaged,
     *     hostile, or holds weights that are not finite or a negative variance
     */
    public static WeightFile read(Path file) {
        return read(file, null);
    }

    /**
     * The same of one of several dictionaries.
     *
     * @param key the dictionary's key in the checkpoint, such as {@code state_dict_ema}; null for the usual one
     * @throws InputException as {@link #read(Path)}, or if there is no such dictionary
     */
    public static WeightFile read(Path file, @Nullable String key) {
        Fingerprint print = Fingerprint.of(file);
        try (Bytes bytes = Bytes.open(file)) {
            Format format = Signature.of(bytes);
            StoredParameters source = open(bytes, format, key);
            if (source.list().isEmpty()) {
                throw bytes.fault("holds no parameters", "save the model again");
            }
            List<String> names = PlainNames.of(ParameterTensors.names(source));
            ParameterChecks soundness = new ParameterChecks(file.toString(), names, source.list());
            return new WeightFile(file, format, ParameterTensors.read(source, names, soundness::check), source, print);
        } catch (IOException e) {
            throw Bytes.unreadable(file, e);
        }
    }

    private static StoredParameters open(Bytes file, Format format, @Nullable String key) throws IOException {
        if (key != null && format == Format.SAFETENSORS) {
            throw InputException.of(
                    parameter("stateDict") + " " + Quoted.of(key),
                    "is for PyTorch checkpoints of several dictionaries",
                    file.name() + " has one list of parameters; leave it out");
        }
        return switch (format) {
            case SAFETENSORS -> SafetensorsParameters.of(file);
            case ZIP_CHECKPOINT -> ZipCheckpoint.open(file, key);
            case LEGACY_CHECKPOINT -> LegacyCheckpoint.open(file, key);
            case TAR_CHECKPOINT -> TarCheckpoint.open(file, key);
            case ONNX ->
                throw file.fault(
                        "is an ONNX model, a network rather than a list of weights",
                        "weights are read from safetensors and PyTorch checkpoints");
        };
    }

    private static Map<String, ElementType> types(Iterable<String> names, List<StoredParameter> list) {
        Map<String, ElementType> types = new LinkedHashMap<>();
        int index = 0;
        for (String name : names) {
            types.put(name, list.get(index++).type());
        }
        return Collections.unmodifiableMap(types);
    }

    public Path file() {
        return file;
    }

    /** The file's format. */
    public Format format() {
        return format;
    }

    /** The parameters by name, in the file's order, as float32. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** Each parameter's element type in the file. */
    public Map<String, ElementType> types() {
        return types;
    }

    /** Texts that the file carries beside its parameters; only safetensors has them. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * The file's SHA-256 in 64 hexadecimal digits, computed at the first call.
     *
     * @throws InputException if the file is no longer what was read
     */
    public String sha256() {
        return fingerprint.sha256();
    }
}
