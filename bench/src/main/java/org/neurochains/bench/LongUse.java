package org.neurochains.bench;

import static org.neurochains.bench.StudyBench.print;
import static org.neurochains.bench.StudyBench.resident;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.neurochains.NeuroChains;
import org.neurochains.chain.Baseline;
import org.neurochains.chain.BaselineOptions;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.SavedChain;
import org.neurochains.chain.ShrinkOptions;
import org.neurochains.chain.ShrinkSolver;
import org.neurochains.chain.Solver;
import org.neurochains.image.FurtherImages;
import org.neurochains.image.ImageFolder;
import org.neurochains.image.Region;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;
import org.neurochains.weights.SafetensorsWriter;

/**
 * Many extractions in one process, each from files to files: model and images are read anew, the chain is found, with
 * its contributions, written and read back. Prints the process's memory and open files on the way. With a Java heap of
 * fixed size ({@code bench/long-use} sets one) all changes are native.
 */
record LongUse(Path model, Path images, Path out, boolean own) {
    private static final int LINES = 20;
    private static final int SIDE = 16;
    private static final int CLASSES = 4;
    private static final int WIDTH = 8;

    /** Arguments: COUNT, then MODEL and IMAGES; without them a small network and noise of its own. */
    public static void main(String[] args) throws IOException {
        int count = Integer.parseInt(args[0]);
        Path work = Files.createTempDirectory("long-use");
        boolean own = args.length < 3;
        Path model = own ? writeModel(work.resolve("small.safetensors")) : Path.of(args[1]);
        Path images = own ? writeImages(work.resolve("images")) : Path.of(args[2]);
        new LongUse(model, images, Files.createDirectories(work.resolve("chain")), own).run(count);
    }

    private void run(int count) {
        int line = Math.max(1, count / LINES);
        long start = System.nanoTime();
        List<Double> sizes = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            extract(i);
            if (i % line == 0) {
                System.gc();
                sizes.add(resident("VmRSS"));
                print("%6d extractions: %.1f MiB, %d open files", i, sizes.get(sizes.size() - 1), openFiles());
            }
        }
        print(
                "%d extractions in %.0f s; at most %+.1f %% of memory from the first twentieth on, %+.1f %% from the first fifth on",
                count, (System.nanoTime() - start) / 1e9, growth(sizes, 0), growth(sizes, LINES / 5 - 1));
    }

    private static double growth(List<Double> sizes, int from) {
        double most = sizes.stream().skip(from).mapToDouble(v -> v).max().orElseThrow();
        return 100 * (most / sizes.get(from) - 1);
    }

    private void extract(int number) {
        try (NeuroChains nc = NeuroChains.model(model).threads(1).open()) {
            List<String> all = ImageFolder.scan(images).classFolders();
            Region region = nc.region(images)
                    .classes(all.get(number % all.size()), all.get((number + 1) % all.size()))
                    .perClass(own ? 4 : 10)
                    .minConfidence(0.0)
                    .seed((long) number)
                    .further(FurtherImages.NONE)
                    .select();
            SavedChain saved = nc.save(nc.extract(region, solver(number)), region, out);
            if (!Arrays.equals(ChainFile.json(nc.read(out).record()), ChainFile.json(saved.record()))) {
                throw new IllegalStateException("the chain reads back as another one");
            }
        }
    }

    /** Every tenth by {@code shrink}, the others by the cheapest solver there is. */
    private static Solver solver(int number) {
        return number % 10 == 0
                ? new ShrinkSolver(ShrinkOptions.defaults())
                : new Baseline(BaselineOptions.of(Baseline.Choice.RANDOM, 10)
                        .with()
                        .tuning(BaselineOptions.Tuning.NEWTON)
                        .fineTuneSteps(3)
                        .seed((long) number)
                        .build());
    }

    private static long openFiles() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        } catch (IOException e) {
            return -1;
        }
    }

    private static Path writeModel(Path file) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("input_size", SIDE + "x" + SIDE);
        metadata.put("mean", "0.5");
        metadata.put("std", "0.25");
        metadata.put("labels", "a,b,c,d");
        Random random = new Random(1);
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            int inputs = 3;
            for (int layer = 0; layer < 3; layer++) {
                tensors.put("features." + 2 * layer + ".weight", noise(random, WIDTH, inputs, 3, 3));
                tensors.put("features." + 2 * layer + ".bias", Tensor.full(0, WIDTH));
                inputs = WIDTH;
            }
            tensors.put("classifier.weight", noise(random, CLASSES, WIDTH));
            tensors.put("classifier.bias", Tensor.full(0, CLASSES));
            SafetensorsWriter.write(file, tensors, metadata);
        }
        return file;
    }

    private static Tensor noise(Random random, long... shape) {
        int count = 1;
        for (long each : shape) {
            count *= (int) each;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 * shape[0] / count));
        }
        return Tensor.of(values, shape);
    }

    private static Path writeImages(Path folder) throws IOException {
        Random random = new Random(2);
        for (String label : List.of("a", "b", "c", "d")) {
            Path inside = Files.createDirectories(folder.resolve(label));
            for (int i = 0; i < WIDTH; i++) {
                BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
                for (int p = 0; p < SIDE * SIDE; p++) {
                    image.setRGB(p % SIDE, p / SIDE, random.nextInt(1 << 24));
                }
                ImageIO.write(image, "png", inside.resolve(i + ".png").toFile());
            }
        }
        return folder;
    }
}
