package org.neurochains.chain;

import static org.neurochains.InputException.parameter;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.neurochains.InputException;
import org.neurochains.image.OpenModel;
import org.neurochains.image.Region;
import org.neurochains.image.RegionImage;

/**
 * A chain in a folder, with the model that it was made from.
 *
 * @param folder where it was written
 * @param chain as chain.json has it, with the scores of scores.safetensors; without the points of its curve, logits and
 *     shares
 */
public record SavedChain(Path folder, OpenModel model, Chain chain) {
    /** How far a probability may be from what chain.json records before something must be different. */
    private static final double SAME = 0.01;

    /**
     * Reads a chain of a model that is open.
     *
     * @throws InputException if the chain is not one, is incomplete, or was made from another model
     */
    public static SavedChain read(Path folder, OpenModel model) {
        ChainRecord record = ChainFile.read(folder);
        Subnetwork recorded = ChainFile.subnetwork(place(folder), record, model.model());
        Path file = folder.resolve(ChainFile.SCORES);
        Scores scores = ChainFile.readScores(file, model.model().network());
        requireEqual(file, scores, recorded.scores());
        Subnetwork subnetwork = new Subnetwork(scores, recorded.bypassed());
        return new SavedChain(folder, model, new Chain(record, subnetwork, Map.of(), List.of(), Map.of()));
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

    /** Its chain.json. */
    public ChainRecord record() {
        return chain.record();
    }

    /** The filters that it retains. */
    public Subnetwork subnetwork() {
        return chain.subnetwork();
    }

    /**
     * Refuses to go on where another process has written another chain into the folder since this one was read.
     *
     * @throws InputException if it has
     */
    public void requireUnchanged() {
        if (!Arrays.equals(ChainFile.json(ChainFile.read(folder)), ChainFile.json(record()))) {
            throw InputException.of(place(), "was written by another process meanwhile", "start again");
        }
    }

    /**
     * Refuses to go on where the network sees the images otherwise than it did when the chain was made.
     *
     * @param probabilities of the class that chain.json says the network predicts, for each image, as the network gives
     *     them now
     * @throws InputException if one is not the recorded one
     */
    public void requireSame(Region region, double... probabilities) {
        for (int i = 0; i < probabilities.length; i++) {
            RegionImage image = region.images().get(i);
            if (!(Math.abs(probabilities[i] - image.probability()) <= SAME)) {
                throw InputException.of(
                        place(),
                        String.format(
                                Locale.ROOT,
                                "records p = %.4f for %s, the network now gives %.4f",
                                image.probability(),
                                image.file(),
                                probabilities[i]),
                        "give the " + parameter("inputSize") + ", " + parameter("resize") + ", " + parameter("crop")
                                + ", " + parameter("mean") + " and " + parameter("std")
                                + " that the chain was extracted with");
            }
        }
    }

    /** Its record's file, for messages. */
    String place() {
        return place(folder);
    }

    private static String place(Path folder) {
        return folder.resolve(ChainFile.NAME).toString();
    }
}
