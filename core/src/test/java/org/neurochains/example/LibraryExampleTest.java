package org.neurochains.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.Progress;
import org.neurochains.chain.Chain;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.RunRecord;
import org.neurochains.chain.ShrinkOptions;
import org.neurochains.chain.ShrinkSolver;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.Classifier;
import org.neurochains.image.ImageFolder;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Labels;
import org.neurochains.image.Preprocessing;
import org.neurochains.image.Region;
import org.neurochains.image.RegionSelection;
import org.neurochains.image.RegionSelector;
import org.neurochains.network.Executor;
import org.neurochains.tensor.Scope;
import org.neurochains.testing.ColourModel;
import org.neurochains.weights.Model;
import org.neurochains.weights.ModelOptions;
import org.neurochains.weights.ModelReader;

/** The library as docs/how-to/use-as-library.md shows it: the page holds this very code. */
class LibraryExampleTest {
    @TempDir
    private Path folder;

    // shown from here
    /** Finds the chain of two classes, writes it, and reads it back. */
    static Subnetwork extract(Path modelFile, Path images, List<String> classes, Path out) {
        try (Scope scope = Scope.open()) {
            Model model = ModelReader.read(modelFile, ModelOptions.NONE);
            Labels labels = Labels.of(model.labels());
            Executor network = Executor.of(model.network());
            ImageLoader loader = new ImageLoader(Preprocessing.of(model.input()), 2);
            ImageSet set = ImageSet.of(ImageFolder.scan(images), labels);
            RegionSelection selection = new RegionSelection(classes, 4, 0.5, null, 0);
            Region region =
                    new RegionSelector(set, loader, Classifier.of(network, 32), Progress.NONE).select(selection);

            ShrinkSolver solver = new ShrinkSolver(ShrinkOptions.defaults().withMaxKl(0.05));
            RunRecord run = new RunRecord(
                    "example", "LibraryExampleTest", region.images().size());
            Chain extraction = Chain.of(model, region, solver, run, Progress.NONE);
            ChainFile.write(out, extraction, model.network());

            ChainRecord chain = ChainFile.read(out);
            return ChainFile.subnetwork(out.toString(), chain, model);
        }
    }
    // to here

    @Test
    void theExampleFindsAChain() throws IOException {
        Path model = ColourModel.writeModel(folder);
        Path images = ColourModel.writeImages(folder.resolve("images"), 6);
        Path out = folder.resolve("chain");

        Subnetwork subnetwork = extract(model, images, List.of("red", "blue"), out);

        assertThat(ChainFile.read(out).result().kl()).isLessThan(0.05);
        // the filter that decides nothing is not in it
        assertThat(subnetwork.retention().of("L0").stream()).doesNotContain(3);
    }

    @Test
    void thePageShowsThisCode() throws IOException {
        Path page = Path.of("../docs/how-to/use-as-library.md");
        Path source = Path.of("src/test/java/org/neurochains/example/LibraryExampleTest.java");
        assumeTrue(Files.exists(page) && Files.exists(source));

        String code = Files.readString(source);
        String shown = code.substring(
                code.indexOf("// shown from here") + "// shown from here".length(), code.indexOf("    // to here"));
        assertThat(Files.readString(page))
                .contains(shown.stripTrailing().stripIndent().strip());
    }
}
