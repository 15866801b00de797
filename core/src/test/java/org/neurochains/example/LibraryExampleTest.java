package org.neurochains.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neurochains.NeuroChains;
import org.neurochains.chain.Chain;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.SavedChain;
import org.neurochains.chain.ShrinkOptions;
import org.neurochains.image.ImageLocation;
import org.neurochains.image.Region;
import org.neurochains.measure.Measure;
import org.neurochains.report.ExplainOptions;
import org.neurochains.testing.ColourModel;
import org.neurochains.testing.PageDocument;

/** The library as docs/how-to/use-as-library.md shows it: the page holds this very code, and its session is run. */
@Tag("slow")
class LibraryExampleTest {
    private static final Path PAGE = Path.of("../docs/how-to/use-as-library.md");

    @TempDir
    private Path folder;

    // shown from here
    /** Finds the chain of two classes, and writes it with its evidence and its page. */
    static SavedChain extract(Path model, Path images, List<String> classes, Path out) {
        try (NeuroChains nc = NeuroChains.open(model)) {
            Region region = nc.region(images)
                    .classes(classes.toArray(new String[0]))
                    .perClass(4)
                    .minConfidence(0.5)
                    .select();
            Chain chain = nc.extract(region, ShrinkOptions.defaults().withMaxKl(0.05));
            System.out.println(nc.evaluate(chain, region, Measure.FIDELITY, Measure.DEAD));

            SavedChain saved = nc.save(chain, region, out);
            nc.explain(
                    saved,
                    ImageLocation.of(images),
                    ExplainOptions.builder().steps(8).build());
            System.out.println(NeuroChains.page(out));
            return saved;
        }
    }
    // to here

    @Test
    void theExampleFindsAChain() throws IOException {
        Path model = ColourModel.writeModel(folder);
        Path images = ColourModel.writeImages(folder.resolve("images"), 6);
        Path out = folder.resolve("chain");

        SavedChain saved = extract(model, images, List.of("red", "blue"), out);

        assertThat(ChainFile.read(out).result().kl()).isLessThan(0.05);
        // the filter that decides nothing is not in it
        assertThat(saved.subnetwork().retention().of("L0").stream()).doesNotContain(3);
        assertThat(PageDocument.of(out.resolve("report.html"))).contains("\"visualisations\":[{");
        assertThat(out.resolve("evidence/index.json")).content().contains("\"score-cam\"");
    }

    @Test
    void thePageShowsThisCode() throws IOException {
        Path source = Path.of("src/test/java/org/neurochains/example/LibraryExampleTest.java");
        assumeTrue(Files.exists(PAGE) && Files.exists(source));

        String code = Files.readString(source);
        String shown = code.substring(
                code.indexOf("// shown from here") + "// shown from here".length(), code.indexOf("    // to here"));
        assertThat(Files.readString(PAGE))
                .contains(shown.stripTrailing().stripIndent().strip());
    }

    @Test
    void thePagesSessionRuns() throws IOException {
        assumeTrue(Files.exists(PAGE));
        String root = Path.of("..").toAbsolutePath().normalize().toString().replace("\\", "/");
        String here = shown("jshell").replace("demo-data/", root + "/demo-data/");

        List<String> values = new ArrayList<>();
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            for (String line : here.lines().toList()) {
                for (SnippetEvent event : shell.eval(line)) {
                    assertThat(event.status()).as(line).isEqualTo(Snippet.Status.VALID);
                    assertThat(event.exception()).as(line).isNull();
                    values.add(String.valueOf(event.value()));
                }
            }
        }

        assertThat(values).anyMatch(value -> value.matches("[1-9]\\d*"));
        assertThat(values).anyMatch(value -> value.startsWith("fidelity: On 20 images"));
    }

    @Test
    void thePagesScalaRuns() throws Exception {
        assumeTrue(Files.exists(PAGE));
        Path source = Files.writeString(folder.resolve("Shown.scala"), shown("scala"));
        Path classes = Files.createDirectory(folder.resolve("classes"));
        String[] arguments = {
            "-classpath", System.getProperty("java.class.path"), "-d", classes.toString(), source.toString()
        };
        assertThat(dotty.tools.dotc.Main.process(arguments).hasErrors()).isFalse();
        Path model = ColourModel.writeModel(folder);
        Path images = ColourModel.writeImages(folder.resolve("images"), 6);

        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            assertThat(loader.loadClass("Shown$package")
                            .getMethod("fidelity", Path.class, Path.class, String.class, String.class)
                            .invoke(null, model, images, "red", "blue"))
                    .asString()
                    .startsWith("fidelity: On 8 images");
        }
    }

    /** The page's code in a language. */
    private static String shown(String language) throws IOException {
        String start = "```" + language + "\n";
        String page = Files.readString(PAGE);
        String from = page.substring(page.indexOf(start) + start.length());
        return from.substring(0, from.indexOf("```"));
    }
}
