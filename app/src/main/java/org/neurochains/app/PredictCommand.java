package org.neurochains.app;

import org.neurochains.NeuroChains;
import org.neurochains.image.DistributionShift;
import org.neurochains.image.ImageSet;
import org.neurochains.network.OutputKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what a model takes images for. */
@Command(
        name = "predict",
        description = "Shows the classes that a model gives images, and how often it is right.",
        footer = {"", "Where folders name classes, the last line says how often the model agrees with them."})
final class PredictCommand extends Subcommand {
    private static final Logger LOG = LoggerFactory.getLogger(PredictCommand.class);

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final ImageArguments images = new ImageArguments();

    @Override
    protected int run(Session session) {
        try (NeuroChains nc = model.open(session)) {
            ImageSet set = nc.images(images.source());
            OutputKind outputs = nc.model().model().network().outputs();
            Predictions predictions = session.json()
                    ? Predictions.json(session.out(), set.labels(), outputs)
                    : Predictions.text(session.out(), set.labels(), outputs, set.images());
            nc.predict(set, predictions::add);
            predictions.end();
            predictions.confidence().warning().ifPresent(this::warn);
            DistributionShift.warning(nc.model(), set.images()).ifPresent(this::warn);
        }
        return ExitCode.DONE;
    }

    private void warn(String line) {
        LOG.warn("{}: {}", images.root, line);
    }
}
