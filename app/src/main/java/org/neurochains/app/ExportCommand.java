package org.neurochains.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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
    Path out;

    @Option(names = "--fold-scores", description = "Multiply the scores into the weights (ONNX).")
    boolean foldScores;

    @Option(names = "--with-normalisation", description = "Take pixels in [0, 1] (ONNX).")
    boolean withNormalisation;

    @Override
    protected int run(Session session) {
        if (Files.isDirectory(out)) {
            throw InputException.of("--out " + out, "is a folder", "name a file in it");
        }
        ChainExport.Options options = new ChainExport.Options(format(), foldScores, withNormalisation);
        ChainFile.read(chain.folder); // a wrong folder is told before the model is loaded
        try (NeuroChains nc = model.open(session)) {
            boolean checked = nc.export(nc.read(chain.folder), out, options);
            print(options, checked, session);
        }
        return ExitCode.DONE;
    }

    private ChainExport.ExportFormat format() {
        if (format != null) {
            return format;
        }
        return out.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors")
                ? ChainExport.ExportFormat.SAFETENSORS
                : ChainExport.ExportFormat.ONNX;
    }

    private void print(ChainExport.Options options, boolean checked, Session session) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("file", out.toString());
        document.put("format", options.format().name().toLowerCase(Locale.ROOT));
        document.put("foldScores", foldScores);
        document.put("withNormalisation", withNormalisation);
        document.put("checkedByOnnxRuntime", checked);
        session.print(out, document);
        session.message("its logits are those of the masked network" + (checked ? ", in ONNX Runtime too" : ""));
    }
}
