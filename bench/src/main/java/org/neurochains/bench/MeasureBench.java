package org.neurochains.bench;

import static org.neurochains.Phrase.text;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.neurochains.NeuroChains;
import org.neurochains.Progress;
import org.neurochains.chain.BaselineOptions.Tuning;
import org.neurochains.chain.Solvers;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.FurtherImages;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageLocation;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Region;
import org.neurochains.measure.ChainOnRegion;
import org.neurochains.measure.Faithfulness;
import org.neurochains.measure.Measure;
import org.neurochains.measure.MeasureOptions;
import org.neurochains.measure.NeighbourPool;
import org.neurochains.measure.Samples;
import org.neurochains.network.Executor;
import org.neurochains.report.OutputFolder;
import org.neurochains.tensor.Scope;
import org.neurochains.weights.Model;

/**
 * How long the measures take for one chain: all of them, with an empty feature cache and with a full one, and
 * faithfulness against one run for each removal. Beside the time on the clock stands the processor's time, which a busy
 * machine changes little.
 *
 * <p>Arguments: model file, image folder, classes such as automobile,horse, number of filters, folder for the feature
 * cache (emptied), and {@code all} or {@code faithfulness}.
 */
final class MeasureBench {
    private static final int TIMED_RUNS = 10;

    private MeasureBench() {}

    public static void main(String[] args) throws IOException {
        try (NeuroChains nc = NeuroChains.model(Path.of(args[0]))
                .threads(Integer.getInteger("threads", 2))
                .open()) {
            Model model = nc.model().model();
            ImageLoader loader = new ImageLoader(nc.model().preprocessing(), 2);
            ImageSet set = nc.images(ImageLocation.of(Path.of(args[1])));
            Region region = nc.region(Path.of(args[1]))
                    .classes(args[2].split(",", -1))
                    .further(FurtherImages.NONE)
                    .select();
            Map<String, Integer> budget = Map.of("budget", Integer.parseInt(args[3]), "fineTuneSteps", 0);
            Subnetwork subnetwork =
                    nc.extract(region, Solvers.of("contribution", "", budget)).subnetwork();
            Path cache = Path.of(args[4]);
            NeighbourPool pool = new NeighbourPool(args[1], set.images(), loader, Set.of(), model.sha256(), cache);
            ChainOnRegion subject = ChainOnRegion.of(model.network(), subnetwork, Samples.of(region), 64)
                    .with(pool);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d retained channels, %d of them filters; %d images, %d in the folder%n",
                    model.file().getFileName(),
                    subject.units().size(),
                    subnetwork.size(model.network()).filters(),
                    region.images().size(),
                    set.images().size());
            faithfulness(subject);
            if (args[5].equals("all")) {
                OutputFolder.delete(cache);
                all(subject, "empty");
                all(subject, "full");
            }
        }
    }

    private static void all(ChainOnRegion subject, String cache) {
        MeasureOptions options = MeasureOptions.defaults().withTuning(Tuning.NEWTON);
        List<String> parts = new ArrayList<>();
        double total = 0;
        double before = processorSeconds();
        for (String name : Measure.names()) {
            double seconds = seconds(() -> Measure.named(name).of(subject, options, Progress.NONE));
            total += seconds;
            parts.add(text("%s %.1f", name, seconds));
        }
        System.out.printf(
                Locale.ROOT,
                "all measures, %s feature cache: %.1f s, %.1f s of processor time (%s)%n",
                cache,
                total,
                processorSeconds() - before,
                String.join(", ", parts));
    }

    private static void faithfulness(ChainOnRegion subject) {
        Faithfulness.of(subject, Progress.NONE); // warm up
        double before = processorSeconds();
        double shared = seconds(() -> Faithfulness.of(subject, Progress.NONE));
        double sharedWork = processorSeconds() - before;
        int removals = subject.units().size();
        Executor whole = subject.original();
        before = processorSeconds();
        double masked = seconds(() -> runs(whole, subject)) / TIMED_RUNS * removals;
        double maskedWork = (processorSeconds() - before) / TIMED_RUNS * removals;
        before = processorSeconds();
        double cut = seconds(() -> runs(subject.chain(), subject)) / TIMED_RUNS * removals;
        double cutWork = (processorSeconds() - before) / TIMED_RUNS * removals;
        System.out.printf(
                Locale.ROOT,
                "faithfulness, %d removals: %.2f s; one run each of the whole network, masked: %.2f s (%.1f times as"
                        + " long), of the cut network: %.2f s (%.1f times)%n",
                removals,
                shared,
                masked,
                masked / shared,
                cut,
                cut / shared);
        System.out.printf(
                Locale.ROOT,
                "processor time: %.2f s; %.2f s (%.1f times); %.2f s (%.1f times)%n",
                sharedWork,
                maskedWork,
                maskedWork / sharedWork,
                cutWork,
                cutWork / sharedWork);
    }

    private static double processorSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }

    private static void runs(Executor network, ChainOnRegion subject) {
        for (int i = 0; i < TIMED_RUNS; i++) {
            try (Scope scope = Scope.open()) {
                network.logits(subject.samples().batch(), subject.scoring()).toFloats();
            }
        }
    }

    private static double seconds(Runnable task) {
        long start = System.nanoTime();
        task.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
