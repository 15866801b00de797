package org.neurochains.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.neurochains.tensor.Adam;
import org.neurochains.tensor.Autograd;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Trains one network by cross-entropy with Adam. The same plan, pictures, schedule and threads give the same weights.
 */
final class Trainer {

    private final Plan plan;
    private final Schedule schedule;
    private final TrainedParameters parameters;

    private Trainer(Plan plan, Schedule schedule) {
        this.plan = plan;
        this.schedule = schedule;
        this.parameters = new TrainedParameters(schedule.seed());
        plan.declare(parameters);
    }

    /** Is told of every epoch that is done. */
    interface Observer {

        /**
         * One epoch is done.
         *
         * @param epoch counted from 1
         * @param loss its mean loss in nats
         * @param parameters as they are now
         */
        void epochDone(int epoch, double loss, TrainedParameters parameters);
    }

    /** Trains from random weights. The result's tensors belong to the caller's scope. */
    static TrainedParameters train(Plan plan, Schedule schedule, DrawnPictures pictures, Observer observer) {
        Trainer trainer = new Trainer(plan, schedule);
        trainer.run(pictures, observer);
        return trainer.parameters;
    }

    private void run(DrawnPictures pictures, Observer observer) {
        List<String> names = List.copyOf(parameters.trained().keySet());
        List<Tensor> weights = names.stream().map(parameters::get).toList();
        Adam adam = new Adam(weights, schedule.rate());
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, pictures.size()).boxed().toList());
        Random random = new Random(schedule.seed());
        int steps = pictures.size() / schedule.batch();
        for (int epoch = 0; epoch < schedule.epochs(); epoch++) {
            Collections.shuffle(order, random);
            double loss = 0;
            for (int step = 0; step < steps; step++) {
                int[] batch = order.subList(step * schedule.batch(), (step + 1) * schedule.batch()).stream()
                        .mapToInt(Integer::intValue)
                        .toArray();
                double rate = schedule.rateAt(epoch * steps + step, steps);
                List<Variation> variations = Stream.generate(() -> Variation.draw(random, schedule.reach()))
                        .limit(batch.length)
                        .toList();
                loss += step(pictures, batch, variations, adam, rate) / steps;
            }
            observer.epochDone(epoch + 1, loss, parameters);
        }
    }

    private double step(DrawnPictures pictures, int[] batch, List<Variation> variations, Adam adam, double rate) {
        try (Scope scope = Scope.open()) {
            Tensor images = pictures.batch(batch, variations);
            Tensor targets = pictures.targets(batch);
            Map<String, Tensor> leaves = new LinkedHashMap<>();
            parameters.trained().forEach((name, tensor) -> leaves.put(name, tensor.leaf()));
            Tensor logits = plan.logits(new Pass(parameters, leaves, true), images.channelsLast());
            Tensor loss = Functional.logSoftmax(logits, 1).mul(targets).sum().mul(-1. / targets.dim(0));
            List<Tensor> gradients = Autograd.gradients(loss, List.copyOf(leaves.values()));
            shrink(rate * schedule.decay());
            adam.step(gradients, rate);
            return loss.detach().item();
        }
    }

    /** Shrinks convolution and linear weights; scales and shifts stay. */
    private void shrink(double share) {
        for (Tensor tensor : parameters.trained().values()) {
            if (tensor.rank() > 1) {
                tensor.copyInPlace(tensor.mul(1 - share));
            }
        }
    }
}
