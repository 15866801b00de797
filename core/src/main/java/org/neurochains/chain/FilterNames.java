package org.neurochains.chain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Names that people give to filters, as the page saves them: names.json. */
public final class FilterNames {
    /** The format that the page saves. */
    public static final String SCHEMA = "neurochains/names/1";

    /** The longest name, in characters. */
    public static final int LONGEST = 40;

    private static final String REMEDY = "save the names from the page as JSON";
    private static final long LARGEST = 16L << 20;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(10).build())
                    .build())
            .disable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final Map<String, ChainRecord.FilterName> names;

    private FilterNames(Map<String, ChainRecord.FilterName> names) {
        this.names = names;
    }

    /** The names in a chain's record. */
    public static FilterNames of(ChainRecord chain) {
        return of(chain.names());
    }

    /** The names in a chain's record that are no guesses. */
    public static FilterNames sure(ChainRecord chain) {
        return of(chain.names().stream().filter(name -> !name.guess()).toList());
    }

    private static FilterNames of(List<ChainRecord.FilterName> list) {
        Map<String, ChainRecord.FilterName> names = new LinkedHashMap<>();
        list.forEach(name -> names.put(name.filter(), name));
        return new FilterNames(names);
    }

    private record Document(
            @Nullable String schema, @Nullable List<ChainRecord.@Nullable FilterName> names) {}

    /**
     * Reads a file of names.
     *
     * @throws InputException if it is not what the page saves, or a name is longer than 40 characters
     */
    public static FilterNames read(Path file) {
        String place = file.toString();
        Document document;
        try {
            if (Files.size(file) > LARGEST) {
                throw InputException.of(place, "is larger than " + (LARGEST >> 20) + " MiB", REMEDY);
            }
            document = MAPPER.readValue(Files.readAllBytes(file), Document.class);
        } catch (JacksonException e) {
            throw InputException.of(place, "is not a file of names: " + e.getOriginalMessage(), REMEDY, e);
        } catch (IOException e) {
            throw InputException.of(
                    place, "cannot be read (" + e.getMessage() + ")", "name the file that the page saved", e);
        }
        if (document == null || !SCHEMA.equals(document.schema) || document.names == null) {
            String found = document == null ? "null" : String.valueOf(document.schema);
            throw InputException.of(place, "has the schema " + found + ", not " + SCHEMA, REMEDY);
        }
        List<ChainRecord.FilterName> names = new ArrayList<>();
        for (ChainRecord.@Nullable FilterName name : document.names) {
            names.add(checked(place, name));
        }
        return of(names);
    }

    private static ChainRecord.FilterName checked(String place, ChainRecord.@Nullable FilterName given) {
        if (given == null || given.filter() == null || given.name() == null) {
            throw InputException.of(place, "has a name without text or without its filter", REMEDY);
        }
        String name = given.name().replaceAll("[\\p{Cntrl}\\p{Cs}]", " ").strip();
        if (name.codePointCount(0, name.length()) > LONGEST) {
            throw InputException.of(
                    place,
                    "calls " + given.filter() + " \"" + name + "\"",
                    "give a name of at most " + LONGEST + " characters, an empty one for none");
        }
        return new ChainRecord.FilterName(given.filter(), name, given.guess());
    }

    /**
     * Writes the names into the chain.json of a folder; those of filters that the chain lacks are left out, names that
     * it has of others stay, and an empty name takes one away.
     *
     * @return how many were taken
     * @throws InputException if none is of a filter of the chain
     */
    public int writeTo(Path folder) {
        ChainRecord chain = ChainFile.read(folder);
        Set<String> retained = chain.layers().stream()
                .flatMap(layer -> layer.filters().stream().map(layer::nameOf))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Map<String, ChainRecord.FilterName> all = new LinkedHashMap<>(of(chain).names);
        int taken = 0;
        for (ChainRecord.FilterName name : names.values()) {
            if (retained.contains(name.filter())) {
                if (name.name().isEmpty()) {
                    all.remove(name.filter());
                } else {
                    all.put(name.filter(), name);
                }
                taken++;
            }
        }
        if (taken == 0 && !names.isEmpty()) {
            throw InputException.of(
                    folder.resolve(ChainFile.NAME).toString(),
                    "has no filter of those that are named",
                    "give names of its filters, such as "
                            + retained.stream().findFirst().orElse("none"));
        }
        ChainFile.write(
                folder,
                chain.withNames(
                        retained.stream().filter(all::containsKey).map(all::get).toList()));
        return taken;
    }

    /**
     * Writes guesses into the chain.json of a folder, for its filters that have no name yet.
     *
     * @param guesses names by filter
     */
    public static void guess(Path folder, Map<String, String> guesses) {
        ChainRecord chain = ChainFile.read(folder);
        Set<String> named = of(chain).names.keySet();
        List<ChainRecord.FilterName> fresh = guesses.entrySet().stream()
                .filter(guess -> !named.contains(guess.getKey()))
                .map(guess -> new ChainRecord.FilterName(guess.getKey(), guess.getValue(), true))
                .toList();
        if (!fresh.isEmpty()) {
            of(fresh).writeTo(folder);
        }
    }

    /** How many there are. */
    public int count() {
        return names.size();
    }

    /** What a filter is called: {@code wheel (L1.4)}, a guess {@code wheel? (L1.4)}, without a name {@code L1.4}. */
    public String called(String filter) {
        ChainRecord.FilterName given = names.get(filter);
        return given == null ? filter : given.name() + (given.guess() ? "?" : "") + " (" + filter + ")";
    }
}
