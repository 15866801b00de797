package org.neurochains;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neurochains.chain.ChainFile;
import org.neurochains.chain.Outcome;
import org.neurochains.chain.RegionSource;
import org.neurochains.chain.Subnetwork;
import org.neurochains.image.OpenModel;
import org.neurochains.image.Region;
import org.neurochains.measure.ChainComparison;
import org.neurochains.measure.NamedChain;
import org.neurochains.network.Cut;
import org.neurochains.network.Executor;
import org.neurochains.network.ForwardBatches;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.report.ComparedEvidence;
import org.neurochains.report.ComparisonDocument;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Compares chains in folders. */
final class Comparing {
    /** Of more chains no pictures are shown. */
    private static final int MOST_PICTURED = 12;

    /** Characters of all networks that a page runs. */
    private static final long MOST_LIVE = 12L << 20;

    private Comparing() {}

    static ComparisonDocument of(List<Path> folders) {
        return new ComparisonDocument(
                ChainComparison.of(named(folders)),
                null,
                List.of("KL of each chain on the others' regions (needs the model and the images)"),
                null,
                evidence(folders));
    }

    static ComparisonDocument of(List<Path> folders, OpenModel model, RegionSource source) {
        List<NamedChain> chains = named(folders);
        ChainComparison comparison = ChainComparison.of(chains);
        return new ComparisonDocument(
                comparison, divergences(folders, chains, model, source), List.of(), null, evidence(folders));
    }

    /**
     * The chains under the last part of their folders' names, or under the whole names where these do not tell them
     * apart.
     */
    private static List<NamedChain> named(List<Path> folders) {
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

    private static List<List<Double>> divergences(
            List<Path> folders, List<NamedChain> chains, OpenModel model, RegionSource source) {
        int n = chains.size();
        Network network = model.model().network();
        List<Subnetwork> subnetworks = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            subnetworks.add(
                    ChainFile.subnetwork(place(folders.get(i)), chains.get(i).record(), model.model()));
        }
        Double[][] kl = new Double[n][n];
        for (int j = 0; j < n; j++) {
            source.progress().check();
            source.progress()
                    .report("each chain on each region", j, n, chains.get(j).name());
            Region region = source.restore(place(folders.get(j)), chains.get(j).record());
            try (Scope inner = Scope.open()) {
                Tensor images = region.batch();
                Tensor original = ForwardBatches.logits(Executor.of(network), Scoring.NONE, images, model.batch());
                for (int i = 0; i < n; i++) {
                    kl[i][j] = divergence(network, subnetworks.get(i), images, original, model.batch());
                }
            }
        }
        return Arrays.stream(kl).map(Arrays::asList).toList();
    }

    /** Mean over images of KL(network || chain), in nats. */
    private static double divergence(Network network, Subnetwork chain, Tensor images, Tensor original, int batch) {
        try (Scope scope = Scope.open()) {
            Executor cut = Executor.of(Cut.of(network, chain.retention()));
            Tensor logits = ForwardBatches.logits(cut, chain.scoring(), images, batch);
            return Outcome.of(network.outputs(), original, logits).kl();
        }
    }

    /** Pictures of filters, what removals change, and the networks to run, where the page can hold them. */
    private static List<ComparedEvidence> evidence(List<Path> folders) {
        if (folders.size() > MOST_PICTURED) {
            return List.of();
        }
        List<ComparedEvidence> found = new ArrayList<>();
        long size = 0;
        for (Path folder : folders) {
            ComparedEvidence one = ComparedEvidence.of(folder);
            size += one.size();
            found.add(size > MOST_LIVE ? one.without("This page holds as many networks as it can.") : one);
        }
        return found;
    }

    private static String place(Path folder) {
        return folder.resolve(ChainFile.NAME).toString();
    }
}
