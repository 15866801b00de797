package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.testing.ColourModel;

class ExportCommandTest {
    @TempDir
    private Path folder;

    private ColourChain chain;

    @BeforeEach
    void extract() throws IOException {
        chain = ColourChain.in(folder, 3);
        chain.extract("--classes=red,blue", "--per-class=3", "--solver=paper", "--steps=5");
    }

    @Test
    void theCutNetworkIsAModelOfItsOwn() {
        Path file = folder.resolve("cut.onnx");

        Run run = chain.run("export", "--out", file);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().strip()).isEqualTo(file.toString());
        Run predict = Run.of(
                "predict", "--model", file, "--images", chain.images().resolve("red"), "--json", "--mean=0", "--std=1");
        assertThat(predict.code()).as(predict.err()).isZero();
        assertThat(predict.json().get("images").get(0).get("logits")).hasSize(3);
    }

    @Test
    void writesSafetensorsByTheEnding() {
        Path file = folder.resolve("cut.safetensors");

        Run run = chain.run("export", "--out", file, "--json");

        assertThat(run.json().get("format").asString()).isEqualTo("safetensors");
        assertThat(file).isNotEmptyFile();
    }

    @Test
    void refusesAnotherModel() {
        Path other = ColourModel.writeModel(folder.resolve("other.safetensors"), Map.of("input_size", "8x8"));

        Run run = chain.withModel(other).run("export", "--out", folder.resolve("cut.onnx"));

        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains("chain.json: was made from a model with SHA-256");
        assertThat(folder.resolve("cut.onnx")).doesNotExist();
    }

    @Test
    void refusesAFolderAsTheFile() {
        Run run = chain.run("export", "--out", folder);

        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("--out " + folder + ": is a folder; name a file in it");
    }

    @Test
    void refusesScoresThatAreNotTheRecords() throws IOException {
        Path record = chain.path().resolve("chain.json");
        String json = Files.readString(record);
        String score = json.substring(json.indexOf("\"score\" : ")).split("[,\n]", 2)[0];
        Files.writeString(record, json.replace(score, "\"score\" : 7.5"));

        Run run = chain.run("export", "--out", folder.resolve("cut.onnx"));

        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err())
                .contains("scores.safetensors: gives ")
                .contains(", chain.json 7.5; extract the chain again");
    }

    @Test
    void refusesAChainWithoutScores() throws IOException {
        Files.delete(chain.path().resolve("scores.safetensors"));

        Run run = chain.run("export", "--out", folder.resolve("cut.onnx"));

        assertThat(run.code()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("scores.safetensors");
    }
}
