package org.neurochains.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.Progress;
import org.neurochains.evidence.VisualisationOptions.Form;
import org.neurochains.file.WholeFile;
import org.neurochains.image.ImageEncoder;
import org.neurochains.image.ImageFile;
import org.neurochains.image.Pixels;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Pictures of filters in a folder, one PNG each, with a list of what was reached; written after every batch, so that a
 * run that was stopped goes on where it was.
 *
 * @param folder made where it is not there
 * @param model what the filters are of, such as the model file's digest: pictures of another model are not taken over
 */
public record VisualisationFolder(Path folder, String model) {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** The list's content: one form's pictures. */
    private record Listing(String model, VisualisationOptions options, NaturalSpectrum natural, List<Entry> pictures) {}

    /** One picture, in the folder's list. */
    private record Entry(String filter, String file, double activation, boolean flat) {}

    /**
     * A picture for each filter, those that are there already read from the folder.
     *
     * @throws InputException if the folder cannot be written, or a filter is not in the network
     * @throws java.util.concurrent.CancellationException if the progress asks for it
     */
    public List<Visualisation> run(ActivationMaximisation maximisation, List<Filter> filters, Progress progress) {
        VisualisationOptions options = maximisation.options();
        NaturalSpectrum natural = maximisation.natural();
        Map<Filter, Visualisation> done = read(options, natural);
        List<Filter> missing =
                filters.stream().distinct().filter(f -> !done.containsKey(f)).toList();
        if (!missing.isEmpty()) {
            maximisation.run(
                    missing,
                    some -> {
                        some.forEach(v -> done.put(v.filter(), v));
                        write(options, natural, some, List.copyOf(done.values()));
                    },
                    progress);
        }
        return filters.stream()
                .map(filter -> Objects.requireNonNull(done.get(filter)))
                .toList();
    }

    /** The file of a filter's picture in the folder; characters that a file name cannot hold are replaced. */
    public static String fileName(Filter filter, Form form) {
        String plain = filter.toString().replaceAll("[^A-Za-z0-9._-]", "_");
        String different = plain.equals(filter.toString()) ? "" : "-" + Integer.toHexString(filter.hashCode());
        return plain + different + "." + form.text() + ".png";
    }

    private Path list(Form form) {
        return folder.resolve("visualisations." + form.text() + ".json");
    }

    private Map<Filter, Visualisation> read(VisualisationOptions options, NaturalSpectrum natural) {
        Map<Filter, Visualisation> done = new LinkedHashMap<>();
        Listing listing = listing(options.form());
        if (listing != null
                && model.equals(listing.model())
                && options.equals(listing.options())
                && natural.equals(listing.natural())) {
            for (Entry entry : listing.pictures()) {
                Filter filter = Filter.parse(entry.filter());
                Pixels picture = picture(folder.resolve(fileName(filter, options.form())));
                if (picture != null) {
                    done.put(
                            filter,
                            new Visualisation(filter, options.form(), picture, entry.activation(), entry.flat()));
                }
            }
        }
        return done;
    }

    private @Nullable Listing listing(Form form) {
        try {
            Listing listing = MAPPER.readValue(Files.readAllBytes(list(form)), Listing.class);
            return listing == null || listing.pictures() == null ? null : listing;
        } catch (IOException | JacksonException | InputException | NullPointerException e) {
            return null; // nothing that could be gone on with
        }
    }

    private static @Nullable Pixels picture(Path file) {
        try {
            return ImageFile.read(file);
        } catch (InputException e) {
            return null;
        }
    }

    private void write(
            VisualisationOptions options, NaturalSpectrum natural, List<Visualisation> some, List<Visualisation> all) {
        for (Visualisation one : some) {
            WholeFile.writeWithFolders(
                    folder.resolve(fileName(one.filter(), one.form())), ImageEncoder.png(one.picture()));
        }
        List<Entry> entries = all.stream()
                .map(v -> new Entry(v.filter().toString(), fileName(v.filter(), v.form()), v.activation(), v.flat()))
                .toList();
        WholeFile.writeWithFolders(
                list(options.form()), MAPPER.writeValueAsBytes(new Listing(model, options, natural, entries)));
    }
}
