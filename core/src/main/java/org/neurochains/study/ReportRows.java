package org.neurochains.study;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neurochains.image.Accuracy;
import org.neurochains.measure.Faithfulness;
import tools.jackson.databind.JsonNode;

/** A study's finished trials as columns of numbers, for its report; NaN where something was not measured. */
final class ReportRows {
    private final Map<String, Variant> variants = new LinkedHashMap<>();
    private final Map<Integer, Place> places = new HashMap<>();
    private final StudyPlan plan;
    private final @Nullable Accuracy accuracy;
    private int failed;

    private ReportRows(StudyPlan plan, @Nullable Accuracy accuracy) {
        this.plan = plan;
        this.accuracy = accuracy;
    }

    /** Where a trial stands: its place among those of its solver. */
    private record Place(Variant variant, int index) {}

    /** Reads a store. */
    static ReportRows read(StudyPlan plan, TrialStore store) {
        ReportRows rows = new ReportRows(plan, store.accuracy());
        plan.variants().forEach(variant -> rows.variants.put(variant.label(), new Variant(variant)));
        store.query("SELECT * FROM trials ORDER BY trial", rows::trial);
        store.query(
                "SELECT trial, probability, chainProbability, kl, agrees, quotient, sha256, measures FROM images",
                rows::image);
        store.query(
                "SELECT trial, layer, filter, kind, score, measures ->> '$.\"faithfulness.drop\"',"
                        + " measures ->> '$.\"faithfulness.logKl\"', measures ->> '$.\"faithfulness.negativeShare\"'"
                        + " FROM filters",
                rows::filter);
        return rows;
    }

    List<Variant> variants() {
        return List.copyOf(variants.values());
    }

    StudyPlan plan() {
        return plan;
    }

    /** The network's accuracy; null where it has not been measured. */
    @Nullable Accuracy accuracy() {
        return accuracy;
    }

    int failed() {
        return failed;
    }

    private void trial(ResultSet row) throws SQLException {
        if (!row.getString("state").equals("done")) {
            failed++;
            return;
        }
        Variant variant = variants.get(row.getString("solver"));
        if (variant != null) {
            places.put(row.getInt("trial"), new Place(variant, variant.trials.size()));
            variant.trials.add(Trial.of(row));
            variant.used.add(new BitSet());
        }
    }

    private void image(ResultSet row) throws SQLException {
        Place place = places.get(row.getInt(1));
        if (place != null) {
            Variant variant = place.variant;
            variant.drop.add(row.getDouble(2) - row.getDouble(3));
            variant.imageKl.add(row.getDouble(4));
            variant.agrees.add(row.getInt(5));
            variant.quotient.add(number(row, 6));
            variant.images.add(row.getString(7));
            variant.imageTrial.add(place.index);
            variant.imageFilters.add(variant.trials.get(place.index).numbers.getOrDefault("filters", Double.NaN));
            further(row.getString(8))
                    .forEach((name, number) -> variant.imageNumbers
                            .computeIfAbsent(name, any -> new Doubles())
                            .add(number));
        }
    }

    private void filter(ResultSet row) throws SQLException {
        Place place = places.get(row.getInt(1));
        if (place == null || row.getString(4).equals("identity")) {
            return;
        }
        Variant variant = place.variant;
        String name = row.getString(2) + "." + row.getInt(3);
        int index = variant.names.computeIfAbsent(name, any -> variant.names.size());
        variant.used.get(place.index).set(index);
        variant.filterTrial.add(place.index);
        variant.score.add(row.getDouble(5));
        variant.removalDrop.add(number(row, 6));
        variant.removalLogKl.add(number(row, 7));
        variant.negative.add(number(row, 8));
    }

