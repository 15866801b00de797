package org.neurochains.study;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * How far a study is.
 *
 * @param running trials under way; 0 where no process runs the study
 * @param trialsPerMinute over the last trials finished; 0 where it is not known
 * @param secondsLeft at that rate; -1 where it is not known
 * @param reasons why trials failed, with how many did for that reason, the most frequent first
 */
public record StudyStatus(
        int trials,
        int done,
        int failed,
        int running,
        boolean active,
        double trialsPerMinute,
        double secondsLeft,
        List<Failure> reasons) {
    private static final int RECENT = 50;
    private static final int REASONS = 10;

    public record Failure(String reason, int trials) {}

    /**
     * Looks at a study, which may be running.
     *
     * @throws org.neurochains.InputException if there is none, or its store cannot be read
     */
    public static StudyStatus of(StudyFolder folder) {
        int trials = folder.plan().trials();
        boolean active = folder.locked();
        try (TrialStore store = TrialStore.read(folder)) {
            Map<String, Integer> counts = store.counts();
            int done = counts.getOrDefault("done", 0);
            int failed = counts.getOrDefault("failed", 0);
            int running = active ? counts.getOrDefault("running", 0) : 0;
            double rate = rate(store);
            int left = trials - done - failed;
            double seconds = left == 0 ? 0 : rate > 0 ? left / rate * 60 : -1;
            return new StudyStatus(trials, done, failed, running, active, rate, seconds, reasons(store));
        }
    }

    /** Trials a minute between the first and the last of the trials finished last. */
    private static double rate(TrialStore store) {
        List<Instant> times = new ArrayList<>();
        store.query(
                "SELECT finishedTime FROM trials ORDER BY finishedTime DESC LIMIT " + RECENT,
                row -> times.add(Instant.parse(row.getString(1))));
        if (times.size() < 2) {
            return 0;
        }
        double seconds =
                Duration.between(Collections.min(times), Collections.max(times)).toMillis() / 1e3;
        return seconds > 0 ? (times.size() - 1) / seconds * 60 : 0;
    }

    private static List<Failure> reasons(TrialStore store) {
        List<Failure> reasons = new ArrayList<>();
        store.query(
                "SELECT reason, COUNT(*) AS n FROM trials WHERE state = 'failed' GROUP BY reason ORDER BY n DESC, reason"
                        + " LIMIT " + REASONS,
                row -> reasons.add(new Failure(row.getString(1), row.getInt(2))));
        return reasons;
    }
}
