package org.neurochains.app;

import java.util.Arrays;
import java.util.List;
import org.neurochains.image.Classifier;
import org.neurochains.image.ImageEntry;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageSet;
import org.neurochains.image.LoadedImage;
import org.neurochains.image.OpenModel;
import org.neurochains.network.Executor;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Functional;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
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
        session.useEngine();
        try (Scope scope = Scope.open()) {
            OpenModel open = model.open();
            ImageSet set = ImageSet.of(images.folder(), open.labels())
                    .settled(
                            new ImageLoader(open.preprocessing(), session.threads()),
                            Classifier.of(Executor.of(open.model().network()), open.batch()));
            Predictions predictions = session.json()
                    ? Predictions.json(session.out(), set.labels())
                    : Predictions.text(session.out(), set.labels(), set.images());
            predict(open, set, predictions, session);
            predictions.end();
            predictions.confidence().warning().ifPresent(line -> LOG.warn("{}: {}", images.root(), line));
        }
        return ExitCode.DONE;
    }

    private void predict(OpenModel open, ImageSet set, Predictions predictions, Session session) {
        Executor executor = Executor.of(open.model().network());
        ImageLoader loader = new ImageLoader(open.preprocessing(), session.threads());
        loader = set.folder().listed() ? loader.requiringAll() : loader;
        List<ImageEntry> all = set.images();
        int read = 0;
        for (int start = 0; start < all.size(); start += open.batch()) {
            session.progress().check();
            session.progress().report("predicting", start, all.size(), "");
            List<LoadedImage> some = loader.load(all.subList(start, Math.min(all.size(), start + open.batch())));
            read += some.size();
            if (!some.isEmpty()) {
                predict(executor, loader, some, set, predictions);
            }
        }
        session.progress().report("predicting", all.size(), all.size(), "");
        if (read == 0) {
            throw loader.noneRead(images.root().toString(), all.size());
        }
    }

    private static void predict(
            Executor executor, ImageLoader loader, List<LoadedImage> some, ImageSet set, Predictions predictions) {
        try (Scope scope = Scope.open()) {
            Tensor logits = executor.logits(loader.batch(some), Scoring.NONE);
            float[] each = logits.toFloats();
            float[] probabilities = Functional.softmax(logits, 1).toFloats();
            int classes = each.length / some.size();
            for (int i = 0; i < some.size(); i++) {
                ImageEntry entry = some.get(i).entry();
                predictions.add(new Predictions.Answer(
                        entry.file(),
                        set.classOf(entry),
                        Arrays.copyOfRange(each, i * classes, (i + 1) * classes),
                        Arrays.copyOfRange(probabilities, i * classes, (i + 1) * classes)));
            }
        }
    }
}
