package org.neurochains.plot;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.neurochains.plot.Series.Band;
import org.neurochains.plot.Series.Bar;
import org.neurochains.plot.Series.Bars;
import org.neurochains.plot.Series.Contours;
import org.neurochains.plot.Series.Group;
import org.neurochains.plot.Series.Height;
import org.neurochains.plot.Series.Line;
import org.neurochains.plot.Series.Points;
import org.neurochains.plot.Series.Span;

/** One figure of each kind, with seeded values. */
final class Gallery {
    private Gallery() {}

    static Map<String, Figure> figures() {
        Map<String, Figure> figures = new LinkedHashMap<>();
        figures.put("scatter", scatter());
        figures.put("histogram", histogram());
        figures.put("density", density());
        figures.put("curves", curves());
        figures.put("groups", groups());
        figures.put("slanted", slanted());
        figures.put("sweep", sweep());
        figures.put("neighbours", neighbours());
        figures.put(
                "panels", new Panels("Two regions", List.of(scatter().sized(420, 320), sweep().sized(420, 320)), 2));
        figures.put("empty", empty());
        return figures;
    }

    static Chart empty() {
        return Chart.of("Nothing retained", Axis.linear("score", "1"), Axis.linear("KL", "nats"));
    }

    static Chart scatter() {
        Random random = new Random(1);
        List<Point> points = new ArrayList<>();
        List<Span> band = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            double x = 3 * random.nextDouble();
            points.add(new Point(x, .1 + .22 * x + .08 * random.nextGaussian(), "L4B1C2." + i));
        }
        for (int i = 0; i <= 30; i++) {
            double x = i / 10.0;
            double half = .02 + .01 * (x - 1.5) * (x - 1.5);
            band.add(new Span(x, .1 + .22 * x - half, .1 + .22 * x + half));
        }
        String fit = "least squares, 95 % band of the mean";
        return Chart.of(
                        "Score of a filter and what its removal costs",
                        Axis.linear("score", "1"),
                        Axis.linear("drop of the class's probability", "1"))
                .note("Pearson r = 0.923 (95 % interval 0.859 to 0.959), p = 2.2e-17, n = 120")
                .with(new Band(fit, band))
                .with(new Line(fit, List.of(new Point(0, .1), new Point(3, .76)), false))
                .with(new Points("filter of the chain", points));
    }

    static Chart histogram() {
        Random random = new Random(2);
        long[] counts = new long[20];
        for (int i = 0; i < 400; i++) {
            counts[Math.max(0, Math.min(19, (int) (10 + 3 * random.nextGaussian())))]++;
        }
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            bars.add(new Bar(-.1 + .01 * i, -.09 + .01 * i, counts[i]));
        }
        return Chart.of("Fidelity", Axis.linear("p(network) − p(chain)", "1"), Axis.count("images", "1"))
                .note("n = 400")
                .with(new Bars("", bars));
    }

    static Chart density() {
        Random random = new Random(3);
        List<Point> points = new ArrayList<>();
        double[] values = new double[64 * 64];
        for (int i = 0; i < values.length; i++) {
            double x = (i % 64 - 20) / 10.0;
            double y = (i / 64 - 25) / 9.0;
            double x2 = (i % 64 - 44) / 6.0;
            double y2 = (i / 64 - 40) / 7.0;
            values[i] = Math.exp(-(x * x + y * y) / 2) + .7 * Math.exp(-(x2 * x2 + y2 * y2) / 2);
        }
        for (int i = 0; i < 200; i++) {
            points.add(new Point(1 + .5 * random.nextGaussian(), .4 + .14 * random.nextGaussian()));
        }
        return Chart.of("Quotient and drop", Axis.linear("quotient", "1"), Axis.linear("log KL", "nats"))
                .with(new Contours("density", new Grid(new Range(0, 3.2), new Range(0, 1), 64, values)))
                .with(new Points("image", points));
    }

    static Chart curves() {
        Chart chart = Chart.of(
                "Agreement with the network on nearest neighbours",
                Axis.count("neighbours K", "1"),
                Axis.linear("agreement", "1"));
        String[] names = {"chain", "magnitude", "one-shot contribution", "random"};
        for (int i = 0; i < names.length; i++) {
            List<Estimate> estimates = new ArrayList<>();
            for (int k = 1; k <= 10; k++) {
                estimates.add(new Estimate(k, .97 - .17 * i - .012 * k * (1 + i), .02 + .012 * i));
            }
            chart = chart.withCurve(names[i], estimates);
        }
        return chart.note("mean ± standard deviation over 10 regions");
    }

    static Chart groups() {
        return Chart.of(
                        "Probability of the true class",
                        Axis.categories("images", List.of("clean", "FGSM", "PGD")),
                        Axis.linear("probability", "1").between(0, 1))
                .with(new Group("network", List.of(Height.of(.98, .01), Height.of(.31, .12), Height.of(.02, .01))))
                .with(new Group(
                        "chain, attacked through the network",
                        List.of(Height.of(.95, .03), Height.of(.62, .15), Height.of(.55, .2))))
                .with(new Group(
                        "chain, attacked itself", List.of(Height.of(.95, .03), Height.of(.28, .1), Height.none())));
    }

    static Chart slanted() {
        List<String> layers = new ArrayList<>();
        List<Height> retained = new ArrayList<>();
        List<Height> dead = new ArrayList<>();
        for (int i = 0; i < 18; i++) {
            layers.add("L" + (1 + i / 6) + "B" + (1 + i % 6 / 2) + "C" + (1 + i % 2));
            retained.add(Height.of(3 + 7 * i % 11));
            dead.add(i % 5 == 0 ? Height.of(1) : Height.of(0));
        }
        return Chart.of("Filters in each layer", Axis.categories("unit layer", layers), Axis.count("filters", "1"))
                .with(new Group("retained", retained))
                .with(new Group("dead", dead));
    }

    static Chart sweep() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            points.add(new Point(688 * Math.pow(.75, i), 1e-4 * Math.pow(2.05, i)));
        }
        return Chart.of("Size and fidelity", Axis.linear("filters", "1"), Axis.linear("KL", "nats"))
                .with(new Line("shrink", points, true))
                .with(new Points("chosen", List.of(points.get(9))));
    }

    static ImageRows neighbours() {
        Random random = new Random(4);
        List<ImageRows.Row> rows = new ArrayList<>();
        for (String by : List.of("by penultimate features (L2)", "by ReLU patterns of the first layer (Hamming)")) {
            List<Thumb> thumbs = new ArrayList<>();
            thumbs.add(picture(random, "horse/0007.jpg\nhorse").marked(Thumb.Mark.QUERY));
            for (int i = 0; i < 7; i++) {
                boolean agrees = random.nextInt(3) > 0;
                thumbs.add(picture(
                                random,
                                "horse/00" + (10 + i) + ".jpg\n" + (agrees ? "horse" : "automobile") + "\n"
                                        + (100 + 7 * i) + " bits")
                        .marked(agrees ? Thumb.Mark.AGREES : Thumb.Mark.DIFFERS));
            }
            rows.add(new ImageRows.Row(by, thumbs));
        }
        return new ImageRows(
                "Nearest neighbours of horse/0007.jpg",
                "The query first, then its neighbours from near to far.",
                rows,
                "chain agrees with the network",
                "chain differs",
                80);
    }

    private static Thumb picture(Random random, String caption) {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        int base = random.nextInt(0xffffff);
        for (int i = 0; i < 32 * 32; i++) {
            image.setRGB(i % 32, i / 32, (i / 64 + i % 32 < 30 ? base : 0xffffff - base) ^ random.nextInt(64));
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Thumb.of(png.toByteArray(), caption);
    }
}
