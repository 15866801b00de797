package org.neurochains.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.neurochains.evidence.Filter;

/** What the page shows of filters and images: what earlier runs left, with what is new in its place. */
final class PageEvidence {
    private final ReportFolder folder;
    private final Map<String, FilterEvidence> filters = new LinkedHashMap<>();
    private final List<PageImage> images;

    /**
     * Starts from what is stored.
     *
     * @param all the retained filters, in the network's order; evidence of others is dropped
     * @param fresh the region's images without maps
     */
    PageEvidence(ReportFolder folder, ReportDocument stored, List<Filter> all, List<PageImage> fresh) {
        this.folder = folder;
        this.images = new ArrayList<>(fresh);
        all.forEach(filter -> filters.put(filter.toString(), FilterEvidence.of(filter.toString(), Map.of())));
        stored.filters().forEach(evidence -> filters.computeIfPresent(evidence.name(), (name, none) -> evidence));
        for (int i = 0; i < Math.min(fresh.size(), stored.images().size()); i++) {
            PageImage old = stored.images().get(i);
            if (old.file().equals(fresh.get(i).file())) {
                images.set(i, fresh.get(i).withSmoe(old.smoe()).withSaliency(old.saliency()));
            }
        }
    }

    /** The region's images, with the maps that there are by now. */
    List<PageImage> images() {
        return List.copyOf(images);
    }

    /** Changes what is known of a filter; filters that are not retained are left out. */
    void filter(String name, UnaryOperator<FilterEvidence> change) {
        filters.computeIfPresent(name, (key, evidence) -> change.apply(evidence));
    }

    /** Changes what is known of all filters. */
    void filters(UnaryOperator<FilterEvidence> change) {
        filters.replaceAll((name, evidence) -> change.apply(evidence));
    }

    /** Sets an image's maps of every layer; none on the other images. */
    void smoe(Map<Integer, List<PageImage.Maps>> maps) {
        for (int i = 0; i < images.size(); i++) {
            images.set(i, images.get(i).withSmoe(maps.getOrDefault(i, List.of())));
        }
    }

    /**
     * Sets images' maps of one method.
     *
     * @param replaces names of the maps that make way
     */
    void saliency(Predicate<String> replaces, Map<Integer, List<PageImage.Maps>> maps) {
        for (int i = 0; i < images.size(); i++) {
            PageImage image = images.get(i);
            List<PageImage.Maps> kept = Stream.concat(
                            image.saliency().stream().filter(m -> !replaces.test(m.name())),
                            maps.getOrDefault(i, List.of()).stream())
                    .toList();
            images.set(i, image.withSaliency(kept));
        }
    }

    /** Stores everything for the page. */
    void store() {
        folder.write(ReportFolder.FILTERS, List.copyOf(filters.values()));
        folder.write(ReportFolder.IMAGES, images);
    }
}
