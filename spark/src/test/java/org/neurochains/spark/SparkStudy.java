package org.neurochains.spark;

import java.nio.file.Path;
import org.neurochains.Progress;
import org.neurochains.study.StudyFolder;
import org.neurochains.study.StudyRun;

/** A driver, for tests that kill it. */
final class SparkStudy {
    private SparkStudy() {}

    /** Runs the study in the folder of the first argument on the master of the second. */
    public static void main(String[] arguments) {
        SparkRunner runner = new SparkRunner(arguments[1], StandaloneCluster.settings(), false);
        new StudyRun(new StudyFolder(Path.of(arguments[0])), runner)
                .run(new StudyRun.Options(false, false), Progress.NONE);
    }
}
