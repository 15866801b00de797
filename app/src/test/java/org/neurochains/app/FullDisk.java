package org.neurochains.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.neurochains.image.ImageFile;
import org.neurochains.report.OutputFolder;
import org.neurochains.tensor.Scope;
import org.neurochains.testing.ColourModel;
import org.neurochains.weights.SafetensorsReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs each command that writes on a disk with ever more room, from none until it succeeds, so that each of its files
 * meets the full disk once: before it, in it, and in the one after it. Wants a small file system of its own, which
 * {@link FullDiskTest} gives it.
 */
final class FullDisk {
    private static final int PAGE = 4096;

    private final Path disk;
    private final Path work;
    private final Path model;
    private final Path images;
    private final List<String> faults = new ArrayList<>();

    private FullDisk(Path disk, Path elsewhere) throws IOException {
        this.disk = disk;
        this.work = disk.resolve("work");
        this.model = ColourModel.writeModel(elsewhere);
        this.images = ColourModel.writeImages(elsewhere.resolve("images"), 4);
    }

    /**
     * Prints a line for each command and for each fault.
     *
     * @param args the small file system, and a folder elsewhere
     */
    public static void main(String[] args) throws IOException {
        FullDisk test = new FullDisk(Path.of(args[0]), Path.of(args[1]));
        Path elsewhere = Path.of(args[1]);
        Path older = elsewhere.resolve("older");
        Path study = elsewhere.resolve("study");
        Path done = elsewhere.resolve("done");
        test.prepare(older, study, done);
        Path out = test.work;
        Object[] network = {"--model", test.model, "--images", test.images};
        Object[] chain = test.with(network, "extract", "--classes=blue,red", "--per-class=2", "--out", out);
        test.fill("extract", null, test.with(chain, "--sweep"));
        test.fill("extract over an older chain", older, chain);
        test.fill("explain", older, test.with(network, "explain", "--chain", out, "--steps=1"));
        test.fill("evaluate", older, test.with(network, "evaluate", "--chain", out, "--measure=fidelity,dead,firing"));
        test.fill(
                "evaluate, features",
                older,
                test.with(network, "evaluate", "--chain", out, "--measure=stability", "--cache", out.resolve("cache")));
        test.fill("report", older, "report", "--chain", out);
        test.fill("report as SVG", older, "report", "--chain", out, "--format=svg");
        test.fill("report as PNG", older, "report", "--chain", out, "--format=png");
        for (String format : List.of("onnx", "safetensors")) {
            test.fill(
                    "export as " + format,
                    older,
                    "export",
                    "--chain",
                    out,
                    "--model",
                    test.model,
                    "--format",
                    format,
                    "--out",
                    out.resolve("cut." + format));
        }
        test.fill("compare", older, "compare", older, older, "--out", out.resolve("compare.html"));
        test.fill("plan", null, test.with(network, "study", "plan", "--trials=4", "--per-class=2", "--out", out));
        test.fill("run", study, "study", "run", out);
        test.fill("report of a study", done, "study", "report", out);
        test.fill("export of a study", done, "study", "export", out, "--out", out.resolve("tables"));
        test.faults.forEach(fault -> System.out.println("FAULT " + fault));
        System.exit(test.faults.isEmpty() ? 0 : 1);
    }

    private void prepare(Path older, Path study, Path done) {
        Object[] network = {"--model", model, "--images", images, "--quiet"};
        require(Run.of(with(network, "extract", "--classes=red,green", "--per-class=2", "--out", older)));
        for (Path folder : List.of(study, done)) {
            require(Run.of(with(network, "study", "plan", "--trials=4", "--per-class=2", "--out", folder)));
        }
        require(Run.of("study", "run", done, "--quiet"));
    }

    private static void require(Run run) {
        if (run.code() != ExitCode.DONE) {
            throw new IllegalStateException(run.err());
        }
    }

    /** The command's words before and after the network's. */
    private Object[] with(Object[] network, Object... words) {
        List<Object> all = new ArrayList<>(Arrays.asList(words));
        // a command that has its network already gets further options
        int at = words.length > 0 && words[0].toString().startsWith("--") ? 0 : all.size();
        all.addAll(at, Arrays.asList(network));
        return all.toArray();
    }

    /** One command, again and again. */
    private void fill(String name, @org.jspecify.annotations.Nullable Path before, Object... words) throws IOException {
        int refused = 0;
        for (long room = 0; room < 16L << 20; room += room < 24 * PAGE ? PAGE : room / 6 / PAGE * PAGE) {
            OutputFolder.delete(work);
            OutputFolder.delete(disk.resolve("filler"));
            if (before != null) {
                copy(before, work);
            }
            Map<String, String> old = contents();
            leave(room);
            Object[] quiet = Arrays.copyOf(words, words.length + 1);
            quiet[words.length] = "--quiet";
            Run run = Run.of(quiet);
            if (run.code() == ExitCode.DONE) {
                check(name, room, old);
                System.out.println(name + ": refused " + refused + " times, done with " + room / 1024 + " KiB");
                return;
            }
            refused++;
            if (run.code() != ExitCode.INPUT) {
                faults.add(name + ", " + room + " bytes: exit code " + run.code());
            }
            if (run.err().lines().count() != 1 || !run.err().matches("(?s)neurochains: .*(full|free some).*")) {
                faults.add(name + ", " + room + " bytes: says " + run.err());
            }
            check(name, room, old);
            if (faults.size() > 20) {
                return;
            }
        }
        faults.add(name + " never succeeds");
    }

    /** Every file is whole, old or new, and no partial one is left; a chain that was written can be read. */
    private void check(String name, long room, Map<String, String> old) throws IOException {
        Map<String, String> contents = contents();
        for (Map.Entry<String, String> file : contents.entrySet()) {
            String path = file.getKey();
            boolean same = file.getValue().equals(old.get(path));
            if (path.contains(".part") || path.contains(".neurochains") || (!same && !whole(work.resolve(path)))) {
                faults.add(name + ", " + room + " bytes: leaves " + path);
            }
        }
        if (!contents.equals(old) && Files.exists(work.resolve("chain.json"))) {
            Run read = Run.of(
                    "export",
                    "--chain",
                    work,
                    "--model",
                    model,
                    "--format=onnx",
                    "--quiet",
                    "--out",
                    model.resolveSibling("check.onnx"));
            if (read.code() != ExitCode.DONE) {
                faults.add(name + ", " + room + " bytes: leaves a chain that is none: " + read.err());
            }
        }
    }

    private static boolean whole(Path file) throws IOException {
        String name = file.getFileName().toString();
        String end = name.substring(name.lastIndexOf('.') + 1);
        try (Scope scope = Scope.open()) {
            switch (end) {
                case "json" -> JsonMapper.shared().readTree(file.toFile());
                case "png" -> ImageFile.read(file);
                case "safetensors" -> SafetensorsReader.read(file);
                default -> {}
            }
        } catch (RuntimeException e) {
            return false;
        }
        return switch (end) {
            case "html" -> Files.readString(file).strip().endsWith("</html>");
            case "svg" -> Files.readString(file).strip().endsWith("</svg>");
            case "csv", "jsonl", "txt" -> Files.readString(file).endsWith("\n");
            default -> true;
        };
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        if (Files.exists(work)) {
            try (Stream<Path> files = Files.walk(work)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    contents.put(
                            work.relativize(file).toString(),
                            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return contents;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** Fills the disk but for so many bytes. */
    private void leave(long room) throws IOException {
        long free = Files.getFileStore(disk).getUsableSpace();
        Files.write(disk.resolve("filler"), new byte[(int) Math.max(0, free - room)]);
    }
}
