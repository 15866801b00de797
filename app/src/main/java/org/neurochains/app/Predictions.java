package org.neurochains.app;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.neurochains.image.Confidence;
import org.neurochains.image.ImageEntry;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Labels;
import org.neurochains.image.Prediction;
import tools.jackson.core.JsonGenerator;

/** Prints a model's answers as they come, and counts the right ones. */
abstract class Predictions {
    private static final int FEW = 5;
    private static final int SHOWN = 3;

    private final Labels labels;
    private int labelled;
    private int first;
    private int amongFew;
    private final Confidence confidence = new Confidence();

    private Predictions(Labels labels) {
        this.labels = labels;
    }

    /** Prints lines of text, aligned for these images. */
    static Predictions text(PrintWriter out, Labels labels, List<ImageEntry> images) {
        int width =
                images.stream().mapToInt(image -> image.file().length()).max().orElse(0);
        return new Text(out, labels, width);
    }

    /** Prints one JSON document. */
    static Predictions json(PrintWriter out, Labels labels) {
        return new Document(out, labels);
    }

    /** Prints and counts an answer. */
    final void add(Prediction answer) {
        if (answer.label() != ImageSet.UNKNOWN) {
            int rank = answer.rank();
            labelled++;
            first += rank == 0 ? 1 : 0;
            amongFew += rank < FEW ? 1 : 0;
            confidence.add(answer.file(), rank == 0, answer.probabilities()[answer.top(1)[0]]);
        }
        print(answer);
    }

    /** Whether the answers are as often right as their probabilities claim. */
    final Confidence confidence() {
        return confidence;
    }

    /** Prints how often the answers were right. */
    abstract void end();

    abstract void print(Prediction answer);

    private static final class Text extends Predictions {
        private final PrintWriter out;
        private final int width;

        Text(PrintWriter out, Labels labels, int width) {
            super(labels);
            this.out = out;
            this.width = width;
        }

        @Override
        void print(Prediction answer) {
            StringBuilder line = new StringBuilder(answer.file())
                    .append(" ".repeat(width - answer.file().length()));
            for (int c : answer.top(SHOWN)) {
                line.append(String.format(Locale.ROOT, "  %s %.4f", name(c), answer.probabilities()[c]));
            }
            out.println(line);
        }

        @Override
        void end() {
            if (labelled() > 0) {
                out.println();
                out.println("top-1 " + share(right()) + (classes() > FEW ? ", top-5 " + share(rightAmongFew()) : ""));
            }
        }

        private String share(int count) {
            return String.format(Locale.ROOT, "%.2f %% (%d of %d)", 100.0 * count / labelled(), count, labelled());
        }
    }

    private static final class Document extends Predictions {
        private final PrintWriter out;
        private final JsonGenerator json;

        Document(PrintWriter out, Labels labels) {
            super(labels);
            this.out = out;
            json = Json.generator(out);
            json.writeStartObject();
            json.writeArrayPropertyStart("images");
        }

        @Override
        void print(Prediction answer) {
            int best = answer.top(1)[0];
            json.writeStartObject();
            json.writeStringProperty("file", answer.file());
            json.writeStringProperty("predicted", name(best));
            json.writeNumberProperty("probability", answer.probabilities()[best]);
            json.writePOJOProperty("logits", answer.logits());
            json.writeEndObject();
        }

        @Override
        void end() {
            json.writeEndArray();
            writeShare("top1", right());
            writeShare("top5", rightAmongFew());
            json.writeEndObject();
            json.flush();
            out.println();
        }

        private void writeShare(String name, int count) {
            if (labelled() == 0) {
                json.writeNullProperty(name);
            } else {
                json.writeNumberProperty(name, (double) count / labelled());
            }
        }
    }

    final String name(int index) {
        return labels.name(index);
    }

    final int classes() {
        return labels.size();
    }

    final int labelled() {
        return labelled;
    }

    final int right() {
        return first;
    }

    final int rightAmongFew() {
        return amongFew;
    }
}
