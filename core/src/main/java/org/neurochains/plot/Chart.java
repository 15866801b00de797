package org.neurochains.plot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Series over two axes.
 *
 * @param notes lines of text under the title, such as {@code r = 0.92, p = 2e-17, n = 40}
 * @param series drawn in this order, later over earlier
 * @param width in CSS pixels, 240 to 4,000
 * @param height in CSS pixels, 180 to 4,000
 */
public record Chart(String title, List<String> notes, Axis x, Axis y, List<Series> series, int width, int height)
        implements Figure {
    public Chart {
        if (title.isBlank()) {
            throw new IllegalArgumentException("a chart needs a title");
        }
        if (width < 240 || width > 4000 || height < 180 || height > 4000) {
            throw new IllegalArgumentException("a chart of " + width + " x " + height + " pixels");
        }
        if (y.scale() == Axis.Scale.CATEGORY) {
            throw new IllegalArgumentException("categories belong on the x axis");
        }
        notes = List.copyOf(notes);
        series = List.copyOf(series);
        for (Series one : series) {
            if (one instanceof Series.Group group
                    && group.heights().size() != x.categories().size()) {
                throw new IllegalArgumentException("group '" + one.label() + "' has "
                        + group.heights().size() + " bars for " + x.categories().size() + " categories");
            }
        }
    }

    /** An empty chart of 640 x 420 pixels. */
    public static Chart of(String title, Axis x, Axis y) {
        return new Chart(title, List.of(), x, y, List.of(), 640, 420);
    }

    /** This chart with one more series over the others. */
    public Chart with(Series more) {
        return withAll(List.of(more));
    }

    /** This chart with more series over the others. */
    public Chart withAll(Collection<? extends Series> more) {
        List<Series> all = new ArrayList<>(series);
        all.addAll(more);
        return new Chart(title, notes, x, y, all, width, height);
    }

    /** This chart with a line through the means and a band one standard deviation wide on either side. */
    public Chart withCurve(String label, List<Estimate> estimates) {
        List<Series.Span> spans = estimates.stream()
                .map(one -> new Series.Span(one.x(), one.mean() - one.deviation(), one.mean() + one.deviation()))
                .toList();
        List<Point> means =
                estimates.stream().map(one -> new Point(one.x(), one.mean())).toList();
        boolean spread = estimates.stream().anyMatch(one -> one.deviation() > 0);
        Series.Line line = new Series.Line(label, means, true);
        return withAll(spread ? List.of(new Series.Band(label, spans), line) : List.of(line));
    }

    /** This chart with one more line under its title. */
    public Chart note(String line) {
        List<String> all = new ArrayList<>(notes);
        all.add(line);
        return new Chart(title, all, x, y, series, width, height);
    }

    /** This chart in another size, in CSS pixels. */
    public Chart sized(int newWidth, int newHeight) {
        return new Chart(title, notes, x, y, series, newWidth, newHeight);
    }

    @Override
    public String summary() {
        return ChartSummary.of(this);
    }
}
