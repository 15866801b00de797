package org.neurochains.bench.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

/**
 * Inputs are chain.json. What is read must be the same when written and read again, and fit a small network or be
 * refused.
 */
public final class ChainFuzz {
    private static final String PLACE = "chain.json";
    private static @Nullable Model model;

    private ChainFuzz() {}

    /** Called by Jazzer once: reads the network that the chains should fit; its memory is kept until the end. */
    public static void fuzzerInitialize() throws IOException {
        Path file = Files.createTempFile("fuzz", ".safetensors");
        Files.write(file, ModelFuzz.file(SeedInputs.VGG));
        model = ModelReader.read(file, ModelOptions.NONE);
        model.sha256();
        Files.delete(file);
        SeedInputs.chains().forEach(ChainFuzz::fuzzerTestOneInput); // loads classes, which takes seconds under Jazzer
    }

    /** Called by Jazzer for each input. */
    public static void fuzzerTestOneInput(byte[] input) {
        Reading.of(() -> {
            ChainRecord chain = ChainFile.parse(PLACE, input);
            byte[] written = ChainFile.json(chain);
            if (!Arrays.equals(written, ChainFile.json(ChainFile.parse(PLACE, written)))) {
                throw new IllegalStateException("another chain after writing and reading");
            }
            fit(chain, model());
        });
    }

    private static void fit(ChainRecord chain, Model model) {
        ChainRecord.ModelRecord was = chain.model();
        ChainRecord.ModelRecord fitting = new ChainRecord.ModelRecord(
                was.file(), model.sha256(), was.architecture(), was.classes(), was.filters(), was.weights());
        ChainRecord fits = chain.withModel(fitting);
        try (Scope scope = Scope.open()) {
            ChainFile.subnetwork(PLACE, fits, model);
        }
    }

    private static Model model() {
        if (model == null) {
            try {
                fuzzerInitialize();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (model == null) {
            throw new IllegalStateException("no model");
        }
        return model;
    }
}
