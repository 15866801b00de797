package org.neurochains.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Finished runs, one JSON line each: what is in the file is not run again. */
final class RunFile {
    private final JsonLines<SolverRun> runs;

    RunFile(Path file) {
        this.runs = new JsonLines<>(file, SolverRun.class);
    }

    List<SolverRun> all() {
        return runs.all();
    }

    Optional<SolverRun> find(String model, String pair, long seed, String solver) {
        return runs.all().stream()
                .filter(run -> run.sameAs(model, pair, seed, solver))
                .findFirst();
    }

    /** The run of this name, from the file or made and added to it. */
    SolverRun get(String model, String pair, long seed, String solver, Supplier<SolverRun> make) {
        Optional<SolverRun> known = find(model, pair, seed, solver);
        if (known.isPresent()) {
            return known.get();
        }
        SolverRun made = make.get();
        runs.add(made);
        return made;
    }
}
