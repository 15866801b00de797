package org.neurochains.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.evidence.MapPicture;
import org.neurochains.evidence.SaliencyMap;
import org.neurochains.evidence.Smoe;
import org.neurochains.evidence.SmoeMaps;
import org.neurochains.evidence.SmoeOptions;
import org.neurochains.image.Pixels;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** SMOE maps of every layer and Combine All, of the network and of the chain. */
record SmoePictures(Explaining explaining) {
    private static final String COMBINED = "Combine All";
    private static final double OPACITY = .5;

    private record Content(SmoeOptions options, List<ImageMaps> images) {}

    /** The files of an image's maps, of layers by their names; none by layer where there is no scale. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ImageMaps(
            String image,
            Map<String, String> layers,
            String combined,
            @Nullable String byLayer) {}

    void run() {
        try (Scope scope = Scope.open()) {
            List<Integer> places = explaining.explained();
            int[] chosen = places.stream().mapToInt(i -> i).toArray();
            Tensor images = explaining.region().batch().indexSelect(0, chosen);
            SmoeOptions options = explaining.options().smoe();
            List<SmoeMaps> original = maps(Scoring.NONE, images, options, 0);
            List<SmoeMaps> chain = maps(explaining.subnetwork().scoring(), images, options, 1);
            String variant = COMBINED + ", "
                    + options.normalisation().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            Map<Integer, List<PageImage.Maps>> layers = new LinkedHashMap<>();
            Map<Integer, List<PageImage.Maps>> combined = new LinkedHashMap<>();
            List<ImageMaps> items = new ArrayList<>();
            for (int i = 0; i < places.size(); i++) {
                SmoeMaps one = original.get(i);
                SmoeMaps other = chain.get(i);
                int place = places.get(i);
                layers.put(place, layers(one, other));
                combined.put(place, List.of(pair(variant, one.combined(), other.combined())));
                items.add(item(place, one, other));
            }
            explaining.shown().smoe(layers);
            explaining.shown().saliency(name -> name.startsWith(COMBINED), combined);
            explaining.finish(EvidenceKind.SMOE, new Content(options, items));
        }
    }

    private List<SmoeMaps> maps(Scoring scoring, Tensor images, SmoeOptions options, int part) {
        Progress progress = explaining.progress().part("SMOE maps", part, 2);
        return Smoe.of(explaining.network(), scoring, images, options, progress);
    }

    private static List<PageImage.Maps> layers(SmoeMaps original, SmoeMaps chain) {
        List<PageImage.Maps> maps = new ArrayList<>();
        for (int l = 0; l < original.layers().size(); l++) {
            SmoeMaps.Layer layer = original.layers().get(l);
            maps.add(
                    pair(layer.name(), layer.normalised(), chain.layers().get(l).normalised()));
        }
        return maps;
    }

    private static PageImage.Maps pair(String name, SaliencyMap original, SaliencyMap chain) {
        return new PageImage.Maps(
                name, HeatMap.of(original, HeatMap.SALIENCY_MAP_SIDE), HeatMap.of(chain, HeatMap.SALIENCY_MAP_SIDE));
    }

    private ImageMaps item(int place, SmoeMaps original, SmoeMaps chain) {
        Map<String, String> files = new LinkedHashMap<>();
        for (int l = 0; l < original.layers().size(); l++) {
            SmoeMaps.Layer layer = original.layers().get(l);
            SmoeMaps.Layer other = chain.layers().get(l);
            files.put(
                    layer.name(),
                    png(place, EvidenceFolder.plain(layer.name()), layer.normalised(), other.normalised()));
        }
        String combined = png(place, "combined", original.combined(), chain.combined());
        String byLayer = null;
        if (!original.scales().isEmpty()) {
            Pixels both = Canvas.beside(byLayer(place, original), byLayer(place, chain), Canvas.GAP);
            byLayer = explaining.folder().png(name(place, "by-layer"), Canvas.enlarged(both, Canvas.LEAST));
        }
        return new ImageMaps(explaining.image(place).file(), files, combined, byLayer);
    }

    private Pixels byLayer(int place, SmoeMaps maps) {
        Pixels image = explaining.image(place).pixels();
        return MapPicture.byLayer(maps.normalisedScales(), image.height(), image.width());
    }

    /** The network's map over the image, and the chain's. */
    private String png(int place, String what, SaliencyMap original, SaliencyMap chain) {
        Pixels large = Canvas.enlarged(explaining.image(place).pixels(), Canvas.LEAST);
        Pixels both = Canvas.beside(
                MapPicture.overlay(large, original, OPACITY), MapPicture.overlay(large, chain, OPACITY), Canvas.GAP);
        return explaining.folder().png(name(place, what), both);
    }

    private static String name(int place, String what) {
        return "smoe/" + Explaining.imageName(place) + "." + what + ".png";
    }
}
