package org.neurochains.plot;

import java.util.List;

/** What an axis has to span: grows with every value shown to it. */
final class AxisSpan {
    private final Axis axis;
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;
    private boolean tight;
    private boolean rising;

    private AxisSpan(Axis axis) {
        this.axis = axis;
    }

    static Range ofX(Chart chart) {
        AxisSpan span = new AxisSpan(chart.x());
        chart.series().forEach(series -> span.spanX(series));
        return span.range();
    }

    static Range ofY(Chart chart) {
        AxisSpan span = new AxisSpan(chart.y());
        chart.series().forEach(series -> span.spanY(series, chart.x()));
        return span.range();
    }

    private void spanX(Series series) {
        if (series instanceof Series.Bars bars) {
            tight = true;
            bars.bars().forEach(bar -> include(bar.from(), bar.to()));
        } else if (series instanceof Series.Contours contours) {
            include(contours.grid().x().low(), contours.grid().x().high());
        } else {
            ChartSummary.places(series).forEach(place -> include(place[0]));
        }
    }

    private void spanY(Series series, Axis x) {
        if (series instanceof Series.Band band) {
            band.spans().forEach(span -> include(span.low(), span.high()));
        } else if (series instanceof Series.Bars bars) {
            rising = true;
            include(0);
            bars.bars().forEach(bar -> include(bar.height()));
        } else if (series instanceof Series.Group group) {
            rising = true;
            include(0);
            group.heights().forEach(this::include);
        } else if (series instanceof Series.Contours contours) {
            include(contours.grid().y().low(), contours.grid().y().high());
        } else {
            ChartSummary.places(series).filter(place -> x.shows(place[0])).forEach(place -> include(place[1]));
        }
    }

    private void include(Series.Height height) {
        if (height.value().isPresent()) {
            double value = height.value().getAsDouble();
            double error = height.error().orElse(0);
            include(value, value - error, value + error);
        }
    }

    private void include(double... values) {
        for (double value : values) {
            if (axis.shows(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
    }

    private Range range() {
        if (axis.scale() == Axis.Scale.CATEGORY) {
            return new Range(-.5, Math.max(1, axis.categories().size()) - .5);
        }
        if (axis.fixed().isPresent()) {
            return axis.fixed().get();
        }
        return padded();
    }

    /** With a margin, but none beyond the zero from which bars rise or hang. */
    private Range padded() {
        if (low > high) {
            return new Range(0, 1);
        }
        double length = high - low;
        double margin = tight ? 0 : .04 * length;
        if (length <= Math.max(1e-12 * Math.max(Math.abs(low), Math.abs(high)), 1e10 * Range.LEAST)) {
            margin = Math.max(Math.abs(low), Math.abs(high)) < 1e9 * Range.LEAST ? .5 : .1 * Math.abs(low);
        }
        return new Range(rising && low == 0 ? 0 : low - margin, rising && high == 0 && low < 0 ? 0 : high + margin);
    }

    /** Whether any series has something that both axes can show. */
    static boolean isEmpty(Chart chart) {
        return chart.series().stream().allMatch(series -> ChartSummary.shown(chart, series) == 0);
    }

    static List<String> labels(Chart chart) {
        return chart.series().stream().map(Series::label).distinct().toList();
    }
}
