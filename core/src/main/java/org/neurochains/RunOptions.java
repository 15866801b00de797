package org.neurochains;

import static org.neurochains.InputException.parameter;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.study.ClusterRunners;
import org.neurochains.study.LocalRunner;
import org.neurochains.study.TrialRunner;

/**
 * How a study is run.
 *
 * @param workers trials at the same time in this process
 * @param spark the address of a master of Apache Spark, to run there instead; null for none
 * @param sparkConf settings of Spark by name
 * @param sparkShip whether model and images are sent to the cluster's machines, instead of lying there under the
 *     planned paths
 * @param retryFailed whether trials that failed are run again
 * @param repair whether a damaged store is replaced by what can be read of it first
 */
@RecordBuilder
public record RunOptions(
        int workers,
        @Nullable String spark,
        Map<String, String> sparkConf,
        boolean sparkShip,
        boolean retryFailed,
        boolean repair)
        implements RunOptionsBuilder.With {
    /**
     * Copies the settings.
     *
     * @throws InputException if something is said of Spark without its address
     */
    public RunOptions {
        sparkConf = Map.copyOf(sparkConf);
        if (spark == null && (sparkShip || !sparkConf.isEmpty())) {
            throw InputException.of(
                    parameter(sparkShip ? "sparkShip" : "sparkConf"),
                    "is given without " + parameter("spark"),
                    "name the master, too");
        }
    }

    /** Starts from as many workers as there are processors. */
    public static RunOptionsBuilder builder() {
        return RunOptionsBuilder.builder()
                .workers(Runtime.getRuntime().availableProcessors())
                .sparkConf(Map.of());
    }

    TrialRunner runner() {
        return spark == null ? new LocalRunner(workers) : ClusterRunners.find().runner(spark, sparkConf, sparkShip);
    }
}
