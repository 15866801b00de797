package org.neurochains.app;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neurochains.NeuroChains;
import org.neurochains.file.Sha256;
import org.neurochains.image.Labels;
import org.neurochains.image.OpenModel;
import org.neurochains.network.NetworkSize;
import org.neurochains.network.Node;
import org.neurochains.network.Op;
import org.neurochains.network.Shape;
import org.neurochains.network.UnitKind;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Tensor;
import org.neurochains.weights.ImageInput;
import org.neurochains.weights.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what a model consists of: the paper's Table 1, and every place where channels are scored. */
@Command(name = "inspect", description = "Shows a model's layers, filters, gates and weights.")
final class InspectCommand extends Subcommand {
    private static final int NAMES_SHOWN = 10;

    @Mixin
    private final ModelArguments arguments = new ModelArguments();

    /** A unit layer, as it is printed and as JSON has it. */
    private record Unit(
            String name,
            String kind,
            int channels,
            String output,
            @Nullable String gate,
            @JsonIgnore @Nullable Tensor weight) {

        /** The digest of the convolution's float32 weights tells which parameter of another program it is. */
        @JsonProperty
        @Nullable String weights() {
            if (weight == null) {
                return null;
            }
            float[] values = weight.toFloats();
            ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            return Sha256.of(bytes.array());
        }
    }

    @Override
    protected int run(Session session) {
        try (NeuroChains nc = arguments.open(session)) {
            OpenModel model = nc.model();
            if (session.json()) {
                Json.print(session.out(), document(model));
            } else {
                print(model, session.out());
            }
        }
        return ExitCode.DONE;
    }

    private static Map<String, Object> document(OpenModel open) {
        Model model = open.model();
        NetworkSize size = model.size();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("file", model.file().toString());
        document.put("sha256", model.sha256());
        document.put("architecture", model.architecture());
        document.put("input", model.input());
        document.put("classes", model.network().classes());
        document.put("labels", open.labels().named() ? open.labels().names() : List.of());
        document.put("convolutions", size.convolutions());
        document.put("linearLayers", linearLayers(model));
        document.put("filters", size.filters());
        document.put("shortcutChannels", size.shortcutChannels());
        document.put("gates", size.gates());
        document.put("convolutionWeights", size.convolutionWeights());
        document.put("linearWeights", size.linearWeights());
        document.put("unitLayers", units(model));
        document.put("notes", model.notes());
        return document;
    }

    private static void print(OpenModel open, PrintWriter out) {
        Model model = open.model();
        NetworkSize size = model.size();
        new TextTable("<<")
                .row("model", model.file())
                .row("architecture", model.architecture())
                .row("input", input(model.input()))
                .row("classes", classes(open.labels()))
                .print(out);
        model.notes().forEach(note -> Style.wrapped("note: " + note, 0).forEach(out::println));
        out.println();
        new TextTable("<>>")
                .row("", "convolutional", "fully connected")
                .row("layers", size.convolutions(), linearLayers(model))
                .row("weights", size.convolutionWeights(), size.linearWeights())
                .row("filters", size.filters())
                .row("shortcut channels", size.shortcutChannels())
                .row("gates", size.gates())
                .print(out);
        out.println();
        TextTable table = new TextTable("<<>>>").row("unit layer", "kind", "channels", "output", "gate");
        for (Unit unit : units(model)) {
            table.row(unit.name, unit.kind, unit.channels, unit.output, unit.gate == null ? "" : unit.gate);
        }
        table.print(out);
    }

    private static List<Unit> units(Model model) {
        return model.network().units().stream().map(unit -> unit(model, unit)).toList();
    }

    private static Unit unit(Model model, UnitLayer unit) {
        Shape shape = model.network().shape(unit.node());
        return new Unit(
                unit.name(),
                unit.kind().name().toLowerCase(Locale.ROOT),
                unit.channels(),
                shape.height() + "x" + shape.width(),
                unit.group(),
                weight(model, unit));
    }

    /**
     * The weights of the convolution whose output the scores multiply, through its batch norm if it has one; null for a
     * shortcut.
     */
    private static @Nullable Tensor weight(Model model, UnitLayer unit) {
        Node before =
                model.network().node(model.network().node(unit.node()).inputs().get(0));
        Op op = before.op() instanceof Op.BatchNorm
                ? model.network().node(before.inputs().get(0)).op()
                : before.op();
        return unit.kind() != UnitKind.IDENTITY && op instanceof Op.Conv conv ? conv.weight() : null;
    }

    private static int linearLayers(Model model) {
        int convolution = model.network().logitsConvolution() < 0 ? 0 : 1;
        return convolution
                + (int) model.network().nodes().stream()
                        .filter(node -> node.op() instanceof Op.Linear)
                        .count();
    }

    private static String input(ImageInput input) {
        String size = input.height() + "x" + input.width();
        String resized = input.resize() == null
                ? size
                : size + " from the centre, the shorter side resized to " + input.resize();
        return resized + "; mean " + numbers(input.mean()) + ", deviation " + numbers(input.std());
    }

    private static String numbers(List<Float> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static String classes(Labels labels) {
        if (!labels.named()) {
            return labels.size() + ", without names (--labels gives them)";
        }
        String names = labels.names().stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
        return labels.size() + ": " + names + (labels.size() > NAMES_SHOWN ? ", ..." : "");
    }
}
