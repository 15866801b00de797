package org.neurochains.app;

import static org.neurochains.Phrase.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.ModelBuilder;
import org.neurochains.NeuroChains;
import org.neurochains.RegionBuilder;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.Solver;
import org.neurochains.image.Region;
import org.neurochains.image.RegionImage;
import org.neurochains.image.RegionSelection;
import org.neurochains.report.ComparisonDocument;
import org.neurochains.report.EachImage;
import org.neurochains.report.OutputFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds the chain of a region, and writes it with its page. */
@Command(
        name = "extract",
        description = "Finds the few filters that decide a set of images, and writes them as a chain with a page.",
        footer = {
            "",
            "Writes chain.json, scores.safetensors and report.html into the folder. Exit code 4: written, but KL"
                    + " stayed above --max-kl, nothing smaller than the network was shown to agree on held-out images, or the budget was too"
                    + " small. Stopped, it writes the smallest chain so far that holds, without report.html."
        })
final class ExtractCommand extends Subcommand {
    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final ImageArguments images = new ImageArguments();

    @Mixin
    private final RegionArguments regions = new RegionArguments();

    @Mixin
    private final SolverArguments solvers = new SolverArguments();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The folder to write; an older chain in it is replaced.")
    Path out;

    @Option(names = "--no-report", description = "Leave report.html out.")
    boolean noReport;

    @Option(
            names = "--each",
            description =
                    "A chain for each image by itself, in a folder of its own, and their comparison, compare.html.")
    boolean each;

