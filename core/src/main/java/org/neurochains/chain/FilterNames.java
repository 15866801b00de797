package org.neurochains.chain;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.neurochains.InputException;
import org.neurochains.file.RecordFormat;

/** Names that people give to filters, as the page saves them: names.json. */
public final class FilterNames {
    /** The format that the page saves. */
    public static final String SCHEMA = "neurochains/names/1";

    /** The longest name, in characters. */
    public static final int LONGEST = 40;

    private static final String REMEDY = "save the names from the page as JSON";
    private static final RecordFormat<Document> FORMAT =
            new RecordFormat<>(Document.class, SCHEMA, "a file of names", REMEDY);

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

    private record Document(String schema, List<ChainRecord.FilterName> names) {}

    /**
     * Reads a file of names.
     *
     * @throws InputException if it is not what the page saves, or a name is longer than 40 characters
     */
    public static FilterNames read(Path file) {
        return of(FORMAT.read(file).names.stream()
                .map(name -> checked(file.toString(), name))
                .toList());
    }

    private static ChainRecord.FilterName checked(String place, ChainRecord.FilterName given) {
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
