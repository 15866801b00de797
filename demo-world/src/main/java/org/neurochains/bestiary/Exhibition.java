package org.neurochains.bestiary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Pictures with their parts as files:
 *
 * <ul>
 *   <li>{@code images/SPECIES/NN.png}, a picture
 *   <li>{@code parts/maps/SPECIES/NN.png}, which part each of its pixels shows, as a grey level; 0 is none
 * <li>{@code parts/removed/PART/SPECIES/NN.png}, the picture without a part; where it is transparent, it is the picture
 *   <li>{@code parts/parts.json}, the grey levels, and which species has which parts
 * </ul>
 */
public record Exhibition(Path folder, long seed) {
    /** Grey levels lie so far apart that people can tell them, too. */
    static final int LEVELS_APART = 12;

    /**
     * Writes the first pictures of some species under a seed; more of them are the same and further ones.
     *
     * @param each pictures of every species
     * @param drawn is told after each picture
     */
    public static void write(Path folder, Collection<Species> some, long seed, int each, Runnable drawn)
            throws IOException {
        Exhibition exhibition = new Exhibition(folder, seed);
        for (Species species : some) {
            for (int index = 0; index < each; index++) {
                exhibition.add(species, index);
                drawn.run();
            }
        }
        exhibition.addLegend();
    }

    private void add(Species species, int index) throws IOException {
        Scene scene = SceneSampler.scene(species, seed, index);
        Rendering rendering = Renderer.small().render(scene);
        String file = "%s/%02d.png".formatted(species.label(), index);
        int[] pixels = rendering.pixels();
        Png.colours(folder.resolve("images").resolve(file), rendering.size(), pixels);
        int[] levels = Arrays.stream(rendering.partMap())
                .map(number -> number * LEVELS_APART)
                .toArray();
        Png.levels(folder.resolve("parts/maps").resolve(file), rendering.size(), levels);
        for (PartForm form : species.forms()) {
            int[] without = Renderer.small().render(scene.without(form)).pixels();
            Path target = folder.resolve("parts/removed").resolve(form.label()).resolve(file);
            Png.translucent(target, rendering.size(), changes(pixels, without));
        }
    }

    /** The second picture where the two differ, transparent elsewhere. */
    private static int[] changes(int[] before, int[] after) {
        int[] changes = new int[before.length];
        for (int at = 0; at < before.length; at++) {
            changes[at] = before[at] == after[at] ? 0 : 0xFF000000 | after[at];
        }
        return changes;
    }

    private void addLegend() throws IOException {
        List<Map<String, Object>> parts = new ArrayList<>();
        for (PartForm form : PartForm.values()) {
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("name", form.label());
            part.put("level", form.number() * LEVELS_APART);
            parts.add(part);
        }
        Map<String, List<String>> classes = new LinkedHashMap<>();
        for (Species species : Species.values()) {
            classes.put(
                    species.label(),
                    species.forms().stream().map(PartForm::label).toList());
        }
        Map<String, Object> legend = new LinkedHashMap<>();
        legend.put("schema", "neurochains/parts/1");
        legend.put("parts", parts);
        legend.put("classes", classes);
        JsonMapper json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(folder.resolve("parts/parts.json"), json.writeValueAsString(legend) + "\n");
    }
}
