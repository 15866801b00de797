package org.neurochains.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.neurochains.bestiary.Exhibition;
import org.neurochains.bestiary.Species;
import org.neurochains.tensor.Engine;

/**
 * Makes everything in demo-data: draws the pictures, trains both networks side by side with one engine thread each,
 * tests them on pictures of other seeds, and writes the files with the record of how they were made.
 */
public final class TrainDemo {

    private static final long TRAINING_SEED = 1;
    private static final long WATCHED_SEED = 2;
    private static final int WATCHED_EACH = 20;
    private static final long EXHIBITION_SEED = 3;
    private static final int EXHIBITED = 25;

    private TrainDemo() {}

    /**
     * Runs {@code TrainDemo FOLDER [PICTURES [EPOCHS]]}.
     *
     * @param arguments where to write; pictures of each species to train on; a number of epochs for both networks
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 0) {
            throw new IllegalArgumentException("usage: TrainDemo FOLDER [PICTURES [EPOCHS]]");
        }
        int each = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
        boolean given = arguments.length > 2;
        Lesson residual = residual(given ? Integer.parseInt(arguments[2]) : 14);
        Lesson plain = plain(given ? Integer.parseInt(arguments[2]) : 9);
        Engine.useThreads(1);
        make(Path.of(arguments[0]), each, List.of(residual, plain), System.out::println);
    }

    /** A ResNet of eight bottlenecks. */
    static Lesson residual(int epochs) {
        BottleneckPlan plan =
                new BottleneckPlan(16, List.of(16, 32, 64, 96), List.of(2, 2, 2, 2), Species.values().length);
        return new Lesson("bestiary-resnet", plan, new Schedule(epochs, 32, .003, .05, 2, 1));
    }

    /** A VGG of nine convolutions, five of which keep their input's size. */
    static Lesson plain(int epochs) {
        PlainPlan plan = new PlainPlan(List.of(16, 32, 48, 64), List.of(1, 2, 3, 3), Species.values().length);
        return new Lesson("bestiary-vgg", plan, new Schedule(epochs, 32, .003, .05, 2, 2));
    }

    static void make(Path folder, int each, List<Lesson> lessons, Consumer<String> report) throws IOException {
        Exhibition.write(folder, List.of(Species.values()), EXHIBITION_SEED, EXHIBITED, () -> {});
        DrawnPictures pictures = DrawnPictures.draw(TRAINING_SEED, each);
        DrawnPictures watched = DrawnPictures.draw(WATCHED_SEED, WATCHED_EACH);
        report.accept(pictures.size() + " pictures drawn");
        List<CompletableFuture<Lesson.Outcome>> running = lessons.stream()
                .map(lesson -> CompletableFuture.supplyAsync(() -> teach(lesson, pictures, watched, folder, report)))
                .toList();
        List<Lesson.Outcome> outcomes =
                running.stream().map(CompletableFuture::join).toList();
        Examination examination = new Examination(EXHIBITION_SEED, EXHIBITED);
        new MakingOf(TRAINING_SEED, each, lessons, outcomes).write(folder, examination);
        report.accept("written to " + folder);
    }

    private static Lesson.Outcome teach(
            Lesson lesson, DrawnPictures pictures, DrawnPictures watched, Path folder, Consumer<String> report) {
        try {
            return lesson.teach(pictures, watched, folder.resolve("models"), report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
