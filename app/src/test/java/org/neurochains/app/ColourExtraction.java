package org.neurochains.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.testing.ColourModel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model of colours and 12 images of each of its classes, to find chains in. */
abstract class ColourExtraction {
    @TempDir
    Path folder;

    Path model;
    Path images;
    Path out;

    @BeforeEach
    void write() throws IOException {
        model = ColourModel.writeModel(folder);
        images = ColourModel.writeImages(folder.resolve("images"), 12);
        out = folder.resolve("out");
    }

    final Run extract(String... options) {
        List<Object> args = new ArrayList<>(List.of("extract", "--model", model, "--images", images, "--out", out));
        args.addAll(Arrays.asList(options));
        return Run.of(args.toArray());
    }

    static JsonNode json(Path file) {
        return JsonMapper.shared().readTree(file.toFile());
    }
}
