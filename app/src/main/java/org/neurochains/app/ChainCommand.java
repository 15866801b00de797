package org.neurochains.app;

import java.nio.file.Path;
import java.util.Locale;
import org.neurochains.InputException;
import org.neurochains.chain.ChainFile;
import org.neurochains.image.Region;
import org.neurochains.image.RegionImage;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that looks at a saved chain together with its model and its images, and adds to the chain's page. */
abstract class ChainCommand extends Subcommand {
    /** How far a probability may be from what chain.json records before something must be different. */
    private static final double SAME = 0.01;

    @Mixin
    private final ChainArguments chain = new ChainArguments();

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final ImageArguments images = new ImageArguments();

    @Option(names = "--no-report", order = 71, description = "Leave report.html as it is.")
    boolean noReport;

    /** The chain's folder. */
    protected final Path folder() {
        return chain.folder();
    }

    /** The options that say which images. */
    protected final ImageArguments images() {
        return images;
    }

    /** Keeps other processes from writing into the folder, after a look whether it is a chain's. */
    protected final FolderLock lock() {
        ChainFile.read(folder());
        return FolderLock.take(folder());
    }

    /** Reads the chain and its model, whose parameters belong to the enclosing scope. */
    protected final OpenChain open(Session session) {
        return OpenChain.open(folder(), model, session);
    }

    /** Writes the page of what is stored, unless it is to stay as it is. */
    protected final void report() {
        if (!noReport) {
            ChainReport.write(folder());
        }
    }

    /**
     * Refuses to go on where the network sees the images otherwise than it did when the chain was made.
     *
     * @param probabilities of the class that chain.json says the network predicts, for each image, as the network gives them now
     * @throws InputException if one is not the recorded one
     */
    protected final void requireSame(Region region, double... probabilities) {
        for (int i = 0; i < probabilities.length; i++) {
            RegionImage image = region.images().get(i);
            if (!(Math.abs(probabilities[i] - image.probability()) <= SAME)) {
                throw InputException.of(
                        folder().resolve(ChainFile.NAME).toString(),
                        String.format(
                                Locale.ROOT,
                                "records p = %.4f for %s, the network now gives %.4f",
                                image.probability(),
                                image.file(),
                                probabilities[i]),
                        "give the --input-size, --resize, --crop, --mean and --std that the chain was extracted with");
            }
        }
    }
}
