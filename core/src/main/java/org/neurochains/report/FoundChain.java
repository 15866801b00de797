package org.neurochains.report;

import org.neurochains.Progress;
import org.neurochains.chain.Chain;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.RunRecord;
import org.neurochains.chain.Solver;
import org.neurochains.evidence.PredictedImages;
import org.neurochains.evidence.Reasoning;
import org.neurochains.evidence.ReasoningOptions;
import org.neurochains.image.OpenModel;
import org.neurochains.image.Region;

/** A chain that has just been found, with its contributions and inference chains. */
public record FoundChain(OpenModel model, Region region, Chain extraction, Reasoning reasoning) {
    /** Finds the chain of a region. */
    public static FoundChain find(OpenModel model, Region region, Solver solver, RunRecord run, Progress progress) {
        Chain extraction = Chain.of(model.model(), region, solver, run, progress);
        // What was found is kept although it was interrupted: its reasoning is quick, and not interrupted again.
        Reasoning reasoning = Reasoning.of(
                model.model().network(),
                extraction.subnetwork(),
                PredictedImages.of(region),
                ReasoningOptions.defaults(run.microBatch()),
                (stage, done, total, detail) -> progress.report(stage, done, total, detail));
        return new FoundChain(model, region, extraction.with(reasoning.edges(), reasoning.chains()), reasoning);
    }

    /** Its record. */
    public ChainRecord chain() {
        return extraction.record();
    }

    /** Writes the chain's folder. */
    public void write(OutputFolder folder, boolean page) {
        folder.replaceChain(fresh -> {
            new ChainReport(model, region, extraction.subnetwork()).store(fresh, extraction.logits());
            ReportFolder.of(fresh).writeFilters(FilterShares.of(chain(), reasoning));
            ChainFile.write(fresh, extraction, model.model().network());
        });
        if (page) {
            ChainReport.write(folder.path());
        }
    }
}