    @Option(
            names = "--memory-limit",
            paramLabel = "MIB",
            description = "Memory for a pass of the network, in MiB (default: three quarters of the machine's).")
    @Nullable Integer memoryLimit;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description =
                    "Repeat the run of this chain.json: its images, solver, options and seed, save those given here.")
    @Nullable Path from;

    @Option(
            names = "--member",
            paramLabel = "N",
            description =
                    "With --from: no search, but the largest chain of at most N filters that was stored on the way"
                            + " to that one, measured anew (default: a search).")
    @Nullable Integer member;

    @Override
    protected int run(Session session) {
        ChainRecord repeated = from == null ? null : readRecord(from);
        try (OutputFolder folder = OutputFolder.prepare(out);
                NeuroChains nc = open(session)) {
            Solver solver = solver(nc, repeated, session);
            Region region = region(nc, repeated, solver, session);
            if (each) {
                EachImage found = nc.extractEach(
                        region,
                        solver,
                        folder,
                        !noReport,
                        (number, chain) ->
                                session.message(found(number, region.images().size(), chain)));
                return conclude(found, folder, session);
            }
            ChainRecord chain =
                    nc.save(nc.extract(region, solver), region, folder).record();
            if (!noReport && !chain.stopped()) {
                NeuroChains.page(out);
            }
            return conclude(chain, folder, session);
        }
    }

    private Solver solver(NeuroChains nc, @Nullable ChainRecord repeated, Session session) {
        Integer most = member;
        if (most == null) {
            return solvers.solver(nc.model(), repeated, session.seed(seed(repeated)), session);
        }
        if (from == null || repeated == null) {
            throw InputException.of("--member", "is taken from a chain", "name it with --from");
        }
        if (each || solvers.given() || !ofTheSameImages(repeated, session)) {
            throw InputException.of(
                    "--member", "keeps the images and the options of --from", "leave out those of a search");
        }
        Path folder = Files.isDirectory(from) ? from : from.toAbsolutePath().getParent();
        Solver stored = nc.storedChain(Objects.requireNonNull(folder), most);
        session.message("no search: the largest chain of at most " + most + " filters that " + from + " has stored");
        return stored;
    }

    private boolean ofTheSameImages(@Nullable ChainRecord repeated, Session session) {
        return repeated != null && !regions.given() && images.list == null && !session.seedGiven();
    }

    private NeuroChains open(Session session) {
        ModelBuilder builder = model.builder(session).command(commandLine());
        return (memoryLimit == null ? builder : builder.memory((long) memoryLimit << 20)).open();
    }

    private static String found(int number, int all, ChainRecord chain) {
        return text(
                "%d of %d: %s, %d filters, KL %.4f",
                number,
                all,
                chain.region().images().get(0).file(),
                chain.result().filters(),
                chain.result().kl());
    }

    private static int conclude(EachImage each, OutputFolder folder, Session session) {
        Path page = folder.path().resolve(ComparisonDocument.FILE);
        if (session.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("page", page.toString());
            json.put("comparison", folder.path().resolve(EachImage.COMPARISON).toString());
            json.put("answers", each.answers().answers());
            Json.print(session.out(), json);
        } else {
            each.answers().answers().forEach(answer -> {
                session.out().println(answer.question());
                Style.wrapped(answer.answer(), 2).forEach(session.out()::println);
            });
            session.out().println();
            new Closing(session.out()).place("The page", page);
        }
        return each.reached() ? ExitCode.DONE : ExitCode.SHORT_OF_GOAL;
    }

    private static ChainRecord readRecord(Path from) {
        Path file = Files.isDirectory(from) ? from.resolve(ChainFile.NAME) : from;
        try {
            return ChainFile.parse(file.toString(), Files.readAllBytes(file));
        } catch (java.io.IOException e) {
            throw InputException.of("--from " + file, "cannot be read (" + e + ")", "name a chain.json", e);
        }
    }

    private Region region(NeuroChains nc, @Nullable ChainRecord repeated, Solver solver, Session session) {
        long seed = session.seed(seed(repeated));
        RegionSelection selection = regions.selection(seed);
        boolean same = ofTheSameImages(repeated, session);
        RegionBuilder builder = nc.region(images.source()).seed(seed);
        if (!same || solvers.furtherGiven()) {
            builder.further(solver.options().further());
        }
        Region region =
                repeated != null && same ? builder.of(String.valueOf(from), repeated) : builder.select(selection);
        sayWhatWasChosen(region, selection, session);
        if (repeated != null
                && solver.options().name().equals(repeated.solver().name())
                && solver.revision() != repeated.solverRevision()) {
            session.message("note: that chain was found by another version of "
                    + solver.options().name() + "; this one may find another chain");
        }
        return region;
    }

    private void sayWhatWasChosen(Region region, RegionSelection selection, Session session) {
        double least = region.images().stream()
                .mapToDouble(RegionImage::probability)
                .min()
                .orElse(1);
        if (images.list == null && selection.minConfidence() == null && least < selection.bar()) {
            session.message(text(
                    "note: too few images have a probability of %s; the least confident taken has %.3f"
                            + " (--min-confidence sets the bar)",
                    selection.bar(), least));
        }
        int each = region.images().size() / region.classes().size();
        boolean alike = region.classes().stream()
                .allMatch(index -> region.imagesOf(index).size() == each);
        if (images.list == null && selection.perClass() == null && alike && each < selection.wanted()) {
            session.message("note: of some class no more than " + each + " images pass; as many of each are taken"
                    + " (--per-class sets the number, and lowers the bar where fewer pass)");
        }
        int support = region.support().size();
        int heldOut = region.heldOut().size();
        session.message(region.images().size() + " images of " + String.join(", ", region.classNames()) + "; " + support
                + " more in support, " + heldOut + " held out");
        long outside = region.images().stream()
                .filter(image -> !region.classes().contains(image.predicted()))
                .count();
        if (outside > 0) {
            session.message("note: the network takes " + outside
                    + " of the images for a class outside the region; a chain that holds on them is larger");
        }
    }

    private static long seed(@Nullable ChainRecord repeated) {
        return repeated == null ? 0 : repeated.region().seed();
    }

    private int conclude(ChainRecord chain, OutputFolder folder, Session session) {
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("chain", folder.path().resolve(ChainFile.NAME).toString());
            if (!noReport && !chain.stopped()) {
                document.put("report", folder.report().toString());
            }
            document.put("region", chain.region().classes());
            document.put("solver", chain.solver());
            document.put("result", chain.result());
            Json.print(session.out(), document);
        } else {
            ResultTable.print(chain, session.out());
            session.out().println();
            ChainVerdicts.of(ChainFile.read(folder.path())).stream()
                    .flatMap(each -> session.style().statement(each.verdict(), each.words()).stream())
                    .forEach(session.out()::println);
            if (session.whole() && !chain.stopped()) {
                session.out().println();
                close(chain, folder, session);
            }
        }
        ChainWarnings.of(chain).forEach(session::message);
        if (session.progress().cancelled()) {
            return ExitCode.INTERRUPTED;
        }
        return chain.result().reachedGoal() ? ExitCode.DONE : ExitCode.SHORT_OF_GOAL;
    }

    private void close(ChainRecord chain, OutputFolder folder, Session session) {
        Closing closing = new Closing(session.out());
        closing.place(noReport ? "The chain" : "The page", noReport ? folder.path() : folder.report());
        if (chain.result().reachedGoal()) {
            String explain = Closing.command("explain", out, spec);
            closing.next("what its filters respond to, for the page", explain);
        } else {
            closing.next(advice(chain));
        }
    }

    /** What may lead to a chain that reaches its goal. */
    private static String advice(ChainRecord chain) {
        if (chain.solver().budget() != null) {
            return "a larger --budget, or none.";
        }
        return chain.result().nextSmaller() == null
                ? "a larger --max-kl asks for less, other images (--seed) may be easier."
                : "more images of these classes, for the chain to be held to, or a smaller --min-agreement.";
    }

    private String commandLine() {
        return "neurochains " + arguments().stream().map(Closing::quoted).collect(Collectors.joining(" "));
    }
}
