package org.neurochains.measure;

import java.util.List;
import org.neurochains.plot.Figure;

/** What a measure found of one chain. It can print itself as tables, numbers and pictures. */
public interface MeasureResult {
    /** What was measured; files are named by its text. */
    default Measure measure() {
        return Measure.finding(getClass());
    }

    /** What was found, in a sentence or two with the numbers that matter. */
    String summary();

    /** What the numbers mean for this chain, and the few to be seen with that. */
    default Interpretation meaning() {
        return Interpretation.of(Interpretation.Verdict.OPEN, "%s", summary());
    }

    /** The numbers of the whole chain. */
    NamedNumbers values();

    /** The details, the table to be shown first; at least one. */
    List<Table> tables();

    /** Pictures of the details; may be none. */
    List<Figure> figures();
}
