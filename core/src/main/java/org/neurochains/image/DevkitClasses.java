package org.neurochains.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;

/**
 * The WordNet numbers behind ImageNet's own class numbers, from its development kit: {@code meta.mat} or
 * {@code map_clsloc.txt}.
 */
final class DevkitClasses {
    private static final Pattern MAPPED = Pattern.compile("(n\\d{8})\\s+(\\d{1,6})\\s+\\S.*");
    private static final long LARGEST = 64L << 20;

    private DevkitClasses() {}

    /** WordNet numbers by number, from a file in the folder of another one; null where there is none. */
    static @Nullable Map<Integer, String> beside(Path file) {
        Path folder = file.toAbsolutePath().normalize().resolveSibling(".").normalize();
        Path map = folder.resolve("map_clsloc.txt");
        Path meta = folder.resolve("meta.mat");
        return Files.isRegularFile(map) ? fromText(map) : Files.isRegularFile(meta) ? fromMatlab(meta) : null;
    }

    private static Map<Integer, String> fromText(Path file) {
        Map<Integer, String> found = new TreeMap<>();
        for (String line : LabelsFile.text(file).lines().toList()) {
            Matcher matcher = MAPPED.matcher(line.strip());
            if (!matcher.matches()) {
                throw InputException.of(
                        file.toString(), "has the line '" + line + "'", "lines are such as n02119789 1 kit_fox");
            }
            found.put(Integer.parseInt(matcher.group(2)), matcher.group(1));
        }
        return found;
    }

    private static Map<Integer, String> fromMatlab(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw InputException.of(file.toString(), "is too large", "name the development kit's meta.mat");
            }
            MatlabStructs synsets = MatlabStructs.read(Files.readAllBytes(file), "synsets");
            List<String> numbers = synsets.column("ILSVRC2012_ID");
            List<String> wnids = synsets.column("WNID");
            Map<Integer, String> found = new TreeMap<>();
            for (int i = 0; i < numbers.size(); i++) {
                found.put((int) Double.parseDouble(numbers.get(i)), wnids.get(i));
            }
            return found;
        } catch (IOException | IllegalArgumentException e) {
            throw InputException.of(
                    file.toString(),
                    "is not the development kit's meta.mat (" + e.getMessage() + ")",
                    "unpack it again",
                    e);
        }
    }
}
