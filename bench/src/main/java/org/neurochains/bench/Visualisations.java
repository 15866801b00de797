package org.neurochains.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.neurochains.evidence.ActivationMaximisation;
import org.neurochains.evidence.Filter;
import org.neurochains.evidence.NaturalSpectrum;
import org.neurochains.evidence.Visualisation;
import org.neurochains.evidence.VisualisationFolder;
import org.neurochains.evidence.VisualisationOptions;
import org.neurochains.evidence.VisualisationOptions.Form;
import org.neurochains.image.ImageFile;
import org.neurochains.image.Preprocessing;
import org.neurochains.network.UnitLayer;
import org.neurochains.tensor.Engine;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

/**
 * Time of activation maximisation, for filters spread evenly over a model's convolutions.
 *
 * <p>Arguments: model file; number of filters, or their names by comma, whose activations are then printed; steps; side
 * in pixels; a form, such as FOURIER; a folder for the pictures, which can hold those of a run that was stopped; and,
 * unless the usual spectrum will do, a folder of images whose spectrum is natural.
 */
final class Visualisations {
    private static final int MOST_IMAGES = 100;

    private Visualisations() {}

    public static void main(String[] args) throws IOException {
        Engine.useThreads(Integer.getInteger("threads", 2));
        try (Scope scope = Scope.open()) {
            Model model = ModelReader.read(Path.of(args[0]), ModelOptions.NONE);
            VisualisationOptions options = VisualisationOptions.defaults(model.network(), Form.valueOf(args[4]))
                    .withSteps(Integer.parseInt(args[2]));
            int side = Integer.parseInt(args[3]);
            if (side != options.side()) {
                options = options.withSide(side);
            }
            ActivationMaximisation maximisation = new ActivationMaximisation(
                    model.network(), Preprocessing.of(model.input()), options, natural(args, model));
            VisualisationFolder folder = new VisualisationFolder(Path.of(args[5]), model.sha256());
            boolean named = args[1].contains(".");
            List<Filter> filters = named
                    ? Arrays.stream(args[1].split(",", -1)).map(Filter::parse).toList()
                    : filters(model, Integer.parseInt(args[1]));

            long start = System.nanoTime();
            List<Visualisation> found = folder.run(maximisation, filters, (stage, done, total, detail) -> {
                if (done % (total / 20 + 1) < 3) {
                    System.err.printf("%5.1f s %s%n", (System.nanoTime() - start) / 1e9, detail);
                }
            });
            if (named) {
                found.forEach(v -> System.out.printf(Locale.ROOT, "%s %.4f%n", v.filter(), v.activation()));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d filters, %s, %d steps, %d pixels, %d threads: %.1f s, %d flat%n",
                    model.architecture(),
                    found.size(),
                    options.form().text(),
                    options.steps(),
                    options.side(),
                    Engine.threads(),
                    (System.nanoTime() - start) / 1e9,
                    found.stream().filter(Visualisation::flat).count());
        }
    }

    private static NaturalSpectrum natural(String[] args, Model model) throws IOException {
        if (args.length < 7) {
            return NaturalSpectrum.usual();
        }
        Preprocessing preprocessing = Preprocessing.of(model.input());
        try (Stream<Path> files = Files.walk(Path.of(args[6]))) {
            return NaturalSpectrum.of(files.filter(Files::isRegularFile)
                    .sorted()
                    .limit(MOST_IMAGES)
                    .map(ImageFile::read)
                    .map(preprocessing::fit)
                    .toList());
        }
    }

    private static List<Filter> filters(Model model, int wanted) {
        List<UnitLayer> layers = model.network().units().stream()
                .filter(unit -> unit.kind().isFilter())
                .toList();
        List<Filter> filters = new ArrayList<>();
        for (int i = 0; filters.size() < wanted; i++) {
            UnitLayer layer = layers.get(i % layers.size());
            filters.add(new Filter(layer.name(), i / layers.size() * 7 % layer.channels()));
        }
        return filters.stream().distinct().toList();
    }
}
