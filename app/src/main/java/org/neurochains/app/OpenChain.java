package org.neurochains.app;

import java.nio.file.Path;
import java.util.Arrays;
import org.neurochains.InputException;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.Scores;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.Region;

/**
 * A saved chain with the model that it was made from.
 *
 * @param folder where extract wrote it
 * @param record its chain.json
 * @param subnetwork the sub-network, with the scores of scores.safetensors
 */
record OpenChain(Path folder, ChainRecord record, OpenModel model, Subnetwork subnetwork) {
    /**
     * Reads a chain and its model. The record is read first, so that a wrong folder is told before the model is loaded; the model's parameters
     * belong to the enclosing {@link org.neurochains.tensor.Scope}.
     *
     * @throws InputException if the chain is not one, is incomplete, or was made from another model
     */
    static OpenChain open(Path folder, ModelArguments model, Session session) {
        ChainRecord record = ChainFile.read(folder);
        session.useEngine();
        return open(folder, record, model.open());
    }

    /**
     * Reads a chain of a model that is open already.
     *
     * @throws InputException as {@link #open(Path, ModelArguments, Session)}
     */
    static OpenChain open(Path folder, OpenModel model) {
        return open(folder, ChainFile.read(folder), model);
    }

    private static OpenChain open(Path folder, ChainRecord record, OpenModel model) {
        Subnetwork recorded = ChainFile.subnetwork(place(folder), record, model.model());
        Path file = folder.resolve(ChainFile.SCORES);
        Scores scores = ChainFile.readScores(file, model.model().network());
        requireEqual(file, scores, recorded.scores());
        return new OpenChain(folder, record, model, new Subnetwork(scores, recorded.bypassed()));
    }

    private static void requireEqual(Path file, Scores scores, Scores recorded) {
        scores.byUnit().forEach((unit, values) -> {
            float[] expected = recorded.of(unit);
            int i = Arrays.mismatch(values, expected);
            if (i >= 0) {
                throw InputException.of(
                        file.toString(),
                        "gives " + unit + "." + i + " the score " + values[i] + ", " + ChainFile.NAME + " "
                                + expected[i],
                        "extract the chain again");
            }
        });
    }

    /**
     * The chain's images, read again.
     *
     * @throws InputException if one is missing or another one now
     */
    Region region(ImageArguments images, Session session) {
        return new RegionSource(model, images, session).restore(place(folder), record);
    }

    private static String place(Path folder) {
        return folder.resolve(ChainFile.NAME).toString();
    }
}
