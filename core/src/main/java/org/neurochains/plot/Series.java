package org.neurochains.plot;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a chart draws. Series with the same label share a colour and one entry of the legend; an empty label is left out
 * of the legend. Values that are not finite are left out and counted in the chart's description.
 */
public sealed interface Series {
    /** The name in the legend. */
    String label();

    /** Single marks, as in a scatter plot. */
    record Points(String label, List<Point> points) implements Series {
        public Points {
            points = List.copyOf(points);
        }
    }

    /** Points joined in their order. */
    record Line(String label, List<Point> points, boolean marked) implements Series {
        public Line {
            points = List.copyOf(points);
        }
    }

    /** A shaded band between two curves, such as a confidence band or a mean with its standard deviation. */
    record Band(String label, List<Span> spans) implements Series {
        public Band {
            spans = List.copyOf(spans);
        }
    }

    /** The band's extent at one place. */
    record Span(double x, double low, double high) {}

    /** Bars from zero over intervals of x, as in a histogram. */
    record Bars(String label, List<Bar> bars) implements Series {
        public Bars {
            bars = List.copyOf(bars);
        }
    }

    /** A bar over {@code from <= x < to}. */
    record Bar(double from, double to, double height) {}

    /** One bar for each category of the x axis, side by side with those of the other groups. */
    record Group(String label, List<Height> heights) implements Series {
        public Group {
            heights = List.copyOf(heights);
        }
    }

    /** A bar's height, empty where there is none, and half the length of its error bar, empty for none. */
    record Height(OptionalDouble value, OptionalDouble error) {
        /** A bar without error bar. */
        public static Height of(double value) {
            return new Height(OptionalDouble.of(value), OptionalDouble.empty());
        }

        /** A bar with an error bar of half length {@code error}. */
        public static Height of(double value, double error) {
            return new Height(OptionalDouble.of(value), OptionalDouble.of(error));
        }

        /** No bar. */
        public static Height none() {
            return new Height(OptionalDouble.empty(), OptionalDouble.empty());
        }
    }

    /** A density as nested regions that hold the given shares of its mass, each between 0 and 1. */
    record Contours(String label, Grid grid, List<Double> shares) implements Series {
        public Contours {
            shares = shares.stream().sorted(Comparator.reverseOrder()).toList();
            if (shares.stream().anyMatch(share -> !(share > 0 && share < 1))) {
                throw new IllegalArgumentException("shares of a density lie between 0 and 1, got " + shares);
            }
        }

        /** Regions with 90, 75, 50, 25 and 10 % of the mass. */
        public Contours(String label, Grid grid) {
            this(label, grid, List.of(.9, .75, .5, .25, .1));
        }
    }
}
