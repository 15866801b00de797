package org.neurochains.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neurochains.testing.ColourModel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A chain of the model that can be checked by hand, with its model and images, in a test's folder.
 *
 * @param path of the chain
 */
record ColourChain(Path path, Path model, Path images) {
    /** Writes the model and images; there is no chain yet. */
    static ColourChain in(Path folder, int imagesPerClass) throws IOException {
        return new ColourChain(
                folder.resolve("chain"),
                ColourModel.writeModel(folder),
                ColourModel.writeImages(folder.resolve("images"), imagesPerClass));
    }

    ColourChain withModel(Path other) {
        return new ColourChain(path, other, images);
    }

    ColourChain withImages(Path other) {
        return new ColourChain(path, model, other);
    }

    /** Extracts it. */
    void extract(Object... options) {
        List<Object> args =
                new ArrayList<>(List.of("extract", "--model", model, "--images", images, "--out", path, "--no-report"));
        args.addAll(Arrays.asList(options));
        Run run = Run.of(args.toArray());
        assertThat(run.code()).as(run.err()).isIn(ExitCode.DONE, ExitCode.SHORT_OF_GOAL);
    }

    /** Runs a command that takes the chain and its model. */
    Run run(String command, Object... options) {
        List<Object> args = new ArrayList<>(List.of(command, "--chain", path, "--model", model));
        args.addAll(Arrays.asList(options));
        return Run.of(args.toArray());
    }

    /** Runs a command that takes the images too. */
    Run runOnImages(String command, Object... options) {
        List<Object> args = new ArrayList<>(List.of("--images", images));
        args.addAll(Arrays.asList(options));
        return run(command, args.toArray());
    }

    /** One of its files. */
    JsonNode json(String file) {
        return JsonMapper.shared().readTree(path.resolve(file).toFile());
    }
}
