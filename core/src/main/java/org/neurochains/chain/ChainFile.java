package org.neurochains.chain;

import static org.neurochains.InputException.parameter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.neurochains.InputException;
import org.neurochains.file.ElementType;
import org.neurochains.file.RecordFormat;
import org.neurochains.file.WholeFile;
import org.neurochains.network.Network;
import org.neurochains.network.OutputKind;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.weights.Model;
import org.neurochains.weights.SafetensorsReader;
import org.neurochains.weights.SafetensorsWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A chain's folder: chain.json, scores.safetensors (a float32 vector for every unit layer, 0 where removed or bypassed)
 * and, where the solver kept them, under curve/ the scores of every chain on its way, as float16.
 */
public final class ChainFile {
    /** The record's file name. */
    public static final String NAME = "chain.json";

    /** The scores' file name. */
    public static final String SCORES = "scores.safetensors";

    private static final String REMEDY = "extract the chain again";
    private static final RecordFormat<ChainRecord> FORMAT =
            new RecordFormat<>(ChainRecord.class, ChainRecord.SCHEMA, "a chain's record", REMEDY);
    private static final JsonMapper MAPPER = RecordFormat.MAPPER
            .rebuild()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private ChainFile() {}

    /** Writes a chain's folder; each file is replaced as a whole, the record last. */
    public static void write(Path folder, Chain chain, Network network) {
        chain.curve().forEach((file, member) -> writeScores(folder.resolve(file), member, network, ElementType.F16));
        writeScores(folder.resolve(SCORES), chain.subnetwork(), network, ElementType.F32);
        write(folder, chain.record());
    }

    /** Writes the record alone. */
    public static void write(Path folder, ChainRecord chain) {
        WholeFile.writeWithFolders(folder.resolve(NAME), json(chain));
    }

    /** The record as JSON, UTF-8. */
    public static byte[] json(ChainRecord chain) {
        return MAPPER.writeValueAsBytes(chain);
    }

    private static void writeScores(Path file, Subnetwork subnetwork, Network network, ElementType type) {
        try (Scope scope = Scope.open()) {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (UnitLayer unit : network.units()) {
                float[] scores = unit.in(subnetwork.bypassed())
                        ? new float[unit.channels()]
                        : subnetwork.scores().of(unit.name());
                tensors.put(unit.name(), Tensor.of(scores, scores.length));
            }
            SafetensorsWriter.write(file, tensors, Map.of("format", "neurochains/scores/1"), type);
        } catch (IOException e) {
            throw WholeFile.unwritable(file, e);
        }
    }

    /**
     * Reads chain.json.
     *
     * @throws InputException if it is missing, is not JSON of this schema, or lacks a field
     */
    public static ChainRecord read(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw InputException.of(file.toString(), "is not there", "name the folder that extract wrote");
        }
        return FORMAT.read(file);
    }

    /**
     * Reads a record from memory.
     *
     * @param place the file's name, for messages
     */
    public static ChainRecord parse(String place, byte[] json) {
        return FORMAT.parse(place, json);
    }

    /**
     * The sub-network that a record describes, checked against the model that it names.
     *
     * @param place the file's name, for messages
     * @throws InputException if the model is another one, or a layer, channel, score or gate does not fit it
     */
    public static Subnetwork subnetwork(String place, ChainRecord chain, Model model) {
        requireModel(place, chain, model);
        Network network = model.network();
        Map<String, float[]> scores = new LinkedHashMap<>();
        network.units().forEach(u -> scores.put(u.name(), new float[u.channels()]));
        for (ChainRecord.Layer layer : chain.layers()) {
            float[] values = scores.get(layer.name());
            if (values == null) {
                throw InputException.of(place, "has the layer " + layer.name() + ", the model has not", REMEDY);
            }
            layer.filters().forEach(filter -> put(place, layer.name(), filter, values));
        }
        return new Subnetwork(Scores.of(scores), bypassed(place, chain, network));
    }

    /** Refuses a chain that was made from another model. */
    static void requireModel(String place, ChainRecord chain, Model model) {
        if (!model.sha256().equals(chain.model().sha256())) {
            throw InputException.of(
                    place,
                    "was made from a model with SHA-256 " + chain.model().sha256() + ", "
                            + model.file().getFileName() + " has " + model.sha256(),
                    "name that model with " + parameter("model"));
        }
        OutputKind kind = chain.model().kind();
        OutputKind taken = model.network().outputs();
        if (kind != taken) {
            throw InputException.of(
                    place,
                    "was made from a model with " + kind + " outputs, which are taken for " + taken,
                    "give " + parameter("outputs") + " " + kind);
        }
    }

    private static void put(String place, String layer, ChainRecord.RetainedFilter filter, float[] values) {
        String name = layer + "." + filter.index();
        if (filter.index() < 0 || filter.index() >= values.length) {
            throw InputException.of(
                    place, "has the filter " + name + ", the layer has 0 to " + (values.length - 1), REMEDY);
        }
        if (!Float.isFinite(filter.score()) || filter.score() == 0) {
            throw InputException.of(place, "gives " + name + " the score " + filter.score(), REMEDY);
        }
        if (values[filter.index()] != 0) {
            throw InputException.of(place, "has the filter " + name + " twice", REMEDY);
        }
        values[filter.index()] = filter.score();
    }

    private static Set<String> bypassed(String place, ChainRecord chain, Network network) {
        Set<String> names = new TreeSet<>();
        for (ChainRecord.Gate gate : chain.gates()) {
            if (network.groups().stream().noneMatch(g -> g.name().equals(gate.name()))) {
                throw InputException.of(place, "has the gate " + gate.name() + ", the model has not", REMEDY);
            }
            if (gate.value() != (gate.bypassed() ? 0 : 1)) {
                throw InputException.of(
                        place,
                        "has the gate " + gate.name() + " of value " + gate.value() + " that contradicts bypassed",
                        REMEDY);
            }
            if (gate.bypassed()) {
                names.add(gate.name());
            }
        }
        return names;
    }

    /** The sub-network of a scores file under curve/: a group is bypassed where nothing in it is left. */
    static Subnetwork readMember(Path file, Network network) {
        Scores scores = readScores(file, network);
        Set<String> bypassed = new TreeSet<>();
        network.groups().forEach(group -> bypassed.add(group.name()));
        for (UnitLayer unit : network.units()) {
            for (float score : scores.of(unit.name())) {
                if (score != 0 && unit.group() != null) {
                    bypassed.remove(unit.group());
                }
            }
        }
        return new Subnetwork(scores, bypassed);
    }

    /**
     * Reads a scores file, as beside chain.json or under curve/.
     *
     * @throws InputException if a unit layer is missing or of another length
     */
    public static Scores readScores(Path file, Network network) {
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> tensors = SafetensorsReader.read(file).tensors();
            Map<String, float[]> scores = new LinkedHashMap<>();
            for (UnitLayer unit : network.units()) {
                Tensor tensor = tensors.get(unit.name());
                if (tensor == null || tensor.size() != unit.channels()) {
                    throw InputException.of(
                            file.toString(),
                            "has no " + unit.channels() + " scores for the layer " + unit.name(),
                            REMEDY);
                }
                scores.put(unit.name(), tensor.toFloats());
            }
            return Scores.of(scores);
        }
    }
}
