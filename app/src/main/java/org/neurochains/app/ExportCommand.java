package org.neurochains.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.NeuroChains;
import org.neurochains.chain.ChainExport;
import org.neurochains.chain.ChainFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the network that a chain is, for other tools. */
@Command(
        name = "export",
        description = "Writes a chain's cut network as a model file, checked against the masked original.",
        footer = {
            "",
            "ONNX: one input of float32 (N, 3, H, W), already normalised; its first output is the logits of all"
                    + " classes."
        })
final class ExportCommand extends Subcommand {
    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final ChainArguments chain = new ChainArguments();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "onnx or safetensors (default: by the ending of --out).")
    ChainExport.@Nullable ExportFormat format;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file to write.")
    @Nullable Path out;

    @Option(names = "--fold-scores", description = "Multiply the scores into the weights (ONNX).")
    boolean foldScores;

    @Option(names = "--with-normalisation", description = "Take pixels in [0, 1] (ONNX).")
    boolean withNormalisation;

    @Override
    protected int run(Session session) {
        Path file = Objects.requireNonNull(out, "--out is required");
        if (Files.isDirectory(file)) {
            throw InputException.of("--out " + file, "is a folder", "name a file in it");
        }
        ChainExport.Options options = new ChainExport.Options(formatOf(file), foldScores, withNormalisation);
        ChainFile.read(chain.folder()); // a wrong folder is told before the model is loaded
        try (NeuroChains nc = model.open(session)) {
            boolean checked = nc.export(nc.read(chain.folder()), file, options);
            print(file, options, checked, session);
        }
        return ExitCode.DONE;
    }

    private ChainExport.ExportFormat formatOf(Path file) {
        if (format != null) {
            return format;
        }
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors")
                ? ChainExport.ExportFormat.SAFETENSORS
                : ChainExport.ExportFormat.ONNX;
    }

    private static void print(Path file, ChainExport.Options options, boolean checked, Session session) {
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("file", file.toString());
            document.put("format", options.format().name().toLowerCase(Locale.ROOT));
            document.put("foldScores", options.foldScores());
            document.put("withNormalisation", options.withNormalisation());
            document.put("checkedByOnnxRuntime", checked);
            Json.print(session.out(), document);
        } else {
            session.out().println(file.toAbsolutePath().normalize());
        }
        session.message("its logits are those of the masked network" + (checked ? ", in ONNX Runtime too" : ""));
    }
}
