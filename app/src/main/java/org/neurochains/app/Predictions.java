package org.neurochains.app;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import org.neurochains.Phrase;
import org.neurochains.image.Confidence;
import org.neurochains.image.ImageEntry;
import org.neurochains.image.ImageSet;
import org.neurochains.image.Labels;
import org.neurochains.image.Prediction;
import org.neurochains.network.OutputKind;
import tools.jackson.core.JsonGenerator;

/** Prints a model's answers as they come, and counts the right ones. */
abstract class Predictions {
    private static final int FEW = 5;
    private static final int SHOWN = 3;

    final PrintWriter out;
    final Labels labels;
    final OutputKind outputs;
    int labelled;
    int first;
    int found;
    int amongFew;
    private final Confidence confidence = new Confidence();

    private Predictions(PrintWriter out, Labels labels, OutputKind outputs) {
        this.out = out;
        this.labels = labels;
        this.outputs = outputs;
    }

    /** Prints lines of text, aligned for these images. */
    static Predictions text(PrintWriter out, Labels labels, OutputKind outputs, List<ImageEntry> images) {
        int width =
                images.stream().mapToInt(image -> image.file().length()).max().orElse(0);
        return new Text(out, labels, outputs, width);
    }

    /** Prints one JSON document. */
    static Predictions json(PrintWriter out, Labels labels, OutputKind outputs) {
        return new Document(out, labels, outputs);
    }

    /** Prints and counts an answer. */
    final void add(Prediction answer) {
        if (answer.label() != ImageSet.UNKNOWN) {
            int rank = answer.rank();
            labelled++;
            found += answer.right() ? 1 : 0;
            first += rank == 0 ? 1 : 0;
            amongFew += rank < FEW ? 1 : 0;
            confidence.add(answer.file(), answer.right(), answer.probabilities()[answer.top(1)[0]]);
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
        private final int width;

        Text(PrintWriter out, Labels labels, OutputKind outputs, int width) {
            super(out, labels, outputs);
            this.width = width;
        }

        @Override
        void print(Prediction answer) {
            StringBuilder line = new StringBuilder(answer.file())
                    .append(" ".repeat(width - answer.file().length()));
            for (int c : answer.top(Math.max(SHOWN, answer.answer().length))) {
                line.append(Phrase.text("  %s %.4f", labels.name(c), answer.probabilities()[c]));
            }
            out.println(line);
        }

        @Override
        void end() {
            if (labelled > 0) {
                out.println();
                if (outputs == OutputKind.MULTI_LABEL) {
                    out.println("the folder's label is found (above .5) in " + share(found));
                }
                out.println("top-1 " + share(first) + (labels.size() > FEW ? ", top-5 " + share(amongFew) : ""));
            }
        }

        private String share(int count) {
            return Phrase.text("%.2f %% (%d of %d)", 100.0 * count / labelled, count, labelled);
        }
    }

    private static final class Document extends Predictions {
        private final JsonGenerator json;

        Document(PrintWriter out, Labels labels, OutputKind outputs) {
            super(out, labels, outputs);
            json = Json.generator(out);
            json.writeStartObject();
            json.writeArrayPropertyStart("images");
        }

        @Override
        void print(Prediction answer) {
            int best = answer.top(1)[0];
            json.writeStartObject();
            json.writeStringProperty("file", answer.file());
            json.writeStringProperty("predicted", labels.name(best));
            json.writeNumberProperty("probability", answer.probabilities()[best]);
            if (outputs == OutputKind.MULTI_LABEL) {
                json.writePOJOProperty(
                        "found",
                        Arrays.stream(answer.answer()).mapToObj(labels::name).toList());
                json.writePOJOProperty("probabilities", answer.probabilities());
            }
            json.writePOJOProperty("logits", answer.logits());
            json.writeEndObject();
        }

        @Override
        void end() {
            json.writeEndArray();
            if (outputs == OutputKind.MULTI_LABEL) {
                writeShare("found", found);
            }
            writeShare("top1", first);
            writeShare("top5", amongFew);
            json.writeEndObject();
            json.flush();
            out.println();
        }

        private void writeShare(String name, int count) {
            if (labelled == 0) {
                json.writeNullProperty(name);
            } else {
                json.writeNumberProperty(name, (double) count / labelled);
            }
        }
    }
}
