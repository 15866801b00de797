package org.neurochains.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.chain.FilterNames;
import org.neurochains.evidence.Filter;
import org.neurochains.evidence.FilterGuess;
import org.neurochains.evidence.ReceptiveField;
import org.neurochains.evidence.TopImages;
import org.neurochains.image.ImageEntry;
import org.neurochains.image.ImageFolder;
import org.neurochains.image.ImageLoader;
import org.neurochains.image.ImageSet;
import org.neurochains.image.LoadedImage;
import org.neurochains.image.PartFolder;
import org.neurochains.image.Pixels;
import org.neurochains.image.Preprocessing;
import org.neurochains.tensor.Scope;

/** The natural images that excite each filter most, from one pass over the folder. */
final class TopImagePictures {
    private static final int CROP = 48;
    private static final int WHOLE = 80;
    /** The page's size is bounded: so many crops in all, at least three for each filter, and so many whole images. */
    private static final int MOST_CROPS = 2000;

    private static final int LEAST_CROPS = 3;
    private static final int MOST_WHOLE = 300;
    private static final int AGAIN = 64;

    private final Explaining explaining;
    private final ImageSet set;
    private final ImageLoader loader;
    private final Preprocessing preprocessing;
    private final List<ImageEntry> pool;
    private final Map<Integer, Picture> whole = new LinkedHashMap<>();
    private final List<Crop> items = new ArrayList<>();
    private final Map<String, Map<Integer, FilterEvidence.TopImage>> found = new LinkedHashMap<>();
    private final Map<String, List<FilterGuess.Crop>> crops = new LinkedHashMap<>();
    private final Optional<PartFolder> parts;

    TopImagePictures(Explaining explaining) {
        this.explaining = explaining;
        this.set = ImageSet.of(
                ImageFolder.scan(explaining.source().images().root()),
                explaining.chain().model().labels());
        this.preprocessing = explaining.region().preprocessing();
        this.loader = explaining.source().loader();
        this.pool = pool();
        this.parts = PartFolder.beside(set.folder().root());
    }

    private List<ImageEntry> pool() {
        List<ImageEntry> all = new ArrayList<>(set.images());
        int most = explaining.options().pool();
        if (most > 0 && all.size() > most) {
            Collections.shuffle(all, new Random(explaining.options().seed()));
            return List.copyOf(all.subList(0, most));
        }
        return all;
    }

    /** Where a filter's image goes: its place in the list of best. */
    private record Place(Filter filter, int rank, TopImages.Peak peak) {}

    private record Content(int images, int ofFolder, List<Crop> top) {}

    /** One of a filter's best images; without a mask where the filter does not fire. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Crop(
            String filter,
            int rank,
            String image,
            @JsonProperty("class") String label,
            double activation,
            boolean fires,
            ReceptiveField field,
            String file,
            @Nullable String mask) {}

    void run() {
        try (Scope scope = Scope.open()) {
            List<Filter> filters = explaining.filters();
            TopImages top = new TopImages(
                    explaining.network(), filters, explaining.options().top());
            int read = see(top);
            draw(places(top));
            int shown = Math.max(LEAST_CROPS, MOST_CROPS / Math.max(1, filters.size()));
            explaining.shown().filters(evidence -> with(evidence, shown));
            FilterNames.guess(explaining.chain().folder(), guesses());
            explaining.finish(
                    EvidenceKind.TOP_IMAGES, new Content(read, set.images().size(), items));
        }
    }

    private int see(TopImages top) {
        int read = loader.each(
                pool,
                explaining.batch(),
                explaining.progress(),
                "top images",
                (images, first) -> see(top, images, pool.subList(first, pool.size()), first));
        if (read == 0) {
            throw InputException.of(
                    set.folder().root().toString(), "none of its images can be read", "check the files");
        }
        return read;
    }

    /** Images that cannot be read are passed over; the others keep their numbers. */
    private void see(TopImages top, List<LoadedImage> loaded, List<ImageEntry> entries, int first) {
        try (Scope scope = Scope.open()) {
            int start = 0;
            while (start < loaded.size()) {
                int number = first + entries.indexOf(loaded.get(start).entry());
                int end = start + 1;
                while (end < loaded.size()
                        && first + entries.indexOf(loaded.get(end).entry()) == number + end - start) {
                    end++;
                }
                top.see(loader.batch(loaded.subList(start, end)), number);
                start = end;
            }
        }
    }