    /** The numbers in the column of further ones, by name. */
    private static Map<String, Double> further(@Nullable String json) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        if (json != null) {
            JsonNode node = StudyJson.MAPPER.readTree(json);
            node.properties()
                    .forEach(each -> numbers.put(each.getKey(), each.getValue().asDouble()));
        }
        return numbers;
    }

    private static double number(ResultSet row, int column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? Double.NaN : value;
    }

    /** The trials of one solver with its options. */
    static final class Variant {
        private static final double LEAST_LOG_KL = Math.log(Faithfulness.FLOOR) + 1e-6;

        final StudyPlan.Variant plan;
        final List<Trial> trials = new ArrayList<>();
        /** Digests of the images in its regions. */
        final Set<String> images = new HashSet<>();

        final Doubles drop = new Doubles();
        final Doubles imageKl = new Doubles();
        final Doubles agrees = new Doubles();
        final Doubles quotient = new Doubles();
        /** Of each image, the number of its chain's filters. */
        final Doubles imageFilters = new Doubles();

        /** Of each image, the place of its trial among {@link #trials}. */
        final Doubles imageTrial = new Doubles();

        /** Further numbers of images by name, where they were measured. */
        final Map<String, Doubles> imageNumbers = new HashMap<>();

        /** Of each filter, the place of its trial among {@link #trials}. */
        final Doubles filterTrial = new Doubles();

        final Doubles score = new Doubles();
        final Doubles removalDrop = new Doubles();
        final Doubles removalLogKl = new Doubles();
        final Doubles negative = new Doubles();

        /** Filters by name, and the ones that each trial retains. */
        final Map<String, Integer> names = new LinkedHashMap<>();

        final List<BitSet> used = new ArrayList<>();

        Variant(StudyPlan.Variant plan) {
            this.plan = plan;
        }

        String label() {
            return plan.label();
        }

        /**
         * Whether each trial's chain is dead: nothing of the image reaches its outputs, or none of its filters makes a
         * difference. Removals of its filters say nothing then.
         */
        boolean[] dead() {
            boolean[] dead = new boolean[trials.size()];
            Arrays.fill(dead, true);
            for (int i = 0; i < score.size; i++) {
                boolean matters = !(removalLogKl.values[i] <= LEAST_LOG_KL);
                dead[(int) filterTrial.values[i]] &= !matters;
            }
            for (int t = 0; t < dead.length; t++) {
                dead[t] |= trials.get(t).numbers.getOrDefault(TrialMeasures.CONSTANT_OUTPUTS, 0.0) == 1;
            }
            return dead;
        }

        /** A further number of each image that has it. */
        double[] ofImages(String name) {
            Doubles found = imageNumbers.get(name);
            return found == null ? new double[0] : found.finite();
        }

        /** A number of each trial; trials without it are left out. */
        double[] values(String name) {
            return trials.stream()
                    .mapToDouble(trial -> trial.numbers.getOrDefault(name, Double.NaN))
                    .filter(Double::isFinite)
                    .toArray();
        }
    }

    /** A trial's classes and numbers by column. */
    record Trial(String classes, Map<String, Double> numbers) {
        private static final List<String> COLUMNS = List.of(
                "filters",
                "totalFilters",
                "shortcutChannels",
                "layers",
                "totalLayers",
                "bypassed",
                "kl",
                "agreement",
                "probabilityDrop",
                "fullPasses",
                "solveSeconds",
                "measureSeconds");

        static Trial of(ResultSet row) throws SQLException {
            Map<String, Double> numbers = new HashMap<>();
            for (String column : COLUMNS) {
                numbers.put(column, row.getDouble(column));
            }
            numbers.putAll(further(row.getString(StoreSchema.VALUES)));
            return new Trial(String.valueOf((@Nullable String) row.getString("classes")), numbers);
        }
    }

    /** A growing list of numbers. */
    static final class Doubles {
        private double[] values = new double[64];
        private int size;

        void add(double value) {
            values = size == values.length ? Arrays.copyOf(values, size * 2) : values;
            values[size++] = value;
        }

        double[] all() {
            return Arrays.copyOf(values, size);
        }

        double[] finite() {
            return Arrays.stream(values, 0, size).filter(Double::isFinite).toArray();
        }
    }
}
