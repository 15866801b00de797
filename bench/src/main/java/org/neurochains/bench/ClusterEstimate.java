package org.neurochains.bench;

import static org.neurochains.Phrase.text;

import java.util.PriorityQueue;
import java.util.Random;

/**
 * How long a study takes on a cluster, and what there is more of than one driver can take:
 * {@code bench/run ClusterEstimate}.
 *
 * <p>Arguments, each {@code name=value}: {@code trials}; {@code seconds} of one core for a trial, mean; {@code spread},
 * the standard deviation of their natural logarithm; {@code overhead} of Spark for a trial, in seconds of a core;
 * {@code start} of an executor until its model is read, in seconds; {@code writes} that the driver does in a second;
 * {@code kilobytes} of a trial in the store; {@code model} and {@code images} to be shipped, in megabytes;
 * {@code cores} of a machine; {@code link} of the driver, in gigabits a second. Times of trials are drawn from a
 * log-normal distribution and given to the core that is free first, as Spark does.
 */
public final class ClusterEstimate {
    private static final int[] CORES = {2, 16, 64, 256, 1024, 4096};
    private static final int DRAWS = 3;

    private double trials = 1746;
    private double seconds = 60;
    private double spread = .4;
    private double overhead = .05;
    private double start = 10;
    private double writes = 500;
    private double kilobytes = 20;
    private double model = 98;
    private double images = 100;
    private double cores = 16;
    private double link = 10;

    private ClusterEstimate() {}

    /** Prints a table. */
    public static void main(String[] arguments) {
        ClusterEstimate estimate = new ClusterEstimate();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            estimate.set(argument.substring(0, equals), Double.parseDouble(argument.substring(equals + 1)));
        }
        estimate.print();
    }

    private void set(String name, double value) {
        switch (name) {
            case "trials" -> trials = value;
            case "seconds" -> seconds = value;
            case "spread" -> spread = value;
            case "overhead" -> overhead = value;
            case "start" -> start = value;
            case "writes" -> writes = value;
            case "kilobytes" -> kilobytes = value;
            case "model" -> model = value;
            case "images" -> images = value;
            case "cores" -> cores = value;
            case "link" -> link = value;
            default -> throw new IllegalArgumentException("no quantity " + name);
        }
    }

    private void print() {
        StudyBench.print(
                "%.0f trials of %.1f core-seconds: %.0f core-hours; store of %.1f GB",
                trials, seconds, trials * seconds / 3600, trials * kilobytes / 1e6);
        StudyBench.print(
                "| cores | time | cores idle at the end | driver: writes a second, of %.0f | shipping |", writes);
        StudyBench.print("|---|---|---|---|---|");
        for (int all : CORES) {
            double work = simulated(all);
            double shipping = all / Math.max(1, cores) * (model + images) * 8e-3 / link;
            double ideal = trials * (seconds + overhead) / all;
            double time = start + shipping + Math.max(work, trials / writes);
            double rate = trials / work;
            StudyBench.print(
                    "| %d | %s | %.0f %% | %.1f%s | %.0f s |",
                    all,
                    duration(time),
                    100 * (1 - ideal / work),
                    rate,
                    rate > writes ? " (too many: the driver decides)" : "",
                    shipping);
        }
    }

    /** The time until the last trial ends, mean of some draws. */
    private double simulated(int all) {
        double sum = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            Random random = new Random(draw);
            PriorityQueue<Double> free = new PriorityQueue<>();
            for (int core = 0; core < all; core++) {
                free.add(0.0);
            }
            double end = 0;
            for (int trial = 0; trial < (int) trials; trial++) {
                // the mean of a log-normal distribution is exp(mu + spread^2 / 2)
                double own = seconds * Math.exp(spread * random.nextGaussian() - spread * spread / 2);
                double ready = free.remove() + own + overhead;
                end = Math.max(end, ready);
                free.add(ready);
            }
            sum += end;
        }
        return sum / DRAWS;
    }

    private static String duration(double seconds) {
        return seconds < 5400
                ? text("%.0f min", seconds / 60)
                : seconds < 172_800 ? text("%.1f h", seconds / 3600) : text("%.1f days", seconds / 86_400);
    }
}
