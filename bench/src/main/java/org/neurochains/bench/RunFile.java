package org.neurochains.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/** Finished runs, one JSON line each: what is in the file is not run again. */
final class RunFile {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Path file;
    private final List<SolverRun> runs = new ArrayList<>();

    RunFile(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                runs.add(MAPPER.readValue(line, SolverRun.class));
            }
        }
    }

    List<SolverRun> all() {
        return runs;
    }

    Optional<SolverRun> find(String model, String pair, long seed, String solver) {
        return runs.stream()
                .filter(run -> run.sameAs(model, pair, seed, solver))
                .findFirst();
    }

    /** The run of this name, from the file or made and added to it. */
    SolverRun get(String model, String pair, long seed, String solver, Supplier<SolverRun> make) throws IOException {
        Optional<SolverRun> known = find(model, pair, seed, solver);
        if (known.isPresent()) {
            return known.get();
        }
        SolverRun made = make.get();
        Files.writeString(
                file, MAPPER.writeValueAsString(made) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        runs.add(made);
        return made;
    }
}
