package org.neurochains.bench.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

/**
 * Inputs are chain.json. What is read must be the same when written and read again, and fit a small network or be
 * refused.
 *
 * @param model the network that the chains should fit; its memory is kept until the end
 */
record ChainInput(Model model) {
    private static final String PLACE = "chain.json";

    static ChainInput ofSmallNetwork() {
        try {
            Path file = Files.createTempFile("fuzz", ".safetensors");
            Files.write(file, ModelInput.file(SeedInputs.VGG.getBytes(StandardCharsets.ISO_8859_1)));
            Model model = ModelReader.read(file, ModelOptions.NONE);
            model.sha256();
            Files.delete(file);
            return new ChainInput(model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void read(byte[] input) {
        ChainRecord chain = ChainFile.parse(PLACE, input);
        byte[] written = ChainFile.json(chain);
        if (!Arrays.equals(written, ChainFile.json(ChainFile.parse(PLACE, written)))) {
            throw new IllegalStateException("another chain after writing and reading");
        }
        ChainRecord.ModelRecord was = chain.model();
        ChainRecord.ModelRecord fitting = new ChainRecord.ModelRecord(
                was.file(), model.sha256(), was.architecture(), was.classes(), was.filters(), was.weights());
        try (Scope scope = Scope.open()) {
            ChainFile.subnetwork(PLACE, chain.withModel(fitting), model);
        }
    }
}
