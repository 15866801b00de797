package org.neurochains.bench.parts;

import java.util.List;
import java.util.Set;

/**
 * One chain.
 *
 * @param region its classes, such as horse:unicorn
 * @param reached whether KL is at most .1
 * @param telling the parts that tell the classes apart
 * @param coverage of these parts, and of random filters of the same layers; negative where undefined
 * @param rank share of the random draws that cover less
 * @param smoe share of the chain's SMOE maps that point at a part
 * @param smoeArea the parts' share of the images
 * @param smoeTelling share that point at a telling part
 * @param tellingArea these parts' share of the images
 * @param kept the chain's filters by name
 */
record Trial(
        String network,
        String region,
        String solver,
        int filters,
        double kl,
        boolean reached,
        double seconds,
        List<String> telling,
        double responding,
        double respondingToTelling,
        double onTheirPart,
        double coverage,
        double random,
        double rank,
        double smoe,
        double smoeArea,
        double smoeTelling,
        double tellingArea,
        double scoreCam,
        double scoreCamTelling,
        Set<String> kept) {
    List<String> classes() {
        return List.of(region.split(":", -1));
    }
}
