package org.neurochains.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.neurochains.measure.Neighbours.Neighbour;
import org.neurochains.plot.Estimate;

/**
 * How a chain does on the K nearest unseen neighbours of its region's images, for K = 1, 2, ...
 *
 * @param points one for each K
 * @param links each image's neighbours
 */
record NeighbourCurve(List<Point> points, List<Link> links) {
    /** What is said where there is no point. */
    static final String NONE =
            "There is no neighbour: all other images are the region's, supported the solver, or cannot be read.";

    NeighbourCurve {
        points = List.copyOf(points);
        links = List.copyOf(links);
    }

    /**
     * All of the first K neighbours.
     *
     * @param distinct how many different images they are
     * @param agreement share of these for which F and the chain predict the same class
     * @param kl mean KL(F || chain) over these, in nats
     * @param perImage each region's image's agreement over its own K neighbours
     * @param distances each region's image's mean distance of its own K neighbours, in penultimate features
     */
    record Point(int k, int distinct, double agreement, double kl, double[] perImage, double[] distances) {
        double mean() {
            return Arrays.stream(perImage).average().orElse(0);
        }

        double deviation() {
            return Summary.of(perImage).get().deviation();
        }

        double distance() {
            return Arrays.stream(distances).average().orElse(0);
        }

        Estimate agreementEstimate() {
            return new Estimate(k, mean(), deviation());
        }

        Estimate distanceEstimate() {
            return new Estimate(k, distance(), Summary.of(distances).get().deviation());
        }
    }

    /**
     * A neighbour of an image of the region.
     *
     * @param image the region's image's place
     * @param rank from 1
     * @param distance of penultimate features
     */
    record Link(
            int image,
            int rank,
            int index,
            String neighbour,
            double distance,
            String predicted,
            String chainPredicted) {
        boolean agrees() {
            return predicted.equals(chainPredicted);
        }
    }

    /** The curve of neighbours that both networks have been asked about. */
    static NeighbourCurve of(Unseen unseen, List<List<Neighbour>> neighbours, int most) {
        double[][] distances = new double[neighbours.size()][];
        List<Link> links = new ArrayList<>();
        for (int image = 0; image < neighbours.size(); image++) {
            List<Neighbour> own = neighbours.get(image);
            distances[image] = new double[own.size()];
            for (int rank = 0; rank < own.size(); rank++) {
                int index = own.get(rank).index();
                distances[image][rank] = unseen.distance(image, index);
                Unseen.Answer answer = unseen.answer(index);
                links.add(new Link(
                        image,
                        rank + 1,
                        index,
                        unseen.file(index),
                        distances[image][rank],
                        answer.predicted(),
                        answer.chainPredicted()));
            }
        }
        List<Point> points = new ArrayList<>();
        for (int k = 1; k <= most; k++) {
            points.add(point(unseen, neighbours, distances, k));
        }
        return new NeighbourCurve(points, links);
    }

    private static Point point(Unseen unseen, List<List<Neighbour>> neighbours, double[][] distances, int k) {
        Set<Integer> distinct = new TreeSet<>();
        double[] perImage = new double[neighbours.size()];
        double[] near = new double[neighbours.size()];
        for (int image = 0; image < perImage.length; image++) {
            List<Integer> own = neighbours.get(image).stream()
                    .limit(k)
                    .map(Neighbour::index)
                    .toList();
            distinct.addAll(own);
            perImage[image] = unseen.agreement(own);
            near[image] = Arrays.stream(distances[image]).limit(k).average().orElse(0);
        }
        return new Point(k, distinct.size(), unseen.agreement(distinct), unseen.divergence(distinct), perImage, near);
    }

    /** The point of the largest K. */
    Point last() {
        return points.get(points.size() - 1);
    }

    /** A number of that point. */
    Measured<Double> atLast(Function<Point, Double> number) {
        return isEmpty() ? Measured.undefined("there is no unseen neighbour") : Measured.of(number.apply(last()));
    }

    boolean isEmpty() {
        return points.isEmpty();
    }
}
