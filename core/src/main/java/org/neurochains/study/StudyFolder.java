package org.neurochains.study;

import static org.neurochains.InputException.parameter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;
import org.neurochains.file.HeldFile;
import org.neurochains.file.RecordFormat;
import org.neurochains.file.Sha256;
import org.neurochains.file.WholeFile;

/**
 * A study's folder: study.json, images.sha256 and perhaps a labels file, written once by planning, and trials.db,
 * written by running.
 */
public record StudyFolder(Path path) {
    /** The plan's file name. */
    public static final String PLAN = "study.json";

    /** The file name of the images' digests. */
    public static final String IMAGES = "images.sha256";

    /** The store's file name. */
    public static final String STORE = "trials.db";

    /** The file name of a copied labels file. */
    public static final String LABELS = "labels";

    private static final String AGAIN = "plan the study again";
    private static final String LOCK = "study.lock";
    /** The byte of the lock file that only runs lock, so that no glance at a study keeps a run from it. */
    private static final long RUNNER = 0;
    /** The byte that a run holds too, for others to try whether it is there. */
    private static final long SIGN = 1;

    /**
     * A plan with the texts it refers to: what another process needs, beside the model and the images, to run its
     * trials.
     *
     * @param images the list of the images' digests
     * @param labels the labels file; null where there is none
     */
    public record Contents(
            StudyPlan plan, String images, @Nullable String labels) {
        /** These contents as compressed JSON. */
        public byte[] toBytes() {
            return Zipped.of(StudyJson.bytes(this));
        }

        /** Contents from {@link #toBytes}. */
        public static Contents fromBytes(byte[] bytes) {
            return StudyJson.read(Zipped.undo(bytes), Contents.class, "a study's contents");
        }
    }

    /**
     * Writes a plan.
     *
     * @throws InputException if there is a study already, or the folder cannot be written
     */
    public static StudyFolder create(Path path, Contents contents) {
        StudyFolder folder = new StudyFolder(path);
        if (Files.exists(path.resolve(PLAN)) || Files.exists(path.resolve(STORE))) {
            throw InputException.of(
                    path.toString(),
                    "holds a study already",
                    "name another folder with " + parameter("out") + ", or delete this one");
        }
        WholeFile.writeWithFolders(path.resolve(IMAGES), contents.images().getBytes(StandardCharsets.UTF_8));
        if (contents.labels() != null) {
            WholeFile.write(path.resolve(LABELS), contents.labels());
        }
        WholeFile.write(path.resolve(PLAN), StudyJson.pretty(contents.plan()));
        return folder;
    }

    /**
     * A folder that holds a study.
     *
     * @throws InputException if it holds none
     */
    public static StudyFolder open(Path path) {
        if (!Files.isRegularFile(path.resolve(PLAN))) {
            throw InputException.of(
                    path.toString(), "holds no " + PLAN, "'study plan " + parameter("out") + " FOLDER' writes one");
        }
        return new StudyFolder(path);
    }

    /**
     * The plan.
     *
     * @throws InputException if it cannot be read or is not of this schema
     */
    public StudyPlan plan() {
        Path file = path.resolve(PLAN);
        StudyPlan plan =
                new RecordFormat<>(StudyPlan.class, StudyPlan.SCHEMA, "as this version writes it", AGAIN).read(file);
        if (plan.variants().isEmpty()) {
            throw InputException.of(file.toString(), "lacks a part of the plan", AGAIN);
        }
        return plan;
    }

    /**
     * The plan and the texts it refers to.
     *
     * @throws InputException if one is missing or is not the planned one
     */
    public Contents contents() {
        StudyPlan plan = plan();
        Path list = path.resolve(IMAGES);
        byte[] images = bytes(list);
        if (!Sha256.of(images).equals(plan.images().sha256())) {
            throw InputException.of(list.toString(), "is not the list that was planned with", AGAIN);
        }
        String labels = plan.model().labels() == null
                ? null
                : new String(bytes(path.resolve(plan.model().labels())), StandardCharsets.UTF_8);
        return new Contents(plan, new String(images, StandardCharsets.UTF_8), labels);
    }

    /** The store's file. */
    public Path store() {
        return path.resolve(STORE);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw InputException.of(file.toString(), "cannot be read (" + e + ")", AGAIN, e);
        }
    }

    /**
     * Makes this process the only one that runs the study, until the lock is closed or the process ends.
     *
     * @throws InputException if another process runs it, or the folder cannot be written
     */
    HeldFile lock() {
        @Nullable HeldFile lock;
        try {
            lock = HeldFile.tryHold(path.resolve(LOCK), RUNNER);
            if (lock != null) {
                lock.awaitToo(SIGN);
            }
        } catch (IOException e) {
            throw InputException.of(
                    path.toString(), "cannot be written (" + e + ")", "run the study where you may write", e);
        }
        if (lock == null) {
            throw InputException.of(
                    path.toString(),
                    "is being run by another process",
                    "wait for it or stop it; 'study status' shows it");
        }
        return lock;
    }

    /** Whether a process runs the study now; false where the folder cannot be written, as no process can then. */
    boolean locked() {
        try {
            return HeldFile.isHeld(path.resolve(LOCK), SIGN);
        } catch (IOException e) {
            return false; // nor is there a lock file before the first run
        }
    }
}
