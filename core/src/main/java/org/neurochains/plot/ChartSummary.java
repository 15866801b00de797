package org.neurochains.plot;

import static org.neurochains.Phrase.text;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A chart in words, for readers who cannot see it. */
final class ChartSummary {
    private ChartSummary() {}

    static String of(Chart chart) {
        List<String> sentences = new ArrayList<>(chart.notes());
        sentences.add("Horizontal axis: " + chart.x().caption() + ". Vertical axis: "
                + chart.y().caption() + ".");
        for (Series series : chart.series()) {
            sentences.add(sentence(chart, series));
        }
        if (AxisSpan.isEmpty(chart)) {
            sentences.add("No data.");
        }
        return String.join(" ", sentences);
    }

    private static String sentence(Chart chart, Series series) {
        if (series instanceof Series.Contours contours) {
            return contours.shares().stream()
                    .map(share -> brief(100 * share) + " %")
                    .collect(Collectors.joining(", ", named("Density", series) + ": regions with ", " of the mass."));
        }
        List<double[]> places = places(series).toList();
        List<double[]> shown =
                places.stream().filter(place -> shows(chart, place)).toList();
        String left = shown.size() == places.size() ? "" : " " + (places.size() - shown.size()) + " cannot be shown.";
        if (shown.isEmpty()) {
            return named(kind(series), series) + ": no values." + left;
        }
        String spans = chart.x().scale() == Axis.Scale.CATEGORY ? "" : ", " + extent(chart.x(), shown, 0);
        return named(kind(series), series) + ": " + shown.size() + (shown.size() == 1 ? " value" : " values") + spans
                + ", " + extent(chart.y(), shown, 1) + "." + left;
    }

    private static String named(String kind, Series series) {
        return series.label().isEmpty() ? kind : kind + " '" + series.label() + "'";
    }

    private static String kind(Series series) {
        if (series instanceof Series.Points) {
            return "Points";
        }
        if (series instanceof Series.Line) {
            return "Curve";
        }
        return series instanceof Series.Band ? "Band" : "Bars";
    }

    private static String extent(Axis axis, List<double[]> places, int coordinate) {
        DoubleSummaryStatistics span =
                places.stream().mapToDouble(place -> place[coordinate]).summaryStatistics();
        String low = brief(span.getMin());
        return axis.name() + " " + low + (span.getMin() == span.getMax() ? "" : " to " + brief(span.getMax()));
    }

    /** How many of the series' values the chart can show. */
    static int shown(Chart chart, Series series) {
        if (series instanceof Series.Contours) {
            return 1;
        }
        return (int) places(series).filter(place -> shows(chart, place)).count();
    }

    private static boolean shows(Chart chart, double[] place) {
        boolean bars = place.length == 3;
        boolean y = chart.y().shows(place[1]) || (bars && place[1] == 0);
        return y && (chart.x().scale() == Axis.Scale.CATEGORY || chart.x().shows(place[0]));
    }

    /** The series' values as x, y, and a third number for bars. */
    static Stream<double[]> places(Series series) {
        if (series instanceof Series.Points points) {
            return points.points().stream().map(ChartSummary::place);
        } else if (series instanceof Series.Line line) {
            return line.points().stream().map(ChartSummary::place);
        } else if (series instanceof Series.Band band) {
            return band.spans().stream().map(span -> new double[] {span.x(), (span.low() + span.high()) / 2});
        } else if (series instanceof Series.Bars bars) {
            return bars.bars().stream().map(bar -> new double[] {(bar.from() + bar.to()) / 2, bar.height(), 0});
        } else if (series instanceof Series.Group group) {
            return group.heights().stream()
                    .flatMap(height -> height.value().stream().mapToObj(value -> new double[] {0, value, 0}));
        }
        return Stream.empty();
    }

    private static double[] place(Point point) {
        return new double[] {point.x(), point.y()};
    }

    private static String brief(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return Long.toString((long) value);
        }
        return text("%.3g", value);
    }
}
