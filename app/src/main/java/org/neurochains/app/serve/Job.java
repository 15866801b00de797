package org.neurochains.app.serve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neurochains.Progress;

/** A command that waits, runs or has run, and what is heard of it. Safe for several threads. */
final class Job implements Progress {
    private static final int MOST_POINTS = 2000;
    private static final int MOST_MESSAGES = 200;

    /** Where it is. */
    enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED
    }

    private final int id;
    private final String kind;
    private final List<String> command;
    private final @Nullable Path folder;

    private State state = State.WAITING;
    private volatile boolean cancelled;
    private String stage = "";
    private double share;
    private String detail = "";
    private String result = "";
    private int code;
    private final List<List<Double>> points = new ArrayList<>();
    private List<Layer> layers = List.of();
    private final Map<String, List<Double>> results = new TreeMap<>();
    private final List<String> messages = new ArrayList<>();

    /**
     * A job that waits.
     *
     * @param kind what it does, the command's name
     * @param folder the chain's or study's folder, if it has one
     */
    Job(int id, String kind, List<String> command, @Nullable Path folder) {
        this.id = id;
        this.kind = kind;
        this.command = List.copyOf(command);
        this.folder = folder;
    }

    int id() {
        return id;
    }

    List<String> command() {
        return command;
    }

    synchronized State state() {
        return state;
    }

    synchronized boolean over() {
        return state != State.WAITING && state != State.RUNNING;
    }

    /** Asks it to stop at its next step; one that waits never starts. */
    synchronized void cancel() {
        cancelled = true;
        if (state == State.WAITING) {
            state = State.CANCELLED;
        }
    }

    /** Whether it may run now. */
    synchronized boolean begin() {
        if (state != State.WAITING) {
            return false;
        }
        state = State.RUNNING;
        return true;
    }

    /** It has come to its end. */
    synchronized void end(int code, String result) {
        this.code = code;
        this.result = result;
        state = code == 0 || code == 4 ? State.DONE : code == 130 ? State.CANCELLED : State.FAILED;
    }

    /** What the command says on its way. */
    synchronized void message(String line) {
        if (messages.size() < MOST_MESSAGES && !line.isBlank()) {
            messages.add(line);
        }
    }

    @Override
    public synchronized void report(String stage, long done, long total, String detail) {
        this.stage = stage;
        this.share = total > 0 ? Math.max(0, Math.min(1, (double) done / total)) : -1;
        this.detail = detail;
    }

    @Override
    public synchronized void chain(double kl, List<Layer> counts) {
        layers = List.copyOf(counts);
        if (points.size() < MOST_POINTS) {
            double units = counts.stream().mapToInt(Layer::retained).sum();
            points.add(List.of(units, kl));
        }
    }

    @Override
    public synchronized void figures(Map<String, Double> figures) {
        figures.forEach((name, value) -> {
            List<Double> values = results.computeIfAbsent(name, key -> new ArrayList<>());
            if (values.size() < MOST_POINTS && Double.isFinite(value)) {
                values.add(value);
            }
        });
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    /** As JSON has it; the result is the command's own document. */
    synchronized Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", id);
        document.put("kind", kind);
        document.put("command", "neurochains " + String.join(" ", command));
        document.put("folder", folder == null ? "" : String.valueOf(folder.getFileName()));
        document.put("state", state.name().toLowerCase(java.util.Locale.ROOT));
        document.put("stopping", cancelled && state == State.RUNNING);
        document.put("code", code);
        document.put("stage", stage);
        document.put("share", share);
        document.put("detail", detail);
        document.put("points", List.copyOf(points));
        document.put("layers", layers);
        Map<String, List<Double>> figures = new TreeMap<>();
        results.forEach((name, values) -> figures.put(name, List.copyOf(values)));
        document.put("figures", figures);
        document.put("messages", List.copyOf(messages));
        return document;
    }

    /** What the command printed; empty until it is done. */
    synchronized String result() {
        return result;
    }
}
