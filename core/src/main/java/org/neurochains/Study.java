package org.neurochains;

import java.nio.file.Path;
import java.util.List;
import org.neurochains.study.StudyExport;
import org.neurochains.study.StudyFolder;
import org.neurochains.study.StudyPlan;
import org.neurochains.study.StudyReport;
import org.neurochains.study.StudyRun;
import org.neurochains.study.StudyStatus;

/** Many trials in a folder, as {@link NeuroChains#plan} has planned them: each finds the chain of one region. */
public final class Study {
    private final StudyFolder folder;

    Study(StudyFolder folder) {
        this.folder = folder;
    }

    /**
     * A study that has been planned.
     *
     * @throws InputException if the folder holds none
     */
    public static Study open(Path folder) {
        return new Study(StudyFolder.open(folder));
    }

    /**
     * What is tried.
     *
     * @throws InputException if it cannot be read or is not of this version
     */
    public StudyPlan plan() {
        return folder.plan();
    }

    /**
     * Runs the trials that are not stored yet; results are stored as they come.
     *
     * @throws InputException if the folder cannot be written, is in use, or its plan, model or store is another one or
     *     damaged
     * @throws java.util.concurrent.CancellationException if cancelled; another run goes on from there
     */
    public StudyRun.Counts run(RunOptions options, Progress progress) {
        return new StudyRun(folder, options.runner())
                .run(new StudyRun.Options(options.retryFailed(), options.repair()), progress);
    }

    /** How far it is, which may be running. */
    public StudyStatus status() {
        return StudyStatus.of(folder);
    }

    /**
     * Writes its tables of trials, images and filters.
     *
     * @return the files
     * @throws InputException if the store cannot be read or the folder not written
     */
    public List<Path> export(StudyExport.TableFormat format, Path target) {
        return StudyExport.write(folder, format, target);
    }

    /**
     * Writes its page, report.html, and the page's numbers, figures.csv.
     *
     * @return the page
     */
    public Path report() {
        return StudyReport.write(folder);
    }
}
