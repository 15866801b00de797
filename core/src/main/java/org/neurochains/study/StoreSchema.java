package org.neurochains.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neurochains.chain.ChainRecord;

/** The store's tables: their columns, in the order in which they are exported, and the values that go into them. */
final class StoreSchema {
    /** Written into the store; another one is refused. */
    static final int VERSION = 1;

    /** The column of a row's further numbers, as JSON. */
    static final String VALUES = "measures";

    /** The number of bypassed groups among a trial's values; a column of its own. */
    static final String BYPASSED = "bypassed";

    static final StoredTable TRIALS = new StoredTable(
            "trials",
            "trial INTEGER PRIMARY KEY, region INTEGER, solver TEXT, seed INTEGER,"
                    + " regionSeed INTEGER, state TEXT, reason TEXT, classes TEXT, images INTEGER, filters INTEGER,"
                    + " totalFilters INTEGER, shortcutChannels INTEGER, layers INTEGER, totalLayers INTEGER, bypassed INTEGER,"
                    + " kl REAL, klBeforeFineTune REAL, agreement REAL, probabilityDrop REAL, filtersBeforeCleanUp INTEGER,"
                    + " shortcutChannelsBeforeCleanUp INTEGER, cutThrough BOOLEAN, steps INTEGER, fullPasses REAL,"
                    + " reachedGoal BOOLEAN, filterRows INTEGER, measures TEXT, solveSeconds REAL, measureSeconds REAL,"
                    + " finishedTime TEXT, runHost TEXT");

    static final StoredTable IMAGES = new StoredTable(
            "images",
            "trial INTEGER, position INTEGER, file TEXT, sha256 TEXT, class TEXT,"
                    + " predicted TEXT, probability REAL, chainProbability REAL, kl REAL, agrees BOOLEAN, quotient REAL,"
                    + " measures TEXT, PRIMARY KEY (trial, position)");

    static final StoredTable FILTERS = new StoredTable(
            "filters",
            "trial INTEGER, layerPosition INTEGER, layer TEXT, filter INTEGER,"
                    + " kind TEXT, score REAL, note TEXT, measures TEXT, PRIMARY KEY (trial, layerPosition, filter)");

    static final List<StoredTable> TABLES = List.of(TRIALS, IMAGES, FILTERS);

    /** What is no table of results: the chains, and the trials under way. */
    static final List<String> OTHERS = List.of(
            "CREATE TABLE IF NOT EXISTS chains (trial INTEGER PRIMARY KEY, json BLOB)",
            "CREATE TABLE IF NOT EXISTS underWay (trial INTEGER PRIMARY KEY)",
            "CREATE TABLE IF NOT EXISTS study (name TEXT PRIMARY KEY, value TEXT)");

    private StoreSchema() {}

    /**
     * A table.
     *
     * @param definition as in CREATE TABLE
     */
    record StoredTable(String name, String definition) {
        /** Names and types of the columns. */
        Map<String, String> columns() {
            Map<String, String> columns = new LinkedHashMap<>();
            String plain = definition.replaceAll(", PRIMARY KEY .*", "");
            for (String column : plain.split(",", -1)) {
                String[] words = column.strip().split(" ", -1);
                columns.put(words[0], words[1]);
            }
            return columns;
        }

        String creation() {
            return "CREATE TABLE IF NOT EXISTS " + name + " (" + definition + ")"
                    + (definition.contains("PRIMARY KEY (") ? " WITHOUT ROWID" : "");
        }

        String insertion() {
            String marks = columns().keySet().stream().map(column -> "?").collect(Collectors.joining(","));
            return "INSERT OR REPLACE INTO " + name + " VALUES (" + marks + ")";
        }

        /** The order in which rows are exported. */
        String order() {
            return switch (name) {
                case "images" -> "trial, position";
                case "filters" -> "trial, layerPosition, filter";
                default -> "trial";
            };
        }
    }

    static List<@Nullable Object> row(TrialResult trial) {
        List<@Nullable Object> row = new ArrayList<>(List.of(
                trial.trial(),
                trial.region(),
                trial.variant(),
                trial.seed(),
                trial.regionSeed(),
                trial.done() ? "done" : "failed"));
        row.add(trial.reason());
        row.add(String.join("|", trial.classes()));
        row.add(trial.images().size());
        row.addAll(numbers(trial));
        row.add(trial.filters().size());
        row.add(json(without(trial.values(), BYPASSED)));
        row.add(trial.run().solveSeconds());
        row.add(trial.run().measureSeconds());
        row.add(trial.run().finished());
        row.add(trial.run().host());
        return row;
    }

    private static List<@Nullable Object> numbers(TrialResult trial) {
        ChainRecord.Result result = trial.result();
        if (result == null) {
            return Collections.nCopies(16, null);
        }
        return List.of(
                result.filters(),
                result.totalFilters(),
                result.shortcutChannels(),
                result.layers(),
                result.totalLayers(),
                trial.values().getOrDefault(BYPASSED, 0.0).intValue(),
                result.kl(),
                result.klBeforeFineTune(),
                result.agreement(),
                result.probabilityDrop(),
                result.beforeCleanUp().filters(),
                result.beforeCleanUp().shortcutChannels(),
                result.cutThrough(),
                result.steps(),
                result.fullPasses(),
                result.reachedGoal());
    }

    static List<@Nullable Object> row(int trial, TrialResult.ImageRow image) {
        List<@Nullable Object> row = new ArrayList<>(List.of(
                trial,
                image.position(),
                image.file(),
                image.sha256(),
                image.label(),
                image.predicted(),
                image.probability(),
                image.chainProbability(),
                image.kl(),
                image.agrees()));
        row.add(image.quotient());
        row.add(json(image.values()));
        return row;
    }

    static List<@Nullable Object> row(int trial, TrialResult.FilterRow filter) {
        List<@Nullable Object> row = new ArrayList<>(
                List.of(trial, filter.layerPosition(), filter.layer(), filter.filter(), filter.kind(), filter.score()));
        row.add(filter.note());
        row.add(json(filter.values()));
        return row;
    }

    private static Map<String, Double> without(Map<String, Double> values, String name) {
        Map<String, Double> rest = new LinkedHashMap<>(values);
        rest.remove(name);
        return rest;
    }

    private static @Nullable String json(Map<String, Double> values) {
        return values.isEmpty() ? null : StudyJson.MAPPER.writeValueAsString(values);
    }
}
