package org.neurochains.study;

import static org.neurochains.InputException.parameter;

import java.util.Map;
import java.util.ServiceLoader;
import org.neurochains.InputException;

/** Makes runners for a cluster. The library has none; one is found where its jar is on the class path. */
public interface ClusterRunners {
    /**
     * A runner.
     *
     * @param master the cluster's address
     * @param settings by name
     * @param ship whether model and images are sent to the cluster's machines, instead of lying there under the planned
     *     paths
     * @throws InputException if the address is of no known form
     */
    TrialRunner runner(String master, Map<String, String> settings, boolean ship);

    /**
     * The one that is there.
     *
     * @throws InputException if none is
     */
    static ClusterRunners find() {
        return ServiceLoader.load(ClusterRunners.class)
                .findFirst()
                .orElseThrow(() -> InputException.of(
                        parameter("spark"),
                        "Apache Spark is not part of this distribution (its jars have 220 MB)",
                        "'./mvnw -Pspark -Dmaven.test.skip=true package' in the sources adds it"
                                + " (docs/how-to/cluster.md); or leave "
                                + parameter("spark") + " out"));
    }
}
