package org.neurochains;

import static org.neurochains.InputException.requireInRange;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.MemoryPlan;
import org.neurochains.image.Labels;
import org.neurochains.image.OpenModel;
import org.neurochains.image.Preprocessing;
import org.neurochains.tensor.Engine;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

/** What is said about a model before it is opened. What is not said, its file or its architecture decides. */
public final class ModelBuilder {
    final Path file;
    ModelOptions options = ModelOptions.NONE;

    @Nullable Path labels;

    int threads = Runtime.getRuntime().availableProcessors();
    long memory = MemoryPlan.defaultLimit();
    Progress progress = Progress.NONE;
    String command = "NeuroChains";

    ModelBuilder(Path file) {
        this.file = Objects.requireNonNull(file, "a model's file");
    }

    /** Sets its architecture, such as vgg16_bn, resnet50 or cifar-resnet20. */
    public ModelBuilder architecture(String name) {
        return options(options.withArchitecture(name));
    }

    /** Sets its architecture and how its images are made fit for it. */
    public ModelBuilder options(ModelOptions said) {
        options = said;
        return this;
    }

    /** Sets the file with its classes' names, one a line, or imagenet_class_index.json; null for the model file's. */
    public ModelBuilder labels(@Nullable Path names) {
        labels = names;
        return this;
    }

    /**
     * Sets how many processor cores to use; all where nothing is said.
     *
     * @throws InputException if there is none
     */
    public ModelBuilder threads(int count) {
        requireInRange(count >= 1, "threads", count, "1 or more");
        threads = count;
        return this;
    }

    /**
     * Sets the most memory for a pass of the network, in bytes; three quarters of the machine's where nothing is said.
     */
    public ModelBuilder memory(long bytes) {
        memory = bytes;
        return this;
    }

    /** Sets who hears of every step, and may cancel. */
    public ModelBuilder progress(Progress listener) {
        progress = listener;
        return this;
    }

    /** Sets what chain.json notes as the command. */
    public ModelBuilder command(String text) {
        command = text;
        return this;
    }

    /**
     * Opens the model.
     *
     * @throws InputException if it or the labels cannot be read, or do not fit each other or what is said
     */
    public NeuroChains open() {
        return new NeuroChains(this);
    }

    /** Reads the model into the enclosing scope. */
    OpenModel read() {
        Engine.useThreads(threads);
        Model model = ModelReader.read(file, options);
        return new OpenModel(model, names(model), Preprocessing.of(model.input()));
    }

    private Labels names(Model model) {
        return labels == null
                ? Labels.of(model)
                : Labels.read(labels, model.network().classes());
    }
}