    private Map<Integer, List<Place>> places(TopImages top) {
        Map<Integer, List<Place>> places = new TreeMap<>();
        for (Filter filter : explaining.filters()) {
            List<TopImages.Peak> peaks = top.of(filter);

            for (int rank = 0; rank < peaks.size(); rank++) {
                places.computeIfAbsent(peaks.get(rank).image(), i -> new ArrayList<>())
                        .add(new Place(filter, rank, peaks.get(rank)));
            }
        }
        return places;
    }

    /** Reads the best images once more, a few at a time, and cuts the crops. */
    private void draw(Map<Integer, List<Place>> places) {
        List<Integer> numbers = List.copyOf(places.keySet());
        List<ImageEntry> best = numbers.stream().map(pool::get).toList();
        loader.each(best, AGAIN, explaining.progress(), "cropping", (images, first) -> {
            for (LoadedImage image : images) {
                int number =
                        numbers.get(first + best.subList(first, best.size()).indexOf(image.entry()));
                Map<String, float[]> masks = parts.filter(
                                folder -> folder.has(image.entry().file()))
                        .map(folder -> folder.masks(image.entry().file(), preprocessing))
                        .orElse(Map.of());
                places.getOrDefault(number, List.of()).forEach(place -> draw(number, image, masks, place));
            }
        });
    }

    private void draw(int number, LoadedImage image, Map<String, float[]> masks, Place place) {
        TopImages.Peak peak = place.peak();
        String filter = place.filter().toString();
        boolean fires = peak.activation() > 0;
        Pixels crop = Canvas.crop(image.pixels(), peak.field());
        if (fires) {
            crops.computeIfAbsent(filter, name -> new ArrayList<>()).add(seen(image, masks, peak, crop));
        }
        String base = "top/" + EvidenceFolder.plain(filter) + "." + (place.rank() + 1);
        Pixels enlarged = Canvas.enlarged(crop, Canvas.LEAST);
        items.add(new Crop(
                filter,
                place.rank() + 1,
                image.entry().file(),
                className(image.entry()),
                peak.activation(),
                fires,
                peak.field(),
                explaining.folder().png(base + ".png", enlarged),
                fires ? explaining.folder().png(base + ".mask.png", Canvas.lit(enlarged, peak.mask())) : null));
        found.computeIfAbsent(filter, name -> new TreeMap<>()).put(place.rank(), shown(number, image, peak, crop));
    }

    /** What a guess at the filter's name is made from. */
    private FilterGuess.Crop seen(LoadedImage image, Map<String, float[]> masks, TopImages.Peak peak, Pixels crop) {
        ReceptiveField field = peak.field();
        double width = image.pixels().width();
        double height = image.pixels().height();
        return new FilterGuess.Crop(
                crop,
                peak.mask(),
                className(image.entry()),
                (field.left() + field.right()) / 2. / width,
                (field.top() + field.bottom()) / 2. / height,
                Math.max(field.width() / width, field.height() / height),
                FilterGuess.part(peak.mask(), field, masks, image.pixels().width()));
    }

    private Map<String, String> guesses() {
        Map<String, String> guesses = new LinkedHashMap<>();
        List<String> own = explaining.region().classNames();
        crops.forEach((filter, seen) -> FilterGuess.of(seen, own).ifPresent(name -> guesses.put(filter, name)));
        return guesses;
    }

    private FilterEvidence.TopImage shown(int number, LoadedImage image, TopImages.Peak peak, Pixels crop) {
        return new FilterEvidence.TopImage(
                image.entry().file(),
                className(image.entry()),
                Canvas.forPage(crop, CROP, preprocessing),
                whole(number, image.pixels()),
                box(peak.field(), image.pixels()),
                peak.activation() > 0 ? HeatMap.of(peak.mask(), HeatMap.FEATURE_MAP_SIDE) : null,
                peak.activation());
    }

    private @Nullable Picture whole(int number, Pixels pixels) {
        if (whole.size() >= MOST_WHOLE && !whole.containsKey(number)) {
            return null;
        }
        return whole.computeIfAbsent(number, n -> Canvas.forPage(pixels, WHOLE, preprocessing));
    }

    private static FilterEvidence.Box box(ReceptiveField field, Pixels image) {
        return new FilterEvidence.Box(
                (double) field.left() / image.width(),
                (double) field.top() / image.height(),
                (double) field.width() / image.width(),
                (double) field.height() / image.height());
    }

    private String className(ImageEntry entry) {
        int label = set.classOf(entry);
        String folder = entry.folder();
        return label != ImageSet.UNKNOWN ? set.labels().name(label) : folder == null ? "" : folder;
    }

    private FilterEvidence with(FilterEvidence evidence, int most) {
        return evidence.withTopImages(found.getOrDefault(evidence.name(), Map.of()).values().stream()
                .limit(most)
                .toList());
    }
}
