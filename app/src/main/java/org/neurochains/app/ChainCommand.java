package org.neurochains.app;

import java.nio.file.Path;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.OpenChain;
import org.neurochains.chain.RegionSource;
import org.neurochains.report.ChainReport;
import org.neurochains.report.FolderLock;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that looks at a saved chain together with its model and its images, and adds to the chain's page. */
abstract class ChainCommand extends Subcommand {
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
        ChainFile.read(folder()); // a wrong folder is told before the model is loaded
        session.useEngine();
        return OpenChain.open(folder(), model.open());
    }

    /** Where the chain's images are. */
    protected final RegionSource source(OpenChain chain, Session session) {
        return new RegionSource(chain.model(), images.source(), session.threads(), session.progress());
    }

    /** Writes the page of what is stored, unless it is to stay as it is. */
    protected final void report() {
        if (!noReport) {
            ChainReport.write(folder());
        }
    }
}
