package org.neurochains.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.Outcome;
import org.neurochains.chain.RegionSource;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.OpenModel;
import org.neurochains.image.Region;
import org.neurochains.measure.ChainComparison;
import org.neurochains.measure.CrossDivergence;
import org.neurochains.measure.NamedChain;
import org.neurochains.report.ComparisonDocument;
import org.neurochains.report.ComparisonPage;
import org.neurochains.report.Comparisons;
import org.neurochains.tensor.Scope;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares chains of one model, each with each. */
@Command(
        name = "compare",
        description =
                "Says what two or more chains of one model share, and writes a page with their graphs side by side.",
        footer = {"", "KL of each chain on the other's region needs --model and --images; without them it is left out."
        })
final class CompareCommand extends Subcommand {
    @Parameters(paramLabel = "DIR", arity = "2..*", description = "The folders of two or more chains.")
    List<Path> folders = List.of();

    @ArgGroup(exclusive = false, order = 1)
    @Nullable ModelArguments model;

    @ArgGroup(exclusive = false, order = 2)
    @Nullable ImageArguments images;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            order = 70,
            defaultValue = Comparisons.PAGE,
            description = "The page to write (default: ${DEFAULT-VALUE} in the working folder).")
    Path out = Path.of(Comparisons.PAGE);

    @Option(names = "--no-report", order = 71, description = "Leave the page out.")
    boolean noReport;

    @Override
    protected int run(Session session) {
        List<NamedChain> chains = chains();
        ChainComparison comparison = ChainComparison.of(chains);
        List<String> leftOut = new ArrayList<>();
        @Nullable List<List<Double>> divergences = null;
        if (model == null || images == null) {
            leftOut.add("KL of each chain on the others' regions (needs --model and --images)");
        } else {
            divergences = divergences(chains, model, images, session);
        }
        ComparisonDocument document = new ComparisonDocument(comparison, divergences, leftOut, null);
        if (!noReport) {
            ComparisonPage.write(document, out);
        }
        if (session.json()) {
            Json.print(session.out(), document.json());
        } else {
            new ComparisonTable(document, session.out()).print();
            if (!noReport) {
                session.out().println();
                session.out().println(out.toAbsolutePath().normalize());
            }
        }
        return ExitCode.DONE;
    }

    /** The chains under the last part of their folders' names, or under the whole names where these do not tell them apart. */
    private List<NamedChain> chains() {
        List<Path> whole = folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize())
                .toList();
        boolean distinct = whole.stream().map(Path::getFileName).distinct().count() == whole.size();
        Map<String, Integer> seen = new HashMap<>();
        List<NamedChain> chains = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            String name = String.valueOf(distinct ? whole.get(i).getFileName() : folders.get(i));
            int times = seen.merge(name, 1, Integer::sum);
            chains.add(new NamedChain(times == 1 ? name : name + " (" + times + ")", ChainFile.read(folders.get(i))));
        }
        return chains;
    }

    private List<List<Double>> divergences(
            List<NamedChain> chains, ModelArguments model, ImageArguments images, Session session) {
        session.useEngine();
        try (Scope scope = Scope.open()) {
            OpenModel open = model.open();
            List<Subnetwork> subnetworks = new ArrayList<>();
            for (int i = 0; i < chains.size(); i++) {
                String place = place(i);
                subnetworks.add(ChainFile.subnetwork(place, chains.get(i).record(), open.model()));
            }
            double[][] kl = new double[chains.size()][chains.size()];
            RegionSource source = new RegionSource(open, images.source(), session.threads(), session.progress());
            for (int j = 0; j < chains.size(); j++) {
                session.progress().check();
                session.progress()
                        .report(
                                "each chain on each region",
                                j,
                                chains.size(),
                                chains.get(j).name());
                Region region = source.restore(place(j), chains.get(j).record());
                try (Scope inner = Scope.open()) {
                    List<Outcome> outcomes =
                            CrossDivergence.of(open.model().network(), subnetworks, region.batch(), open.batch());
                    for (int i = 0; i < outcomes.size(); i++) {
                        kl[i][j] = outcomes.get(i).kl();
                    }
                }
            }
            List<List<Double>> rows = new ArrayList<>();
            for (double[] row : kl) {
                rows.add(java.util.Arrays.stream(row).boxed().toList());
            }
            return rows;
        }
    }

    private String place(int chain) {
        return folders.get(chain).resolve(ChainFile.NAME).toString();
    }
}
