package org.neurochains.chain;

import java.util.List;
import org.neurochains.tensor.Tensor;

/** Images, (N, C, H, W), and the logits that F has for them. */
public record Batch(Tensor images, Tensor logits) {
    /** The number of images. */
    public long size() {
        return images.dim(0);
    }

    Batch with(Batch more) {
        return new Batch(
                Tensor.concat(0, List.of(images, more.images())), Tensor.concat(0, List.of(logits, more.logits())));
    }

    Batch narrow(long start, long length) {
        return new Batch(images.narrow(0, start, length), logits.narrow(0, start, length));
    }
}
