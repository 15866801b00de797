package org.neurochains.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neurochains.Progress;
import org.neurochains.image.Rgb;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.OutputKind;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Autograd;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/**
 * Untargeted attacks within a maximum change of each pixel: FGSM (Goodfellow et al. 2015), one step of eps, and PGD
 * (Madry et al. 2018) without a random start. Pixels stay in [0, 1]; the normalisation is part of what is attacked.
 *
 * <p>The loss is log (1 - p_y) / p_y: logsumexp of the other logits minus z_y, or -z_y of a label. Its gradient is that
 * of the cross-entropy over 1 - p_y, so that both have the same sign; but it has all its digits for an image of which
 * the network is so sure that 1 - p_y is lost in rounding.
 */
final class Attacker {
    private final Executor network;
    private final Scoring scoring;
    private final Attack attack;
    private final int microBatch;
    private final Tensor mean;
    private final Tensor std;

    /**
     * An attacker of a network.
     *
     * @param samples say how pixels are normalised
     * @param microBatch the largest number of images in one pass
     */
    public Attacker(Executor network, Scoring scoring, Samples samples, Attack attack, int microBatch) {
        this.network = network;
        this.scoring = scoring;
        this.attack = attack;
        this.microBatch = microBatch;
        int channels = (int) samples.batch().dim(1);
        this.mean = perChannel(samples.mean(), channels);
        this.std = perChannel(samples.std(), channels);
    }

    private static Tensor perChannel(Rgb rgb, int channels) {
        float[] values = new float[channels];
        for (int c = 0; c < channels; c++) {
            values[c] = rgb.channel(Math.min(c, 2));
        }
        return Tensor.of(values, 1, channels, 1, 1);
    }

    /** Pixels of normalised images. */
    public Tensor pixels(Tensor normalised) {
        return normalised.mul(std).add(mean).clamp(0, 1);
    }

    /** What the network takes for pixels. */
    public Tensor normalised(Tensor pixels) {
        return pixels.sub(mean).div(std);
    }

    /**
     * One step of eps.
     *
     * @param pixels (N, C, H, W), in [0, 1]
     * @param classes of each image, the ones to lead away from
     */
    public Tensor fgsm(Tensor pixels, int... classes) {
        try (Scope scope = Scope.open()) {
            Tensor changed = pixels.add(direction(pixels, classes).mul(attack.eps()));
            return scope.keep(within(pixels, changed));
        }
    }

    /** {@link Attack#steps} steps, each followed by the projection into the ball of eps. */
    public Tensor pgd(Tensor pixels, Progress progress, String stage, int... classes) {
        try (Scope scope = Scope.open()) {
            Tensor current = pixels.detach();
            for (int step = 0; step < attack.steps(); step++) {
                progress.check();
                progress.report(stage, step, attack.steps(), "");
                try (Scope inner = Scope.open()) {
                    Tensor changed = current.add(direction(current, classes).mul(attack.step()));
                    current = inner.keep(within(pixels, changed));
                }
            }
            progress.report(stage, attack.steps(), attack.steps(), "");
            return scope.keep(current);
        }
    }

    private Tensor within(Tensor centre, Tensor changed) {
        return centre.add(changed.sub(centre).clamp(-attack.eps(), attack.eps()))
                .clamp(0, 1);
    }

    /** The sign of the loss's gradient: -1, 0 or 1 for each pixel. */
    private Tensor direction(Tensor pixels, int[] classes) {
        List<Tensor> parts = new ArrayList<>();
        ForwardBatches.ranges(classes.length, microBatch, (start, length) -> {
            try (Scope scope = Scope.open()) {
                Tensor leaf = pixels.narrow(0, start, length).contiguous().leaf();
                Tensor logits = network.logits(normalised(leaf), scoring);
                Tensor loss = loss(logits, Arrays.copyOfRange(classes, start, start + length));
                parts.add(scope.keep(
                        Autograd.gradients(loss, List.of(leaf)).get(0).sign()));
            }
        });
        return Tensor.concat(0, parts);
    }

    private Tensor loss(Tensor logits, int[] classes) {
        Tensor own = OutputKind.oneOfEach(classes, (int) logits.dim(1));
        return network.network().outputs().logOdds(logits, own).sum().neg();
    }
}
