package org.neurochains;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.neurochains.measure.Measure;
import org.neurochains.measure.MeasureResult;

/**
 * What measures found.
 *
 * @param findings in the order asked for
 * @param leftOut measures that do not apply to this network or these images, and why
 */
public record Evaluation(List<MeasureResult> findings, Map<Measure, String> leftOut) {
    /** Copies. */
    public Evaluation {
        findings = List.copyOf(findings);
        leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut)); // in the measures' order
    }

    /** The summaries, a line each. */
    @Override
    public String toString() {
        return findings.stream()
                .map(finding -> finding.measure().text() + ": " + finding.summary() + "\n")
                .collect(Collectors.joining());
    }
}
