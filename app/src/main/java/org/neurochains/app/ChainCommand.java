package org.neurochains.app;

import org.neurochains.NeuroChains;
import org.neurochains.chain.ChainFile;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that looks at a saved chain together with its model and its images, and adds to the chain's page. */
abstract class ChainCommand extends Subcommand {
    @Mixin
    final ChainArguments chain = new ChainArguments();

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    final ImageArguments images = new ImageArguments();

    @Option(names = "--no-report", description = "Leave report.html as it is.")
    boolean noReport;

    /** The model; a wrong folder is told before it is loaded. */
    protected final NeuroChains open(Session session) {
        ChainFile.read(chain.folder);
        return model.builder(session)
                .command("neurochains " + String.join(" ", arguments()))
                .open();
    }

    /** Writes the page of what is stored, unless it is to stay as it is. */
    protected final void report() {
        if (!noReport) {
            NeuroChains.page(chain.folder);
        }
    }
}
