package org.neurochains.study;

import java.util.ArrayList;
import java.util.List;
import org.neurochains.image.Accuracy;
import org.neurochains.measure.Interval;
import org.neurochains.study.ReportFigures.Line;
import org.neurochains.study.ReportFigures.Section;

/** The table of what was studied: the network with its accuracy, the images, the sub-networks. */
final class ReportTable {
    private static final String NETWORK = "network";

    private ReportTable() {}

    static Section of(ReportRows rows) {
        StudyPlan plan = rows.plan();
        List<Line> lines = new ArrayList<>();
        lines.add(accuracy(rows));
        lines.add(count(NETWORK, "images in the folder", plan.images().count()));
        for (ReportRows.Variant v : rows.variants()) {
            lines.add(count(v.label(), "sub-networks", v.trials.size()));
            lines.add(count(v.label(), "different images in them", v.images.size()));
        }
        return new Section(
                "Table 1",
                "What was studied: " + plan.model().architecture(),
                "Top-1 accuracy of the network, and how many images and sub-networks there are.",
                null,
                lines);
    }

    /** With Wilson's interval, which holds near 0 and 1, too. */
    private static Line accuracy(ReportRows rows) {
        Accuracy accuracy = rows.accuracy();
        String quantity = "top-1 accuracy";
        if (accuracy == null) {
            return Line.undefined(NETWORK, quantity, 0, "not measured; 'study run' does it at its end");
        } else if (accuracy.images() == 0) {
            return Line.undefined(NETWORK, quantity, 0, "the images have no classes of their own");
        }
        double n = accuracy.images();
        double p = accuracy.share();
        double z = 1.96;
        double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
        double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
        boolean all = accuracy.images() == rows.plan().images().count();
        String remark = all ? "all images" : "images drawn at random";
        return new Line(NETWORK, quantity, accuracy.images(), p, new Interval(middle - half, middle + half), remark);
    }

    private static Line count(String solver, String quantity, int count) {
        return Line.of(solver, quantity, count, count, "");
    }
}
