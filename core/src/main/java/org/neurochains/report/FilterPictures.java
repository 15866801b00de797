package org.neurochains.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.neurochains.evidence.ActivationMaximisation;
import org.neurochains.evidence.Filter;
import org.neurochains.evidence.FiringMaps;
import org.neurochains.evidence.MapPicture;
import org.neurochains.evidence.NaturalSpectrum;
import org.neurochains.evidence.SaliencyMap;
import org.neurochains.evidence.Visualisation;
import org.neurochains.evidence.VisualisationFolder;
import org.neurochains.evidence.VisualisationOptions;
import org.neurochains.image.Pixels;
import org.neurochains.image.Preprocessing;
import org.neurochains.image.RegionImage;
import org.neurochains.tensor.Scope;

/** Where filters fire in the network and in the chain, and the pictures that excite them. */
record FilterPictures(Explaining explaining) {
    private static final int FACE = 64;
    /** So many of the region's images say what a natural spectrum is. */
    private static final int MOST_MEASURED = 100;

    private static final String VISUALISATIONS = "visualisations";

    private record Firing(List<String> neverFire, Map<String, Double> agreement, List<FiringPair> maps) {}

    /** A filter's maps of an image side by side. */
    private record FiringPair(
            String filter, String image, double largestInOriginal, double largestInChain, String file) {}

    private record Content(Map<String, VisualisationOptions> options, List<Item> pictures) {}

    /** A filter's picture in one form. */
    private record Item(String filter, String form, double activation, boolean showsNothing, String file) {}

    /** Feature maps of the explained images, side by side, and which filters never fire. */
    void firing() {
        try (Scope scope = Scope.open()) {
            FiringMaps maps = FiringMaps.of(
                    explaining.network(),
                    explaining.subnetwork(),
                    explaining.filters(),
                    explaining.region().batch(),
                    explaining.explained(),
                    explaining.progress());
            List<FiringPair> items = new ArrayList<>();
            for (Filter filter : explaining.filters()) {
                maps.of(filter).forEach(pair -> items.add(firing(filter, pair)));
                explaining.shown().filter(filter.toString(), e -> with(e, maps, filter));
            }
            Map<String, Double> agreement = new TreeMap<>();
            maps.agreement().forEach((filter, r) -> agreement.put(filter.toString(), r));
            List<String> silent =
                    maps.silent().stream().map(Filter::toString).sorted().toList();
            explaining.finish(EvidenceKind.FIRING, new Firing(silent, agreement, items));
        }
    }

    private FiringPair firing(Filter filter, FiringMaps.Pair pair) {
        String name = filter.toString();
        String file = "firing/" + EvidenceFolder.plain(name) + "." + Explaining.imageName(pair.image()) + ".png";
        Pixels both = Canvas.beside(heat(pair.original()), heat(pair.chain()), Canvas.GAP);
        return new FiringPair(
                name,
                explaining.image(pair.image()).file(),
                pair.original().high(),
                pair.chain().high(),
                explaining.folder().png(file, both));
    }

    /** A map on its own scale from 0: the chain's score changes sizes, not places. */
    private static Pixels heat(SaliencyMap map) {
        double most = map.high();
        Pixels picture = most > 0 && map.low() == most
                ? MapPicture.heat(map.map(v -> 0)) // constant, drawn as such
                : MapPicture.heat(map);
        return Canvas.enlarged(picture, Canvas.LEAST);
    }

    private FilterEvidence with(FilterEvidence evidence, FiringMaps maps, Filter filter) {
        List<Integer> classes = new ArrayList<>();
        List<FilterEvidence.FeatureMap> kept = new ArrayList<>();
        for (FiringMaps.Pair pair : maps.of(filter)) {
            int label = explaining.image(pair.image()).label();
            if (!classes.contains(label)) { // one for each class, for the page's size
                classes.add(label);
                kept.add(new FilterEvidence.FeatureMap(
                        pair.image(),
                        HeatMap.of(pair.original(), HeatMap.FEATURE_MAP_SIDE),
                        HeatMap.of(pair.chain(), HeatMap.FEATURE_MAP_SIDE)));
            }
        }
        return evidence.with()
                .featureMaps(kept)
                .firingAgreement(maps.agreement().get(filter))
                .neverFires(maps.silent().contains(filter))
                .build();
    }

    /** A picture of every filter, in every form wanted; those that are there are taken over. */
    void visualisations() {
        Map<String, List<FilterEvidence.MadePicture>> byFilter = new LinkedHashMap<>();
        List<Item> items = new ArrayList<>();
        Map<String, VisualisationOptions> options = new LinkedHashMap<>();
        NaturalSpectrum natural = natural();
        Preprocessing preprocessing = explaining.region().preprocessing();
        for (VisualisationOptions.Form form : explaining.options().forms()) {
            VisualisationOptions how = explaining.options().visualisation(explaining.network(), form);
            options.put(form.text(), how);
            for (Visualisation made : visualise(how, natural)) {
                items.add(item(made));
                if (!made.flat()) {
                    Picture face = Canvas.forPage(made.picture(), FACE, preprocessing);
                    byFilter.computeIfAbsent(made.filter().toString(), f -> new ArrayList<>())
                            .add(new FilterEvidence.MadePicture(form.text(), face, made.activation()));
                }
            }
        }
        explaining
                .shown()
                .filters(e -> e.withVisualisations(KernelFaces.before(byFilter.getOrDefault(e.name(), List.of()), e)));
        explaining.finish(EvidenceKind.VISUALISATIONS, new Content(options, items));
    }

    /** What natural pictures are here: the region's. */
    private NaturalSpectrum natural() {
        return NaturalSpectrum.of(explaining.region().images().stream()
                .limit(MOST_MEASURED)
                .map(RegionImage::pixels)
                .toList());
    }

    private List<Visualisation> visualise(VisualisationOptions how, NaturalSpectrum natural) {
        ActivationMaximisation maximisation = new ActivationMaximisation(
                explaining.network(), explaining.region().preprocessing(), how, natural);
        Path folder = explaining.folder().path().resolve(VISUALISATIONS);
        return new VisualisationFolder(
                        folder, explaining.chain().record().model().sha256())
                .run(maximisation, explaining.filters(), explaining.progress());
    }

    private static Item item(Visualisation made) {
        return new Item(
                made.filter().toString(),
                made.form().text(),
                made.activation(),
                made.flat(),
                VISUALISATIONS + "/" + VisualisationFolder.fileName(made.filter(), made.form()));
    }
}
