package org.neurochains.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaSparkContext;
import org.neurochains.InputException;
import org.neurochains.image.ImageDigests;
import org.neurochains.image.ImageEntry;
import org.neurochains.study.StudyFolder;
import org.neurochains.study.TrialRunner;

/**
 * Where an executor finds the model file and the image folder.
 *
 * @param model a path that every executor sees; a file name where it was shipped
 * @param images the same of the folder
 * @param shipped whether Spark brings them
 */
record ExecutorFiles(String model, String images, boolean shipped) implements Serializable {
    private static final String IMAGES = "neurochains-images";

    /** Paths that every executor sees. */
    static ExecutorFiles seenByAll(TrialRunner.StudyJob job) {
        return new ExecutorFiles(
                job.places().model().toString(), job.places().images().toString(), false);
    }

    /**
     * Gives Spark the model and the planned images, as one archive, to bring to each executor once.
     *
     * @param folder where the archive may lie as long as the context is open
     * @throws InputException if one is missing here
     */
    static ExecutorFiles ship(JavaSparkContext context, TrialRunner.StudyJob job, Path folder) {
        Path model = job.places().model();
        if (!Files.isRegularFile(model)) {
            throw InputException.of(model.toString(), "is no file here", "put the model back");
        }
        Path archive = folder.resolve(IMAGES + ".zip");
        pack(job, archive);
        context.addFile(model.toUri().toString());
        context.sc().addArchive(archive.toUri() + "#" + IMAGES);
        return new ExecutorFiles(model.getFileName().toString(), IMAGES, true);
    }

    private static void pack(TrialRunner.StudyJob job, Path archive) {
        ImageDigests digests = ImageDigests.parse(job.contents().images(), StudyFolder.IMAGES);
        Path file = archive;
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.NO_COMPRESSION); // images are compressed already
            for (ImageEntry image : digests.under(job.places().images()).images()) {
                file = image.path();
                zip.putNextEntry(new ZipEntry(image.file()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw InputException.of(
                    file.toString(), "cannot be packed (" + e + ")", "put the image back, and make room for all", e);
        }
    }

    Path modelHere() {
        return Path.of(shipped ? SparkFiles.get(model) : model);
    }

    /** The image folder in an executor. */
    Path imagesHere() {
        return Path.of(shipped ? SparkFiles.get(images) : images);
    }
}
