package org.neurochains;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;
import org.neurochains.chain.RegionSource;
import org.neurochains.chain.SavedChain;
import org.neurochains.image.Confidence;
import org.neurochains.image.DistributionShift;
import org.neurochains.image.FurtherImages;
import org.neurochains.image.Region;
import org.neurochains.image.RegionSelection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which of some images make a region. */
public final class RegionBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(RegionBuilder.class);

    private final RegionSource source;
    private List<String> classes = List.of();
    private @Nullable Integer perClass;
    private @Nullable Double minConfidence;
    private RegionSelection.@Nullable Kind kind;
    private long seed;
    private @Nullable FurtherImages further;

    RegionBuilder(RegionSource source) {
        this.source = source;
    }

    /** Sets the region's classes by name, WordNet number or index; all that the images have where none is given. */
    public RegionBuilder classes(String... names) {
        classes = List.of(names);
        return this;
    }

    /** Sets how many images of each class; where nothing is said 10, or as many as pass of every class, at least 5. */
    public RegionBuilder perClass(int count) {
        perClass = count;
        return this;
    }

    /** Sets the least that an image's largest probability may be, right or wrong; 0.95 where nothing is said. */
    public RegionBuilder minConfidence(double probability) {
        minConfidence = probability;
        return this;
    }

    /** Sets which images of a class are drawn; those that pass the bar where nothing is said. */
    public RegionBuilder kind(RegionSelection.Kind which) {
        kind = which;
        return this;
    }

    /** Sets what images are drawn with. */
    public RegionBuilder seed(long value) {
        seed = value;
        return this;
    }

    /**
     * Sets how many further images of its kind there are beside it; half and half of what there is where nothing is
     * said.
     */
    public RegionBuilder further(FurtherImages wanted) {
        further = wanted;
        return this;
    }

    /**
     * The region.
     *
     * @throws InputException if a value is out of range, a class is unknown or has too few images that pass
     */
    public Region select() {
        return select(selection());
    }

    /**
     * The region of a selection made elsewhere, with the further images said here. Whether or not there is one, a
     * warning is logged where the network is sure of the images looked at and mostly wrong, or where they are not what
     * it was trained on.
     */
    public Region select(RegionSelection selection) {
        DistributionShift.warning(source.model(), source.images().folder().images())
                .ifPresent(this::warn);
        FurtherImages wanted = further == null ? FurtherImages.AUTO : further;
        return watched(
                confidence -> source.withFurther(source.choose(selection, confidence), selection, wanted, confidence));
    }

    /** Warns where the network is sure of what it looks at and mostly wrong, whether or not there is a region. */
    private Region watched(Function<Confidence, Region> region) {
        Confidence confidence = new Confidence();
        try {
            return region.apply(confidence);
        } finally {
            confidence.warning().ifPresent(this::warn);
        }
    }

    private void warn(String line) {
        LOG.warn("{}: {}", source.images().root(), line);
    }

    private RegionSelection selection() {
        return new RegionSelection(classes, perClass, minConfidence, kind, seed);
    }

    /**
     * The images that a chain was made from, read again.
     *
     * @throws InputException if one is missing or another one now
     */
    public Region of(SavedChain saved) {
        return source.restore(saved);
    }

    /**
     * The images that a record names, with the further images that it names, or those said here.
     *
     * @param place the record's file, for messages
     * @throws InputException if one is missing or another one now
     */
    public Region of(String place, ChainRecord record) {
        Region region = source.restore(place, record);
        FurtherImages wanted = further;
        return wanted == null
                ? region
                : watched(confidence -> source.withFurther(region, selection(), wanted, confidence));
    }
}
