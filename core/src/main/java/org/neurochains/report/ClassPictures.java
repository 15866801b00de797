package org.neurochains.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;
import org.neurochains.chain.Subnetwork;
import org.neurochains.evidence.MapPicture;
import org.neurochains.evidence.Rap;
import org.neurochains.evidence.SaliencyMap;
import org.neurochains.evidence.ScoreCam;
import org.neurochains.evidence.ScoreCamVariant;
import org.neurochains.image.Pixels;
import org.neurochains.image.RegionImage;
import org.neurochains.network.Cut;
import org.neurochains.network.Network;
import org.neurochains.network.Scoring;
import org.neurochains.tensor.Scope;
import org.neurochains.tensor.Tensor;

/** Where an image speaks for the class that the network predicts: Score-CAM in its published variants, and RAP. */
record ClassPictures(Explaining explaining) {
    private static final double OPACITY = .5;
    private static final String SCORE_CAM = "Score-CAM";
    private static final String RAP = "RAP";

    private record Content(List<ClassMap> maps) {}

    /** One method's maps of an image, of the network and of the chain; without a file where there are none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ClassMap(
            String image,
            @JsonProperty("class") String label,
            String method,
            @Nullable String file) {}

    /** Makes one map; null where there is none to be made. */
    private interface Method {
        @Nullable SaliencyMap of(ScoredNetwork by, Tensor image, int label, Progress progress);
    }

    /** A network, whole or cut, and the scores it runs with. */
    private record ScoredNetwork(Network network, Scoring scoring) {}

    void scoreCam() {
        Map<String, Method> variants = new LinkedHashMap<>();
        for (ScoreCamVariant variant : ScoreCamVariant.values()) {
            variants.put(variant.text(), (by, image, label, progress) -> scoreCam(by, image, label, variant, progress));
        }
        run(EvidenceKind.SCORE_CAM, SCORE_CAM, variants, false);
    }

    private @Nullable SaliencyMap scoreCam(
            ScoredNetwork by, Tensor image, int label, ScoreCamVariant variant, Progress progress) {
        try {
            return ScoreCam.of(by.network(), by.scoring(), image, label, variant, progress)
                    .map();
        } catch (IllegalArgumentException e) {
            return null; // no maps of more than one place, as in a chain whose convolutions are all bypassed
        }
    }

    void rap() {
        Method rap = (by, image, label, progress) ->
                Rap.of(by.network(), by.scoring(), image, label, progress).map();
        run(EvidenceKind.RAP, RAP, Map.of(RAP, rap), true);
    }

    private void run(EvidenceKind kind, String prefix, Map<String, Method> methods, boolean signed) {
        Map<Integer, List<PageImage.Maps>> maps = new LinkedHashMap<>();
        List<ClassMap> items = new ArrayList<>();
        Network whole = explaining.network();
        Progress progress = explaining.progress();
        try (Scope scope = Scope.open()) {
            ScoredNetwork original = new ScoredNetwork(whole, Scoring.NONE);
            Subnetwork left = explaining.subnetwork();
            ScoredNetwork chain = new ScoredNetwork(Cut.orWhole(whole, left.retention()), left.scoring());
            int count = 2 * methods.size() * explaining.explained().size();
            Tensor images = explaining.region().batch();
            for (int place : explaining.explained()) {
                Tensor image = images.narrow(0, place, 1);
                int label = explaining.image(place).predicted();
                methods.forEach((name, method) -> {
                    int made = 2 * items.size();
                    SaliencyMap one = method.of(original, image, label, progress.part(prefix, made, count));
                    SaliencyMap other = method.of(chain, image, label, progress.part(prefix, made + 1, count));
                    maps.computeIfAbsent(place, p -> new ArrayList<>())
                            .add(new PageImage.Maps(name, heat(one), heat(other)));
                    items.add(item(place, name, one, other, signed));
                });
            }
        }
        explaining.shown().saliency(name -> name.startsWith(prefix), maps);
        explaining.finish(kind, new Content(items));
    }

    private static @Nullable HeatMap heat(@Nullable SaliencyMap map) {
        return map == null ? null : HeatMap.of(map, HeatMap.SALIENCY_MAP_SIDE);
    }

    private ClassMap item(
            int place, String name, @Nullable SaliencyMap original, @Nullable SaliencyMap chain, boolean signed) {
        RegionImage image = explaining.image(place);
        String file = null;
        if (original != null || chain != null) {
            Pixels large = Canvas.enlarged(image.pixels(), Canvas.LEAST);
            Pixels both = Canvas.beside(picture(large, original, signed), picture(large, chain, signed), Canvas.GAP);
            file = explaining.folder().png("saliency/" + Explaining.imageName(place) + "." + file(name) + ".png", both);
        }
        return new ClassMap(image.file(), explaining.labels().name(image.predicted()), name, file);
    }

    /** A method's name as part of a file name: "Score-CAM, logits (paper)" is score-cam-logits-paper. */
    private static String file(String method) {
        return method.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("-$", "");
    }

    private static Pixels picture(Pixels image, @Nullable SaliencyMap map, boolean signed) {
        if (map == null) {
            return image;
        }
        return signed
                ? MapPicture.signed(map.resized(image.height(), image.width()))
                : MapPicture.overlay(image, map, OPACITY);
    }
}
