package org.neurochains.training;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.neurochains.bestiary.Renderer;
import org.neurochains.network.Architecture;
import org.neurochains.network.Executor;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.network.Shape;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.weights.WeightFile;

/** A model file, read and run as a user's would be. Its tensors belong to the enclosing scope. */
record Published(Executor executor) {
    private static final int BATCH = 100;

    static Published read(Path file) {
        WeightFile weights = WeightFile.read(file);
        String family = weights.metadata().get("architecture");
        Network network = Architecture.recognise(file.toString(), weights.tensors(), family)
                .network(Shape.maps(3, Renderer.SIZE, Renderer.SIZE));
        return new Published(Executor.of(network));
    }

    /** Logits of all pictures, row by row. */
    float[][] logits(DrawnPictures pictures) {
        float[][] rows = new float[pictures.size()][];
        for (int start = 0; start < rows.length; start += BATCH) {
            int end = Math.min(rows.length, start + BATCH);
            try (Scope scope = Scope.open()) {
                int[] indices = IntStream.range(start, end).toArray();
                Tensor logits = executor.logits(pictures.batch(indices), Scoring.NONE);
                float[] values = logits.toFloats();
                int classes = Math.toIntExact(logits.dim(1));
                for (int row = start; row < end; row++) {
                    int from = (row - start) * classes;
                    rows[row] = Arrays.copyOfRange(values, from, from + classes);
                }
            }
        }
        return rows;
    }
}
