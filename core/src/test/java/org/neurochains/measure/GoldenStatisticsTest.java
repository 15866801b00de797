package org.neurochains.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.neurochains.measure.Neighbours.Neighbour;
import org.neurochains.network.OutputKind;
import org.neurochains.testing.Shared;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Against SciPy's and NumPy's results in ../shared/golden/stats. */
class GoldenStatisticsTest {
    private JsonNode golden = new ObjectMapper().createObjectNode();

    @BeforeEach
    void read() {
        golden = new ObjectMapper()
                .readTree(Shared.path("golden/stats/stats.json").toFile());
    }

    @Test
    void correlationAndRegression() {
        assertThat(golden.get("regression").size()).isEqualTo(4);
        for (JsonNode expected : golden.get("regression")) {
            double[] x = numbers(expected.get("x"));
            double[] y = numbers(expected.get("y"));
            Correlation correlation = Correlation.pearson(x, y).get();
            close(correlation.r(), expected.get("r"));
            close(correlation.pValue().get(), expected.get("p_value"));
            if (correlation.n() > 3) { // Fisher's interval of three pairs is -1 to 1
                close(
                        correlation.interval().get().low(),
                        expected.get("r_ci95_fisher").get(0));
                close(
                        correlation.interval().get().high(),
                        expected.get("r_ci95_fisher").get(1));
            }
            Regression regression = Regression.of(x, y).get();
            close(regression.slope(), expected.get("slope"));
            close(regression.intercept(), expected.get("intercept"));
            close(regression.slopeError(), expected.get("slope_stderr"));
            close(regression.residualDeviation(), expected.get("residual_std"));
            double[] at = numbers(expected.get("at"));
            for (int i = 0; i < at.length; i++) {
                close(regression.at(at[i]), expected.get("line").get(i));
                close(regression.band(at[i]).low(), expected.get("band_low").get(i));
                close(regression.band(at[i]).high(), expected.get("band_high").get(i));
            }
        }
    }

    @Test
    void histograms() {
        for (String name : List.of("edges_inclusive", "outside_ignored", "normal_60")) {
            JsonNode expected = golden.get("histogram").get(name);
            Histogram histogram = Histogram.of(
                    numbers(expected.get("values")),
                    expected.get("bins").intValue(),
                    expected.get("range").get(0).doubleValue(),
                    expected.get("range").get(1).doubleValue());
            for (int i = 0; i < histogram.counts().size(); i++) {
                assertThat(histogram.counts().get(i))
                        .isEqualTo(expected.get("counts").get(i).longValue());
                close(histogram.edge(i), expected.get("edges").get(i));
            }
            assertThat(histogram.counts()).hasSize(expected.get("counts").size());
        }
    }

    @Test
    void densities() {
        for (JsonNode expected : golden.get("kde2d")) {
            Density density = Density.of(column(expected.get("points"), 0), column(expected.get("points"), 1))
                    .get();
            close(density.factor(), expected.get("scott_factor"));
            for (int i = 0; i < expected.get("at").size(); i++) {
                double[] at = numbers(expected.get("at").get(i));
                close(density.at(at[0], at[1]), expected.get("density").get(i));
            }
        }
    }

    @Test
    void quotients() {
        assertThat(golden.get("quotient").size()).isEqualTo(7);
        for (JsonNode expected : golden.get("quotient")) {
            double[] p = numbers(expected.get("p"));
            OptionalDouble quotient =
                    Quotients.of(OutputKind.MULTI_CLASS, p, numbers(expected.get("q")), Outputs.argmax(p));
            assertThat(Outputs.argmax(p)).isEqualTo(expected.get("y").intValue());
            assertThat(quotient.isEmpty()).isEqualTo(expected.get("Q").isNull());
            quotient.ifPresent(value -> close(value, expected.get("Q")));
        }
    }

    @Test
    void neighbours() {
        assertThat(golden.get("knn").size()).isEqualTo(4);
        for (JsonNode expected : golden.get("knn")) {
            boolean bits = expected.get("metric").stringValue().equals("hamming");
            int k = expected.get("k").intValue();
            // NamedNumbers with three decimals become whole numbers, which floats hold exactly.
            double scale = bits ? 1 : 1000;
            List<List<Neighbour>> found = bits
                    ? Neighbours.byBits(
                            BlockTable.of(words(expected.get("base")), 1),
                            BlockTable.of(words(expected.get("query")), 1),
                            k,
                            row -> true)
                    : Neighbours.byDistance(
                            floats(expected.get("base")), floats(expected.get("query")), k, row -> true);
            assertThat(found).hasSize(expected.get("query").size());
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i)).hasSize(k);
                for (int j = 0; j < k; j++) {
                    Neighbour neighbour = found.get(i).get(j);
                    assertThat(neighbour.index())
                            .isEqualTo(expected.get("indices").get(i).get(j).intValue());
                    close(
                            neighbour.distance() / scale,
                            expected.get("distances").get(i).get(j));
                }
            }
        }
    }

    @Test
    void meansAndDeviations() {
        assertThat(golden.get("mean_std").size()).isEqualTo(5);
        for (JsonNode expected : golden.get("mean_std")) {
            Summary summary = Summary.of(numbers(expected.get("values"))).get();
            close(summary.mean(), expected.get("mean"));
            close(summary.deviation(), expected.get("std_population"));
            assertThat(summary.sampleDeviation().isEmpty())
                    .isEqualTo(expected.get("std_sample").isNull());
            summary.sampleDeviation().ifPresent(value -> close(value, expected.get("std_sample")));
        }
    }

    private static void close(double actual, JsonNode expected) {
        double value = expected.doubleValue();
        assertThat(actual).isCloseTo(value, within(1e-9 * Math.abs(value) + 1e-13 * (value == 0 ? 1 : 0)));
    }

    private static double[] numbers(JsonNode list) {
        List<Double> numbers = new ArrayList<>();
        list.forEach(one -> numbers.add(one.doubleValue()));
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] column(JsonNode rows, int column) {
        List<Double> numbers = new ArrayList<>();
        rows.forEach(row -> numbers.add(row.get(column).doubleValue()));
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static BlockTable<float[]> floats(JsonNode rows) {
        int width = rows.get(0).size();
        float[] values = new float[rows.size() * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.round(1000 * rows.get(i / width).get(i % width).doubleValue());
        }
        return BlockTable.of(values, width);
    }

    private static long[] words(JsonNode rows) {
        long[] words = new long[rows.size()];
        for (int row = 0; row < words.length; row++) {
            for (int bit = 0; bit < rows.get(row).size(); bit++) {
                words[row] |= rows.get(row).get(bit).longValue() << bit;
            }
        }
        return words;
    }
}
