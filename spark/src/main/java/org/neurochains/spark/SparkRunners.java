package org.neurochains.spark;

import java.util.Map;
import org.neurochains.InputException;
import org.neurochains.study.ClusterRunners;
import org.neurochains.study.TrialRunner;

/** Makes runners on Spark; found by its name in META-INF/services. */
public final class SparkRunners implements ClusterRunners {
    @Override
    public TrialRunner runner(String master, Map<String, String> settings, boolean ship) {
        if (!master.matches("local(-cluster)?(\\[.+\\])?|(spark|k8s)://.+|yarn")) {
            throw InputException.of(
                    "--spark",
                    "'" + master + "' is no master's address",
                    "give local[2], spark://HOST:7077, yarn or k8s://...");
        }
        return new SparkRunner(master, settings, ship);
    }
}
