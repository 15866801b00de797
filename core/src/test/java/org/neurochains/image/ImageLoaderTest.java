package org.neurochains.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.tensor.Scope;
import org.neurochains.testing.ColourModel;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

class ImageLoaderTest {
    private static final int TIMES = 20_000;

    @TempDir
    Path folder;

    @Test
    void severalThreadsAskOneLoader() throws Exception {
        ImageLoader loader = loader();
        List<ImageEntry> images = images();
        Callable<Integer> often = () -> {
            int read = 0;
            for (int i = 0; i < TIMES; i++) {
                read += loader.load(images).size();
            }
            return read;
        };
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (Future<Integer> read : pool.invokeAll(List.of(often, often))) {
                assertThat(read.get()).isEqualTo(TIMES * images.size());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** A loader that keeps what it has read, so that asking it again takes no time. */
    private ImageLoader loader() throws IOException {
        Path file = ColourModel.writeModel(folder);
        ImageDigests digests = ImageDigests.of(ImageFolder.scan(ColourModel.writeImages(folder.resolve("images"), 1)));
        try (Scope scope = Scope.open()) {
            Preprocessing input =
                    Preprocessing.of(ModelReader.read(file, ModelOptions.NONE).input());
            return new ImageLoader(input, 1).expecting(digests);
        }
    }

    private List<ImageEntry> images() {
        return ImageFolder.scan(folder.resolve("images")).images();
    }
}
